// SPDX-License-Identifier: GPL-3.0-or-later
// The two gradients of one adversarial training step. The trainer owns the flat parameters and the
// random numbers, an engine only computes, so that engines can be compared and exchanged. Thread
// rule: belongs to one thread, uses many.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "generate/quantgan/config.h"
#include "learn/runtime.h"

namespace loom::generate {

/// One step's input. real: [sample][receptive field][channel]; noise: [sample][step][channel] with
/// noiseSteps(receptive field) steps.
struct GanBatch {
    std::vector<float> real;
    std::vector<float> noise;
};

struct CriticResult {
    double loss = 0;    ///< mean softplus(D(fake)) + mean softplus(-D(real)), without the penalty
    double penalty = 0; ///< mean squared gradient at the real windows; 0 when not asked for
    double outputScale = 0; ///< OutputScale::smallest() of the generator's raw output in the batch
};

class GanEngine {
  public:
    virtual ~GanEngine() = default;

    /// Generates the fakes of this step, keeps them, and fills the critic's gradient.
    virtual CriticResult criticGradient(std::span<const float> generator,
                                        std::span<const float> critic, const GanBatch& batch,
                                        bool withPenalty, std::span<float> gradient) = 0;

    /// Whether criticGradient() has been called.
    virtual bool hasFakes() const = 0;

    /// The generator's gradient for the same fakes under the new critic. Returns the loss.
    virtual double generatorGradient(std::span<const float> critic, std::span<float> gradient) = 0;
};

std::unique_ptr<GanEngine> makeCpuEngine(const QuantGanConfig& config);
/// LibTorch with automatic differentiation; for a GPU, and as the ordinary form in tests.
std::unique_ptr<GanEngine> makeTorchEngine(const QuantGanConfig& config, learn::Device device);

} // namespace loom::generate
