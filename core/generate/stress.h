// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios under a condition, from any generator: paths are drawn freely and those that meet the
// condition are kept (rejection sampling), so that what is kept follows the model's own conditional
// law. The share that was kept is the model's own probability of the condition.
// Thread rule: blocking, runs in a job. Failure: plain sentences; NoData when (almost) nothing
// qualifies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generate/generator.h"

namespace loom::generate {

/// One asset loses at least this much on some day of the path.
struct FallOnADay {
    std::size_t asset = 0;
    double fall = 0.1; ///< simple return, 0.1 = -10 % or worse; above 0, below 1
};

/// The path belongs to the share of all drawn paths with the highest volatility: the root mean
/// square of the daily log returns of the equally weighted assets.
struct VolatileShare {
    double share = 0.1; ///< above 0, below 1
};

struct StressPlan {
    std::vector<FallOnADay> falls = {};           ///< all of them, not necessarily on the same day
    std::optional<VolatileShare> volatility = {}; ///< not together with falls
    std::size_t count = 1000;                     ///< paths wanted
    std::size_t length = 1;                       ///< days a path
    std::size_t mostDraws = 2'000'000; ///< paths drawn before it gives up; fewer when they are long
    std::uint64_t seed = 1;
    std::string device = "auto";
    Steering steering = {}; ///< what the draw itself is steered by; not with LikeDays or Between
};

struct StressSample {
    Sample sample;         ///< count paths, all of which meet the condition
    std::size_t draws = 0; ///< paths drawn until then
    std::size_t met = 0;   ///< of them, those that meet the condition
    double share() const {
        return draws == 0 ? 0.0 : static_cast<double>(met) / static_cast<double>(draws);
    }
    std::string description; ///< the condition and the share in a sentence
};

/// asset names are for the sentences; as many as the generator has assets.
/// Equal plans give equal bytes.
Result<StressSample> drawStress(const Generator& generator, const std::vector<std::string>& assets,
                                const StressPlan& plan, jobs::JobContext& context);

/// The days of a panel with these dates as rows for Steering (LikeDays, Between). Fails naming the
/// date that the panel lacks (and the nearest it has) or the missing return.
Result<std::vector<double>> rowsLike(const TrainingData& panel,
                                     const std::vector<std::int32_t>& dates);

/// What a steered draw is, in words: "like 2 given days", "tails scaled by 2". Empty for none.
std::string steeringText(const Steering& steering, std::size_t assets);

} // namespace loom::generate
