// SPDX-License-Identifier: GPL-3.0-or-later
// Does synthetic data help? Over rolling windows of a real panel, portfolio weights are fitted on
// the window's real days, on real and synthetic days together, and on synthetic days only, and
// judged on the real days that follow. The generator learns inside each window only: nothing that
// happens later can change a weight.
// Conventions: simple returns; a window's weights are bought at the close of its last day, drift
// with prices and are replaced `step` days later; costs are paid on every change, the first one
// included; Sharpe ratios are annualised by sqrt(252) (portfolio/sharpe.h).
// Thread rule: blocking, runs in a job. Failure: plain sentences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "base/json.h"
#include "generate/generator.h"
#include "portfolio/sharpe.h"

namespace loom::studies {

struct AugmentPlan {
    std::string generator = "vae";
    std::string preset = {};      ///< empty: the defaults
    Json params = Json::object(); ///< that differ from preset and defaults
    std::size_t factor = 5;       ///< synthetic days for every real one, which are not counted
    std::size_t window = 504;     ///< real days each fit sees
    std::size_t step = 63;        ///< days until the next fit
    double riskFreeRate = 0;      ///< a year, simple
    double costBasisPoints = 5;   ///< of the amount traded
    double worthwhile = 0.1;      ///< smallest gain in annual Sharpe ratio that would matter
    std::size_t resamples = 4999; ///< of the paired test
    std::uint64_t seed = 1;
    std::string device = "auto";
};

/// Where each weight came from; also the order of AugmentWindow::weights and AugmentReport::arms.
enum class AugmentArmId {
    MinimumVarianceReal,
    MinimumVarianceAugmented,
    MinimumVarianceSynthetic,
    MaximumSharpeReal,
    MaximumSharpeAugmented,
    MaximumSharpeSynthetic,
    EqualWeight,
};
inline constexpr std::size_t kAugmentArms = 7;
std::string_view armId(AugmentArmId arm);    ///< "max_sharpe_augmented"
std::string_view armTitle(AugmentArmId arm); ///< "Maximum Sharpe, real and synthetic"

struct AugmentWindow {
    std::size_t from = 0, to = 0;         ///< days fitted on, half-open
    std::size_t until = 0;                ///< judged on [to, until)
    std::vector<Eigen::VectorXd> weights; ///< one an arm
};

struct AugmentArm {
    AugmentArmId id = AugmentArmId::EqualWeight;
    std::vector<double> returns;   ///< simple, after costs, one a judged day
    portfolio::SharpeRatio sharpe; ///< of returns above the risk-free rate
    double annualReturn = 0;       ///< 252 x mean
    double annualVolatility = 0;   ///< sqrt(252) x standard deviation (n - 1)
    double turnover =
        0; ///< mean of sum |new weight - drifted weight| over the fits after the first
    double holdings = 0;       ///< mean number of weights above 0.1 %
    std::size_t fallbacks = 0; ///< windows without a positive mean: minimum variance was held
};

enum class AugmentAnswer {
    Yes,        ///< the whole interval lies above zero
    No,         ///< the whole interval lies below the gain that would matter
    Worse,      ///< the whole interval lies below zero
    CannotTell, ///< anything else
};

struct AugmentComparison {
    AugmentArmId first = {}, second = {};
    portfolio::SharpeDifference difference; ///< first minus second
    bool question = false; ///< one of the two that the study asks; the others are rivals
    AugmentAnswer answer = AugmentAnswer::CannotTell;
    std::string sentence;
};

struct AugmentReport {
    AugmentPlan plan;
    std::string generatorTitle;
    std::vector<std::string> assets;
    std::vector<std::int32_t> dates; ///< of the judged days; empty when the panel has none
    std::vector<AugmentWindow> windows;
    std::vector<AugmentArm> arms;
    std::vector<AugmentComparison> comparisons;
    std::string verdict;            ///< the answer in a sentence or two
    std::vector<std::string> notes; ///< what the reader must know, conventions included
};

/// Each of the two questions is asked at half of this level, so that both together err that rarely.
inline constexpr double kAugmentLevel = 0.05;

/// The generator, its parameters and the window lengths fit the panel. InvalidInput in words: one
/// asset only, missing or infinite returns (names asset and day), too few days for two windows,
/// a window shorter than the generator needs.
Status checkAugmentation(const generate::GeneratorRegistry& generators,
                         const generate::TrainingData& panel, const AugmentPlan& plan);

/// Uses all days of the panel; its split does not matter. A request to stop and keep the best gives
/// the report of the windows that are done.
Result<AugmentReport> computeAugmentation(const generate::GeneratorRegistry& generators,
                                          const generate::TrainingData& panel,
                                          const AugmentPlan& plan, jobs::JobContext& context);

Json toJson(const AugmentPlan& plan);
Json toJson(const AugmentReport& report);
std::string toCsv(const AugmentReport& report);      ///< a line an arm, then a line a comparison
std::string returnsCsv(const AugmentReport& report); ///< a line a judged day, a column an arm
std::string weightsCsv(const AugmentReport& report); ///< window, arm, asset, weight

} // namespace loom::studies
