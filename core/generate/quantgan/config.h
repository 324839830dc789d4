// SPDX-License-Identifier: GPL-3.0-or-later
// What a Quant GAN is made of and how it is trained, read from parameters. Wiese, Knobloch, Korn &
// Kretschmer (2020). Thread rule: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generate/generator.h"
#include "generate/panel_scaler.h"
#include "learn/lambert_w.h"
#include "learn/tcn_shape.h"

namespace loom::generate {

enum class QuantGanKind {
    Tcn,    ///< return = TCN of the past and present noise
    Svnn,   ///< return = |sigma| eps + mu; (sigma, mu) = TCN of the strictly past noise, eps = the
            ///< first noise channel at present (constrained stochastic volatility network)
    Scaled, ///< return = |sigma| eps + mu; (sigma, mu) = TCN of the past and present noise, eps as
            ///< above: volatility is as easy to express as in Svnn, and shocks need not be normal
};

/// "tcn", "svnn", "scaled".
std::string_view wordOf(QuantGanKind kind);
/// Throws Json::exception for another word.
QuantGanKind kindOf(const Json& word);

struct QuantGanConfig {
    QuantGanKind kind = QuantGanKind::Tcn;
    int assets = 1;
    /// Leading factors of a panel that the networks see one by one; 0 = all. What is left of a day
    /// is one channel more.
    int factors = 0;
    int blocks = 6;
    int noise = 3;
    int generatorWidth = 80;
    int criticWidth = 80;
    bool standardiseOutput = true;
    learn::TailMethod tails = learn::TailMethod::Igmm;
    double tailMargin = 1;
    Marginals marginals = Marginals::Ranks; ///< of a panel

    std::int64_t steps = 0;
    std::int64_t epochs = 0; ///< when positive, counts instead of steps
    int batch = 64;
    double generatorRate = 2e-4;
    double criticRate = 2e-4;
    double finalRate = 1; ///< factor on both rates at the last step, reached along a cosine
    bool saturating = false;
    double r1 = 0.2;
    int r1Every = 4;
    double clip = 0;
    double averaging = 0.999;
    std::int64_t checkEvery = 100;

    static QuantGanConfig from(QuantGanKind kind, const Params& params);
    /// Of a panel of so many assets; reads panelGanSpecs().
    static QuantGanConfig forPanel(const Params& params, std::size_t assets);

    learn::TcnShape generator() const;
    learn::TcnShape critic() const;
    std::size_t receptiveField() const { return generator().receptiveField(); }
    /// Noise steps for so many returns: nothing a return depends on is padding.
    std::size_t noiseSteps(std::size_t returns) const;
    /// The step of the noise at which the shock of return 0 lies.
    std::size_t shockStep() const;
    /// Of a return as the networks see it; each has a shock of its own, the first noise channels.
    std::size_t channels() const;
    /// How many steps a training on so many windows takes.
    std::int64_t stepsFor(std::size_t windows) const;
};

std::vector<ParamSpec> quantGanSpecs(QuantGanKind kind);
std::vector<GeneratorInfo::Preset> quantGanPresets();
std::vector<ParamSpec> panelGanSpecs();
std::vector<GeneratorInfo::Preset> panelGanPresets();

/// Fewest training returns.
std::size_t quantGanMinimum(const QuantGanConfig& config);

} // namespace loom::generate
