// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of a training's seed. Thread rule: constants.
#pragma once

#include <cstdint>

namespace loom::generate {

inline constexpr std::uint64_t kWeightStream = 0; ///< first weights
inline constexpr std::uint64_t kStepStream = 16;  ///< plus the step: its windows and noise
/// Added to a multiple of the seed: the noise of every check, the same at each step.
inline constexpr std::uint64_t kScaleStream = 1, kScoreStream = 2;

} // namespace loom::generate
