// SPDX-License-Identifier: GPL-3.0-or-later
// Prices with indicators as one picture: overlays on the price, a pane for each of the others,
// volume below; bars without a value yet are shaded. Interface thread.
#pragma once

#include "indicators/indicator.h"
#include "market/series.h"
#include "ui/charts/figure_sheet.h"

namespace loom::ui {

/// series: adjusted as wanted; bars: how many of the last ones are shown, 0: all. NoData for a
/// series without bars.
Result<FigureSheet> indicatorFigure(const market::Series& series,
                                    const std::vector<indicators::Indicator>& shown,
                                    std::size_t bars);

} // namespace loom::ui
