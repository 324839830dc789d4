// SPDX-License-Identifier: GPL-3.0-or-later
// The two ways in which an adversarial training dies without a number becoming infinite, in words.
// Thread rule: a pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "generate/quantgan/checkpoint.h"

namespace loom::generate {

inline constexpr std::string_view kDeadCritic =
    "The critic tells real from generated without error, so the generator has nothing left to "
    "learn from. A larger R1 penalty or a smaller critic learning rate helps.";
inline constexpr std::string_view kCollapsedGenerator =
    "The generator has collapsed: its output hardly varies. Train again with another seed or "
    "smaller learning rates.";

/// What is wrong after this many steps, if anything, and not yet among now.troubles. outputScale is
/// CriticResult::outputScale, in units of the standardised returns unless the output is
/// standardised inside the model, where only its vanishing means something.
std::optional<std::string_view> newTrouble(const TrainingState& now, double outputScale,
                                           bool standardised);

} // namespace loom::generate
