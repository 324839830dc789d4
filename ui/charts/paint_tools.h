// SPDX-License-Identifier: GPL-3.0-or-later
// What several layers share when they paint and measure samples. Interface thread.
#pragma once

#include "ui/charts/line_layer.h"

namespace loom::ui {

/// Runs of connected pixels; a missing value or one that the scale cannot show ends a run. Reduced
/// to first, min, max and last of each column when there are more samples than columns.
std::vector<QPolygonF> pixelRuns(const Samples& samples, const PlotMap& map);

/// False where drawing must be cut by hand: Qt's SVG writer knows no clipping.
bool clipsItself(const QPainter& painter);

/// Draws runs, clipped to the plot by the caller.
void drawRuns(QPainter& painter, const std::vector<QPolygonF>& runs, const QPen& pen);

/// Extent of the samples in the x range that the scale can show.
Range sampleExtent(const Samples& samples, const Range& x, Scale scale);

/// "n values, a to b" for summaries.
QString spread(std::size_t count, const Range& values);

} // namespace loom::ui
