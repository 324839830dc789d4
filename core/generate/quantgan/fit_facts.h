// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader should know about a trained Quant GAN: parameters of its scaler, which step was
// taken and how it scored, warnings. Thread rule: a pure function.
#pragma once

#include <vector>

#include "generate/quantgan/checkpoint.h"

namespace loom::generate {

/// windows: different training windows; diverged: a number stopped being finite at the next step.
std::vector<Generator::Fact> fitFacts(const QuantGanConfig& config, const TrainingData& data,
                                      const ReturnMap& map, const TrainingState& end,
                                      std::size_t windows, bool diverged);

} // namespace loom::generate
