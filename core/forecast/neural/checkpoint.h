// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a training of a network needs to go on exactly where it was. Order of samples and
// dropout masks are functions of seed and step, so the step is all of their state. Also the bytes
// of weights in a model. Thread rule: plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "forecast/data.h"
#include "learn/training_engine.h"

namespace loom::forecast {

struct NetworkTraining {
    std::int64_t step = 0; ///< how many are done
    learn::TrainingState network;
    std::vector<float> best; ///< empty before the first check
    std::int64_t bestStep = 0;
    double bestLoss = kMissing;
    std::int64_t checksWithoutGain = 0;
    double runningLoss = 0; ///< sum since the last check
    std::int64_t runningSteps = 0;
};

/// fingerprint tells trainings apart: parameters, seed and data.
std::string checkpointBytes(const NetworkTraining& state, std::string_view fingerprint);
/// Corrupt when damaged, InvalidInput when it belongs to another training.
Result<NetworkTraining> checkpointFromBytes(std::string_view bytes, std::string_view fingerprint);

} // namespace loom::forecast
