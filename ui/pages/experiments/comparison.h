// SPDX-License-Identifier: GPL-3.0-or-later
// Runs side by side as a table of words and numbers, before anything is drawn: parameters, then
// metrics with their change from a base run. Pure functions.
#pragma once

#include <QString>

#include <string>
#include <vector>

#include "tracking/types.h"
#include "ui/pages/experiments/run_columns.h"

namespace loom::ui {

struct ComparisonRow {
    QString key;
    bool isMetric = false;
    bool differs = false;
    Better better = Better::Unknown;
    std::vector<QString> texts = {};  ///< of parameters, one a run
    std::vector<double> values = {};  ///< of metrics, one a run; NaN: the run has none
    std::vector<double> changes = {}; ///< value minus the base run's; NaN for the base itself
};

struct Comparison {
    std::vector<QString> names = {}; ///< of the runs
    std::size_t base = 0;            ///< which of them the changes start from
    std::vector<ComparisonRow> rows = {};
};

/// base: the run to compare with, the first one when it is not among them. Parameters by name, then
/// metrics by name.
Comparison compareRuns(const std::vector<tracking::Run>& runs, const tracking::RunId& base,
                       bool differingOnly);

/// One row a quantity: kind, name, a column a run, and for metrics a column of change a run.
std::string toCsv(const Comparison& comparison);

} // namespace loom::ui
