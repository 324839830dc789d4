// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/diagnosis.h"

#include <algorithm>

namespace loom::generate {

namespace {

constexpr std::int64_t kFirstSteps = 100; ///< in which nothing is judged
constexpr double kPerfectCritic = 0.05;   ///< its loss; without an idea of either it is 2 ln 2
constexpr double kConstantOutput = 0.05;  ///< standard deviation; real windows have about 1
constexpr double kVanishedOutput = 1e-3;

} // namespace

std::optional<std::string_view> newTrouble(const TrainingState& now, double outputScale,
                                           bool standardised) {
    const auto known = [&](std::string_view text) {
        return std::find(now.troubles.begin(), now.troubles.end(), text) != now.troubles.end();
    };
    if (now.step < kFirstSteps)
        return std::nullopt;
    if (now.criticLoss < kPerfectCritic && !known(kDeadCritic))
        return kDeadCritic;
    if (outputScale < (standardised ? kVanishedOutput : kConstantOutput) &&
        !known(kCollapsedGenerator))
        return kCollapsedGenerator;
    return std::nullopt;
}

} // namespace loom::generate
