// SPDX-License-Identifier: GPL-3.0-or-later
// What every small generator needs: a check of its training data, a checksummed form of its state,
// and sampling path by path on all cores. Thread rule: pure functions.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/sealed_state.h"
#include "generate/generator.h"

namespace loom::generate {

/// Fails in plain words when the training part is too short (names how many days are needed),
/// holds a value that is not finite (names the day) or is constant.
/// Data of several assets are refused: they need checkPanel().
Status checkTraining(const TrainingData& data, std::size_t minimum, std::string_view title);

/// The same for a panel: fewer than two assets, fewer days than the minimum or than the model can
/// do with, an asset without returns or without any movement, an infinite value, two assets that
/// are equal day by day (correlation exactly 1; both named), histories that never overlap. NaN is
/// refused (asset and day named) unless missing is allowed.
enum class MissingReturns { Refused, Allowed };
Status checkPanel(const TrainingData& data, std::size_t minimum, MissingReturns missing,
                  std::string_view title);

/// The model that read(state) makes of a sealed state; `incomplete` is the error when it throws
/// Json::exception or gives nullptr.
Result<std::unique_ptr<Generator>>
loadState(std::string_view id, std::string_view bytes, std::string_view incomplete,
          const std::function<std::unique_ptr<Generator>(const Json& state)>& read);

/// Fills every path (length x assets values, day by day) by fill(rng, path) with its own stream of
/// the seed: the bytes do not depend on the number of threads. Stops between paths when asked to.
/// Fails when the request is empty or too large for the memory.
using FillPath = std::function<void(Rng&, std::span<float>)>;
Result<Sample> samplePaths(const SampleRequest& request, jobs::JobContext& context,
                           const FillPath& fill, std::size_t assets = 1);

} // namespace loom::generate
