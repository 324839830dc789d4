// SPDX-License-Identifier: GPL-3.0-or-later
// The correlation matrix of a scenario set beside that of the real days it was made from.
// Thread rule: pure functions.
#pragma once

#include <string>

#include <Eigen/Core>

#include "generate/generator.h"
#include "generate/scenario_set.h"

namespace loom::studies {

struct CorrelationComparison {
    Eigen::MatrixXd real, synthetic; ///< Pearson, pairwise complete days
    double frobenius = 0;            ///< ||synthetic - real||_F
    double rms = 0;                  ///< the same over sqrt(N (N - 1)): a typical pair's difference
    double floorSampling = 0;        ///< rms between even and odd real days
    double floorHalves = 0;          ///< rms between the first and the second half of the real days
    std::size_t days = 0;            ///< synthetic days used, at most 200,000
};

/// Both need the same assets in the same order, two or more.
CorrelationComparison compareCorrelations(const generate::TrainingData& real,
                                          const generate::ScenarioSet& set);

/// A line a pair: assets, real, synthetic, difference.
std::string toCsv(const CorrelationComparison& comparison, const std::vector<std::string>& assets);

} // namespace loom::studies
