// SPDX-License-Identifier: GPL-3.0-or-later
// Every column that a board of models can have: the registered metrics of returns or prices, the
// test against the last value, direction, correlation, cost. Pure functions.
#pragma once

#include <functional>
#include <vector>

#include "forecast/evaluation/report.h"
#include "ui/pages/forecast/board/metric_look.h"
#include "ui/pages/forecast/board/score_table.h"

namespace loom::ui {

struct ScoreColumn {
    ScoreHead head = {};
    QString group = {}; ///< in the chooser
    QString name = {};  ///< in the chooser, in one line
    bool byDefault = false;
    enum class Best { None, Smallest, Largest, Nearest } best = Best::None;
    double target = 0; ///< of Best::Nearest, in units of the cells
    std::function<ScoreCell(const forecast::ModelScores&)> cell = {};
};

/// In the order of the table: name first, verdict last, both always shown (no group).
std::vector<ScoreColumn> scoreColumns(const forecast::EvaluationReport& report, ScoreTarget target);

/// The p-value of a comparison as it is written: "same", "< 0.001", "0.11".
ScoreCell comparisonCell(const forecast::AgainstBaseline& against);
/// Better, worse or neither, by the level that verdicts use.
Mark comparisonMark(const forecast::AgainstBaseline& against);
const forecast::AgainstBaseline* againstLast(const forecast::ModelScores& model);

} // namespace loom::ui
