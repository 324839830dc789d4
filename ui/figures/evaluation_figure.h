// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation as one picture: the verdict, the board of models with how sure their skill is,
// errors step by step, calibration of the best model, and what a simple rule on it would have
// earned. Interface thread.
#pragma once

#include "ui/charts/figure_sheet.h"
#include "ui/pages/forecast/outcomes.h"

namespace loom::ui {

/// NoData for an evaluation without models.
Result<FigureSheet> evaluationFigure(const EvaluatePtr& evaluation);

} // namespace loom::ui
