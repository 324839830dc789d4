// SPDX-License-Identifier: GPL-3.0-or-later
// What comes next, as one picture: the fan of an asset after its last bar, or small multiples of
// many. Interface thread.
#pragma once

#include "ui/charts/figure_sheet.h"
#include "ui/pages/forecast/outcomes.h"

namespace loom::ui {

/// NoData, in words, when no asset could be forecast.
Result<FigureSheet> forecastFigure(const ForecastPtr& forecast);

/// "N-BEATS, quick; nbeats SPY 1d, version 3": whose forecast it is.
QString modelWords(const studies::ForecastStudy& study, const studies::ModelOrigin& origin);
/// "2020-04-17", within the day "2020-04-17 15:55" in the time of the exchange.
QString timeWords(const studies::ForecastDataset& data, std::int64_t time);
/// "the next 10 days", "the next 12 bars of 5 minutes".
QString horizonWords(forecast::Frequency frequency, std::size_t horizon);

} // namespace loom::ui
