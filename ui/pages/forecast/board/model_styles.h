// SPDX-License-Identifier: GPL-3.0-or-later
// Which line a forecaster wears, in tables and charts alike: judged models amber, told apart by
// their dashes, baselines grey, the last value dotted. It depends on the ids only, so that it stays
// when the order of the board changes. Pure functions.
#pragma once

#include <QString>

#include <map>
#include <string>

#include "forecast/evaluation/report.h"
#include "ui/charts/layer.h"

namespace loom::ui {

using ModelStyles = std::map<std::string, LineStyle, std::less<>>;

ModelStyles modelStyles(const forecast::EvaluationReport& report);
/// The account that always holds everything: the benchmark of the trading rule.
LineStyle holdStyle();

} // namespace loom::ui
