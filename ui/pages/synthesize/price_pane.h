// SPDX-License-Identifier: GPL-3.0-or-later
// The real prices of a study on a chart, the same before and after something was generated: session
// axis, title with currency, the spans of the split shaded and named. Interface thread.
#pragma once

#include "studies/dataset.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

class LineLayer;

enum class SpanNames { Split, None };

/// Axis, title and spans; call before other layers. None: prices that no model may learn from.
void prepareRealPrices(ChartView& view, const studies::Dataset& set, SpanNames spans);
/// The real closes with their last value tagged; call last, real is on top.
LineLayer* addRealPrices(ChartView& view, const studies::Dataset& set);
/// "^GSPC, adjusted for dividends, source sample."
QString priceFooter(const studies::Dataset& set, const studies::DataSelection& selection);

} // namespace loom::ui
