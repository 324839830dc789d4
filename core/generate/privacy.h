// SPDX-License-Identifier: GPL-3.0-or-later
// Does generated data give away the data it was learnt from? Windows of `window` days (single days,
// for a panel) are compared with all stride-1 windows of the training part and of a holdout part
// that the model never saw: windows that do not overlap would miss most copies of a block
// bootstrap.
//
// Distances depend on the level of volatility, and training and holdout differ in it. So each
// distance measure is judged against a reference: the same measure of a parametric draw
// (GJR-GARCH-t, or a t copula over the margins of a panel) fitted to the same training part, which
// copies nothing. Thread rule: the function uses all cores; call it from a job. Failure: plain
// sentences.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "generate/fidelity.h"
#include "generate/paths.h"
#include "jobs/job.h"

namespace loom::generate {

struct PrivacyInput {
    std::size_t assets = 1;
    std::vector<double> training;     ///< days x assets log returns, without missing values
    std::vector<double> holdout = {}; ///< days x assets; never shown to the model; may be empty
    Paths synthetic;                  ///< Paths::assets equals assets
};

struct PrivacyOptions {
    std::size_t window = 0; ///< days; 0 = 20 for a series, 1 for a panel
    /// Synthetic windows that distances are taken from; more are thinned with the seed, and the
    /// report says how many there were. Copies are always counted in all of them.
    std::size_t maximumWindows = 10'000;
    double roundingUnit = 1e-5; ///< log return: a tenth of a basis point
    std::uint64_t seed = 1;
};

/// One measure, its limits and what it means.
struct PrivacyRow {
    std::string id, title, unit, convention, source;
    double value = kNotANumber;
    double reference = kNotANumber; ///< what a parametric draw that copies nothing scores
    double warnAt = kNotANumber;    ///< borderline beyond; higher is worse for every measure
    double failAt = kNotANumber;
    Judgement judgement = Judgement::NotJudged;
    std::string why; ///< one sentence with the numbers
};

/// How far windows lie from their nearest training window: Euclidean, every asset's return over its
/// standard deviation in training. kDistanceQuantiles of each set, ascending, from the smallest to
/// the largest; empty when there is no such set.
struct PrivacyDistances {
    std::vector<double> synthetic, reference, holdout;
    std::vector<double> training;       ///< to the nearest other one that shares no day with it
    double nearDuplicate = kNotANumber; ///< synthetic windows nearer than this are near duplicates
};
inline constexpr std::size_t kDistanceQuantiles = 201;

struct PrivacyReport {
    std::size_t assets = 1;
    std::size_t window = 0;
    std::size_t trainingWindows = 0, holdoutWindows = 0;
    std::size_t syntheticWindows = 0; ///< looked at
    std::size_t syntheticTotal = 0;   ///< there are
    std::string referenceModel;       ///< its title
    std::vector<PrivacyRow> rows;
    PrivacyDistances distances = {};
    Verdict verdict;

    /// Nothing failed and nothing is borderline, with a holdout.
    bool safeToShare() const { return verdict.judgement == Judgement::Pass; }
};

/// Fails when the training part is shorter than two windows, the columns differ, a value is not
/// finite or nothing was generated. Without a holdout of at least two windows the measures that
/// need one are not judged, and the verdict is at best borderline.
Result<PrivacyReport> computePrivacy(const PrivacyInput& input, const PrivacyOptions& options,
                                     jobs::JobContext& context);

Json toJson(const PrivacyReport& report);
Result<PrivacyReport> privacyReportFromJson(const Json& json);
/// One line a measure: id, title, value, reference, limits, judgement, why, convention, source.
std::string toCsv(const PrivacyReport& report);

} // namespace loom::generate
