// SPDX-License-Identifier: GPL-3.0-or-later
// A trained Quant GAN: what sampling needs and what a reader should know. Thread rule: immutable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generate/quantgan/config.h"
#include "learn/tcn.h"

namespace loom::generate {

/// The constants that standardise the generator's output, measured once on a large sample.
struct OutputScale {
    double mean = 0;
    double stdev = 1;
};

struct QuantGanState {
    QuantGanKind kind = QuantGanKind::Tcn;
    learn::TcnShape shape;
    std::vector<float> weights; ///< flat, of the generator
    OutputScale scale;
    learn::ReturnScaler::State scaler;
    std::vector<Generator::Fact> facts;
};

/// Network outputs (standardised, not yet returns) of so many independent paths. Path i of a seed
/// is the same whatever else is drawn. Stops between pieces when the context asks to; the result is
/// then empty.
std::vector<float> drawOutputs(const QuantGanState& state, const learn::TcnWeights& weights,
                               std::size_t count, std::size_t length, std::uint64_t seed,
                               const jobs::JobContext& context);

/// Measures mean and standard deviation of 256 x 400 raw outputs.
OutputScale measureScale(const QuantGanState& state, const learn::TcnWeights& weights,
                         std::uint64_t seed, const jobs::JobContext& context);

std::unique_ptr<Generator> makeQuantGan(QuantGanState state);
Result<std::unique_ptr<Generator>> loadQuantGan(QuantGanKind kind, std::string_view bytes);

/// The registry entry's parts shared by both kinds: parameters, presets, fit, load.
GeneratorInfo quantGanInfo(QuantGanKind kind);

} // namespace loom::generate
