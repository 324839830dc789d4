// SPDX-License-Identifier: GPL-3.0-or-later
// Generators that draw from the training returns themselves. They share one fitted form: the
// history and a rule that walks through it. Thread rule: immutable.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "generate/model_support.h"

namespace loom::generate {

/// Fills a path from the history; length is the model's block length in days.
using ResampleRule =
    std::function<void(std::span<const double> history, double length, Rng&, std::span<float>)>;
/// The block length a fit uses, in days, from the training returns and the parameters.
using BlockChoice = std::function<double(std::span<const double> history, const Params&)>;

/// Completes an info whose id, title, texts and params are set with fit, load and minimumReturns.
GeneratorInfo makeResampler(GeneratorInfo info, std::size_t minimum, BlockChoice choose,
                            ResampleRule rule);

/// The "block_length" parameter (0 = chosen from the data) shared by the block bootstraps.
ParamSpec blockLengthSpec();

} // namespace loom::generate
