// SPDX-License-Identifier: GPL-3.0-or-later
// How a registered forecast metric is written on the screen: short name, unit, factor, decimals,
// formula. Pure functions.
#pragma once

#include <QString>

#include <vector>

#include "forecast/evaluation/report.h"
#include "stats/forecast_metric.h"

namespace loom::ui {

enum class ScoreTarget { Returns, Prices };

/// "returns." or "prices.": how the keys of ModelScores::metrics begin.
std::string metricPrefix(ScoreTarget target);

struct MetricLook {
    std::string id = {};  ///< "rmse"
    std::string key = {}; ///< "returns.rmse"
    QString name = {};    ///< "RMSE"
    QString unit = {};    ///< "bp"; empty: a pure number
    QString tip = {};     ///< what it is, formula, source
    double factor = 1;    ///< from the report's values to those shown
    int decimals = 2;
    bool isSigned = false;
    stats::ForecastBetter better = stats::ForecastBetter::Lower;
    double target = 0; ///< in units shown
};

/// Those that some model has a value for, in the order of reading: errors, scaled errors,
/// distribution, direction.
std::vector<MetricLook> metricLooks(const forecast::EvaluationReport& report, ScoreTarget target);

} // namespace loom::ui
