// SPDX-License-Identifier: GPL-3.0-or-later
// Which of several forecasts cannot be told from the best one: the model confidence set of Hansen,
// Lunde & Nason (2011). It holds the best model with probability 1 - size; a wide set says that the
// data cannot choose. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"

namespace loom::stats {

enum class ConfidenceSetTest {
    Range,  ///< T_R: largest |t| of all pairs; removes the model worst in it
    Maximum ///< T_max: largest t against the mean of the set; removes that model
};

struct ConfidenceSetOptions {
    double size = 0.10; ///< of the test; models with a p-value above it stay
    ConfidenceSetTest test = ConfidenceSetTest::Range;
    std::size_t replications = 1000;
    /// Mean length of the blocks of the stationary bootstrap (Politis & Romano 1994). 0: the
    /// longest that optimalBlockLength() finds for the models' losses less the mean of all, at
    /// least the horizon.
    double blockLength = 0;
    std::size_t horizon = 1; ///< steps ahead: overlapping losses need blocks as long
    std::uint64_t seed = 1;
};

struct ModelConfidenceSet {
    std::vector<double> pValues;           ///< of each model; 1 for the last one left
    std::vector<bool> included;            ///< p > size
    std::vector<std::size_t> removalOrder; ///< the worst first, the best last
    std::size_t observations = 0;          ///< rows used
    std::size_t leftOut = 0;               ///< rows with a missing loss
    double blockLength = 0;
};

/// losses: row-major rows x models, in time order; rows with a missing loss are left out. Models
/// with equal losses in all rows stay or go together as far as the order allows. Refused in words:
/// fewer than 2 models, or fewer rows than 10 or twice the horizon.
Result<ModelConfidenceSet> modelConfidenceSet(std::span<const double> losses, std::size_t models,
                                              const ConfidenceSetOptions& options = {});

/// The same with resampled rows from elsewhere: draw(replication, rows) fills row numbers below the
/// number of rows. No loss may be missing. Equal to arch.bootstrap.MCS on the same rows.
using RowDraw = std::function<void(std::size_t replication, std::span<std::size_t> rows)>;
ModelConfidenceSet modelConfidenceSetOf(std::span<const double> losses, std::size_t models,
                                        const ConfidenceSetOptions& options, const RowDraw& draw);

} // namespace loom::stats
