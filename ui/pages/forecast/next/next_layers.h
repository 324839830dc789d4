// SPDX-License-Identifier: GPL-3.0-or-later
// Puts one asset's history and forecasts on a chart, in prices, returns or errors, and in rows of a
// table. Interface thread.
#pragma once

#include <optional>

#include "ui/charts/chart_view.h"
#include "ui/pages/forecast/next/next_data.h"
#include "ui/pages/forecast/next/next_table.h"
#include "ui/pages/forecast/next/next_view.h"

namespace loom::ui {

/// What of the data is shown.
struct NextPick {
    NextView::Scale scale = NextView::Scale::Price;
    std::size_t model = 0;                       ///< of the past forecasts
    std::optional<NextData::Origin> origin = {}; ///< of the past forecast on the chart
};

/// Replaces the layers, title and axis; what the legend hid stays hidden.
void showOnChart(ChartView& chart, const NextData& data, const NextPick& pick);

/// Enough of the past to see what the forecast goes on from, few enough to see the forecast.
ViewWindow forecastFrame(const NextData& data, std::size_t horizon);

/// The past forecast that is picked, else the one of what comes next; no rows when there is
/// neither.
NextRows tableRows(const NextData& data, const NextPick& pick);
/// "USD", "log return, %"; within the day also when it was made.
QString unitText(const NextData& data, const NextPick& pick);

/// What became of a past forecast, in a sentence.
QString outcomeWords(const NextData& data, std::size_t model, NextData::Origin origin);

/// How the intervals of a trained model are made: "conformal intervals".
QString intervalWords(const studies::TrainedForecast& trained);

/// "10 %", "2.5 %".
QString levelHead(double level);

/// Decimals of a price in text: about five significant digits.
int shownDecimals(double price);

} // namespace loom::ui
