// SPDX-License-Identifier: GPL-3.0-or-later
// Does generated data give away the data it was learnt from? Windows of `window` days (rows, for a
// panel of independent days) are compared with all stride-1 windows of the training part and of a
// holdout part that the model never saw: windows that do not overlap would miss most copies of a
// block bootstrap. Thread rule: the function uses all cores; call it from a job.
#pragma once

#include <cstdint>
#include <limits>
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
    std::vector<double> training; ///< days x assets log returns
    std::vector<double> holdout;  ///< days x assets; never shown to the model; may be empty
    Paths synthetic;              ///< Paths::assets equals assets
};

struct PrivacyOptions {
    std::size_t window = 20; ///< days; 1 for panels whose generator draws days independently
    /// Synthetic windows looked at: more are subsampled with the seed, and the report says so.
    std::size_t maximumWindows = 20'000;
    double roundingUnit = 1e-6; ///< log return; two values this close count as equal when rounded
    std::uint64_t seed = 1;
};

/// One measure with its limits and what it means.
struct PrivacyRow {
    std::string id, title, unit, convention, source;
    double value = kNotANumber;
    double reference = kNotANumber; ///< what data that copies nothing would score, when known
    double warnAt = kNotANumber, failAt = kNotANumber;
    Judgement judgement = Judgement::NotJudged;
    std::string why; ///< one sentence with the numbers
};

struct PrivacyReport {
    std::size_t assets = 1;
    std::size_t window = 0;
    std::size_t trainingWindows = 0, holdoutWindows = 0;
    std::size_t syntheticWindows = 0; ///< looked at
    std::size_t syntheticTotal = 0;   ///< there are
    std::vector<PrivacyRow> rows;
    Verdict verdict;
    bool safeToShare() const { return verdict.judgement == Judgement::Pass; }
};

/// Fails in words when the training part is shorter than two windows, the columns differ, a value
/// is not finite, or nothing was generated. Without a holdout the rows that need one are NotJudged
/// and the verdict is at best borderline.
Result<PrivacyReport> computePrivacy(const PrivacyInput& input, const PrivacyOptions& options,
                                     jobs::JobContext& context);

Json toJson(const PrivacyReport& report);
Result<PrivacyReport> privacyReportFromJson(const Json& json);
/// One line a row: id, title, value, reference, limits, judgement, why, convention, source.
std::string toCsv(const PrivacyReport& report);

} // namespace loom::generate
