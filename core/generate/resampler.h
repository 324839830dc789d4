// SPDX-License-Identifier: GPL-3.0-or-later
// Generators that draw whole days from the training part itself, of one series or of a panel: what
// happened to the assets on one day stays together. They share one fitted form: the history and a
// rule that walks through its days. Thread rule: immutable.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "generate/model_support.h"

namespace loom::generate {

/// Chooses the days of a path: indices below `days`. length is the model's block length in days.
using ResampleRule =
    std::function<void(std::size_t days, double length, Rng&, std::span<std::size_t> drawn)>;
/// The block length a fit uses, in days, from one asset's training returns and the parameters; of a
/// panel the mean over its assets is taken.
using BlockChoice = std::function<double(std::span<const double> history, const Params&)>;

/// Completes an info whose id, title, texts and params are set with fit, load, minimumReturns and
/// the number of assets it can do with (any).
GeneratorInfo makeResampler(GeneratorInfo info, std::size_t minimum, BlockChoice choose,
                            ResampleRule rule);

/// The "block_length" parameter (0 = chosen from the data) shared by the block bootstraps.
ParamSpec blockLengthSpec();
/// The length that parameter asks for, else the optimal one of |r|, whose memory is the longer one,
/// in days. Moving blocks take that of fixed ones (Politis & White 2004).
enum class BlockKind { Geometric, Fixed };
double blockLengthFor(BlockKind kind, std::span<const double> history, const Params& params);

} // namespace loom::generate
