// SPDX-License-Identifier: GPL-3.0-or-later
// Indicators as layers of a chart: overlays on the price, or a pane of their own. Interface thread.
#pragma once

#include <QString>

#include "indicators/indicator.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

/// Lines, dots or a band on the price. slot: the how-manieth overlay, which chooses its dash.
/// base: the layer whose first value is 100 on the indexed scale.
void addOverlay(ChartView& chart, const indicators::Indicator& indicator,
                const indicators::Computed& computed, int slot, const Layer* base);

/// Title, guide lines, warm-up and lines of an indicator in its own pane. currency: of the prices;
/// may be empty.
void fillPane(ChartView& pane, const indicators::Indicator& indicator,
              const indicators::Computed& computed, const QString& currency);

} // namespace loom::ui
