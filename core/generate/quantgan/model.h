// SPDX-License-Identifier: GPL-3.0-or-later
// A trained Quant GAN: what sampling needs and what a reader should know. Thread rule: immutable.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generate/quantgan/config.h"
#include "generate/quantgan/output_scale.h"
#include "generate/quantgan/return_map.h"
#include "learn/tcn.h"

namespace loom::generate {

struct QuantGanState {
    QuantGanKind kind = QuantGanKind::Tcn;
    learn::TcnShape shape;
    std::vector<float> weights; ///< flat, of the generator
    OutputScale scale;          ///< of the generator's output, measured once on a large sample
    ReturnMap map;
    std::vector<Generator::Fact> facts;
};

/// Network outputs (standardised, not yet returns) of so many independent paths, day by day: room
/// for every asset, of which the map's channels come first. Path i of a seed is the same whatever
/// else is drawn. Stops between pieces when the context asks to; the result is then empty.
std::vector<float> drawOutputs(const QuantGanState& state, const learn::TcnWeights& weights,
                               std::size_t count, std::size_t length, std::uint64_t seed,
                               const jobs::JobContext& context);

/// What a path's map draws from.
Rng restStream(std::uint64_t seed, std::size_t path);

/// Sets the scale, and of a panel the map's calibration, from raw outputs of 256 paths of 400 days
/// (a panel's: 128 paths). Leaves them as they are when the context asks to stop.
void measureOutputs(QuantGanState& state, const learn::TcnWeights& weights, std::uint64_t seed,
                    const jobs::JobContext& context);

std::unique_ptr<Generator> makeQuantGan(QuantGanState state);
/// Corrupt unless the stored model is one that is expected here.
Result<std::unique_ptr<Generator>>
loadQuantGan(const std::function<bool(const QuantGanState&)>& expected, std::string_view bytes);

/// The registry entry's parts shared by both kinds of a series: parameters, presets, fit, load.
GeneratorInfo quantGanInfo(QuantGanKind kind);

/// The same for a panel of assets.
GeneratorInfo panelGanInfo();

} // namespace loom::generate
