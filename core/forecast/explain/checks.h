// SPDX-License-Identifier: GPL-3.0-or-later
// Can an explanation be believed? Two checks on integrated gradients: models trained with other
// seeds should be explained alike, and a network with fresh weights should not (the model
// parameter randomisation test of Adebayo et al. 2018). Agreement is Spearman's rank correlation.
// Thread rule: pure functions that work on all cores.
#pragma once

#include <span>
#include <vector>

#include "forecast/explain/explanation.h"

namespace loom::forecast {

/// Rank correlations; NaN with fewer than three of a kind or when all are equal.
struct Agreement {
    double inputs = kMissing, features = kMissing, lags = kMissing;
};

/// Of two explanations with single inputs and the same places.
Agreement agreement(const Explanation& a, const Explanation& b);
/// The same of sizes without signs.
Agreement agreementOfSizes(const Explanation& a, const Explanation& b);

struct StabilityReport {
    std::size_t models = 0, origins = 0;
    Agreement mean = {};  ///< over pairs of models and origins
    Agreement least = {}; ///< the worst pair at its worst origin
    double sameSign = 0;  ///< share of pairs and origins whose forecasts have the same sign
    double worstGap = 0;  ///< largest |gap| / |forecast - base| of the explanations
};

/// At least two models with the same inputs and one origin; InvalidInput otherwise. method and
/// players of the options are not used.
Result<StabilityReport> attributionStability(std::span<const Forecaster* const> models,
                                             const ForecastData& data, std::size_t asset,
                                             std::span<const std::size_t> origins,
                                             const ExplainOptions& options,
                                             jobs::JobContext& context);

struct RandomisationReport {
    std::size_t draws = 0, origins = 0;
    Agreement signedMean = {}; ///< of the trained network with a fresh one, over draws and origins
    Agreement sizesMean = {};  ///< the same without signs
    /// The picture comes from the architecture and the window rather than from what was learned:
    /// agreement of the inputs above one half.
    bool looksAlike = false;
    bool sizesLookAlike = false; ///< only which shares are large, not which way they point
};

/// Compares the model with `draws` copies that have fresh weights (seeds from `seed` on).
Result<RandomisationReport>
randomisationCheck(const Forecaster& model, const ForecastData& data, std::size_t asset,
                   std::span<const std::size_t> origins, std::size_t draws, std::uint64_t seed,
                   const ExplainOptions& options, jobs::JobContext& context);

Json toJson(const StabilityReport& report);
Json toJson(const RandomisationReport& report);

} // namespace loom::forecast
