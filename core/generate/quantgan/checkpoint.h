// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a training needs to go on exactly where it was. Random numbers are a function of seed
// and step, so the step is all of their state. Thread rule: plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "generate/quantgan/validation.h"

namespace loom::generate {

struct AdamState {
    std::int64_t steps = 0;
    std::vector<float> first, second;
};

struct TrainingState {
    std::int64_t step = 0; ///< how many are done
    std::vector<float> generator, critic, average;
    AdamState generatorAdam, criticAdam;
    std::vector<float> best; ///< generator weights of the best check; empty before the first
    OutputScale bestScale;
    ValidationScore bestScore;
    std::int64_t bestStep = 0;
    double criticLoss = 0; ///< running means for the diagnosis
    double generatorLoss = 0;
    std::vector<std::string> troubles; ///< what the diagnosis said so far
};

/// fingerprint tells trainings apart: parameters, seed and data.
std::string checkpointBytes(const TrainingState& state, std::string_view fingerprint);
/// Corrupt when damaged, InvalidInput when it belongs to another training.
Result<TrainingState> checkpointFromBytes(std::string_view bytes, std::string_view fingerprint);

} // namespace loom::generate
