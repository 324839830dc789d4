// SPDX-License-Identifier: GPL-3.0-or-later
// The statistics panes of one series filled from its curves: density, QQ, ACF of |r|, leverage.
// Real in ink, generators in their hues. Interface thread.
#pragma once

#include "generate/fidelity_curves.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

/// Values times a factor (log returns as per cent: 100).
std::vector<double> scaled(const std::vector<double>& values, double factor);
/// The band of a curve with its middle, in the generator's hue.
void addBand(ChartView& view, const QString& name, const std::vector<double>& x,
             const generate::Band& band, int slot);

/// Each clears nothing: call ChartView::clearLayers() first.
void showDensity(ChartView& view, const generate::FidelityCurves& curves);
void showQuantiles(ChartView& view, const generate::FidelityCurves& curves);
/// most: lags shown at first; all of them are a double click away.
void showAcf(ChartView& view, const generate::FidelityCurves& curves, double most);
void showLeverage(ChartView& view, const generate::FidelityCurves& curves, double most);

/// The curves with only one of their samples.
generate::FidelityCurves only(const generate::FidelityCurves& curves, std::size_t sample);

} // namespace loom::ui
