// SPDX-License-Identifier: GPL-3.0-or-later
// Where a chart says that lines coincide: never over what it shows. Interface thread.
#pragma once

#include "ui/charts/chart_model.h"

namespace loom::ui {

/// The place of layout.remark, by preference: beside the footer, a corner of the plot in which
/// neither a line nor a band nor a word lies, the end of the legend. Nothing where none of them has
/// room, or without a remark; then the view says it in a tooltip of its title row.
std::optional<RemarkPlace> remarkPlace(const ChartModel& model, const ChartLayout& layout);

void paintRemark(QPainter& painter, const ChartLayout& layout);

} // namespace loom::ui
