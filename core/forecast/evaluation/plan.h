// SPDX-License-Identifier: GPL-3.0-or-later
// How forecasts are judged: models are fitted on the past of a border, forecast what follows it,
// the border moves on (rolling origins; Tashman 2000), and a last stretch of the data stays locked.
// Thread rule: plain values, pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "forecast/data.h"

namespace loom::forecast {

enum class TrainWindow {
    Expanding, ///< everything before the border
    Sliding,   ///< the same length before each border
};

/// How prediction intervals are made.
enum class Intervals {
    Errors,    ///< conformal, around the point forecast
    Quantiles, ///< learnt by the model where it can, then corrected by conformal prediction
};

struct EvaluationPlan {
    TrainWindow window = TrainWindow::Expanding;
    double testShare = 0.15;      ///< of all rows, at the end: locked, looked at on demand only
    double firstTrainShare = 0.5; ///< of the rows before the test, before the first border
    std::size_t folds = 4;        ///< borders; models are fitted again at each
    double validationShare = 0.2; ///< the end of each fit's rows, for early stopping
    std::size_t embargo = 0;      ///< rows left out before each border and each validation part
    std::size_t originEvery = 1;  ///< rows between forecasts
    std::vector<std::uint64_t> seeds{1, 2, 3}; ///< of models that train
    std::vector<double> coverages{0.8, 0.95};  ///< of the intervals, ascending
    Intervals intervals = Intervals::Errors;
    double costBasisPoints = 5; ///< of the amount traded, in the trading rule
    bool test = false;          ///< judge on the locked rows instead: counts as a look

    friend bool operator==(const EvaluationPlan&, const EvaluationPlan&) = default;
};

/// One border: what a fit may use, and which origins are forecast with it.
struct Fold {
    FitSpan span;
    std::size_t scoreFrom = 0, scoreTo = 0; ///< rows whose outcomes are scored, half-open
    std::vector<std::size_t> origins;       ///< labels start at scoreFrom or later
};

struct Folds {
    std::size_t testFrom = 0; ///< rows from here on are locked
    std::vector<Fold> folds;
};

/// Labels of the fit end before the border, `embargo` rows earlier; no scored label reaches into
/// the locked rows. InvalidInput in words when the shares leave too little.
Result<Folds> makeFolds(std::size_t rows, std::size_t horizon, const EvaluationPlan& plan);

/// Checks ranges (names the key) for forms and studies.
Status checkPlan(const EvaluationPlan& plan);

/// The levels of quantiles that the coverages need, ascending, with the median.
std::vector<double> levelsFor(const std::vector<double>& coverages);

} // namespace loom::forecast
