// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns the run table has and what is known about the metrics in them; the words of its
// filter. Pure functions.
#pragma once

#include <QString>

#include <span>
#include <string>
#include <vector>

#include "tracking/types.h"

namespace loom::ui {

/// One metric the program writes: how it is called, in which unit, and which way is better.
struct MetricColumn {
    const char* key;
    const char* title; ///< for tr() of RunTableModel
    const char* unit;
    bool higherBetter = false;
};

/// Nothing for a metric that only its writer knows.
const MetricColumn* metricColumn(const QString& key);

enum class Better { Unknown, Lower, Higher };
/// Which way a metric improves: the columns above, and the distances and losses by their names.
Better betterOf(const QString& key);

struct RunColumn {
    QString key;
    bool isMetric = false;
    bool isDelta = false;
    friend bool operator==(const RunColumn&, const RunColumn&) = default;
};

/// Parameters (only those that differ, if wished; the model always), then the metrics any of the
/// runs has, each followed by its change from the baseline.
std::vector<RunColumn> runColumns(std::span<const tracking::Run> runs, bool differingOnly,
                                  bool deltas);

/// Plain words search names; anything with an operator is the filter language.
std::string runFilter(const QString& text);

/// The filter without one run.
std::string runFilterWithout(const std::string& filter, const tracking::RunId& run);

} // namespace loom::ui
