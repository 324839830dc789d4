// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing on a chart: what changed between two cursors, and which curves lie on each other.
// Pure functions of model and layout. Interface thread.
#pragma once

#include "ui/charts/chart_model.h"

namespace loom::ui {

/// Rows for the readout, from a reference point to the crosshair: for each visible layer with a
/// value at both the difference and, between positive values, its per cent. Values are the data's,
/// not the indexed scale's.
std::vector<ReadoutRow> deltaRows(const ChartModel& model, const ChartLayout& layout, double from,
                                  double to);

/// "A and B: lines coincide" when the visible stretches of two named lines are less than a pixel
/// apart everywhere; one sentence for all of them, empty when none.
QString coincidenceWords(const ChartModel& model, const ChartLayout& layout);

} // namespace loom::ui
