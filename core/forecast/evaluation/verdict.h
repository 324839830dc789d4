// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation comes to, in words. Thread rule: pure functions.
#pragma once

#include "forecast/evaluation/report.h"

namespace loom::forecast {

inline constexpr double kSignificance = 0.05;

/// Sets standing and verdict of a model from its scores; the last value's id is "last_value".
void judge(ModelScores& model, const EvaluationReport& report);

/// About the best model that is no baseline, beside the best baseline.
std::string overallVerdict(const EvaluationReport& report);

} // namespace loom::forecast
