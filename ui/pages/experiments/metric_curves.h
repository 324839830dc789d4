// SPDX-License-Identifier: GPL-3.0-or-later
// One metric of several runs as curves: smoothed, the raw line faint behind, named at their ends,
// and which of them lie on each other. Pure functions but for showCurves (interface thread).
#pragma once

#include <QString>

#include <span>
#include <vector>

#include "ui/charts/chart_view.h"
#include "ui/charts/line_layer.h"

namespace loom::ui {

struct MetricCurve {
    QString name;
    int slot = 0; ///< hue of the run
    Samples samples;
};

/// Exponential moving average with the bias of its start corrected (MLflow, TensorBoard):
/// v_n = s v_(n-1) + (1 - s) x_n, v_0 = 0; shown v_n / (1 - s^n). Missing values stay missing and
/// do not count. strength: 0 (as it is) to below 1.
std::vector<double> smoothed(std::span<const double> values, double strength);

/// Names of curves that differ by less than half a percent of what the chart spans wherever both
/// have a value, in groups of two or more.
std::vector<QStringList> coincidingCurves(const std::vector<MetricCurve>& curves);

/// Replaces the chart's layers, its note and its footer.
void showCurves(ChartView& chart, std::vector<MetricCurve> curves, double strength);

} // namespace loom::ui
