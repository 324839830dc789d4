// SPDX-License-Identifier: GPL-3.0-or-later
// One optimiser step after another on the weights of a network, and its outputs in between. The
// engine keeps weights and Adam's moments where it computes, so that a large network on a GPU is
// not copied at every step; they come to the host when asked for. The engines compute the same to
// rounding; their dropout masks differ, so that trainings on a CPU and on a GPU agree in quality,
// not in bytes. Equal seeds give equal bytes on the same device. Thread rule: an engine belongs to
// one thread and starts others itself; several engines may work side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/adam.h"
#include "learn/network_runner.h"
#include "learn/runtime.h"

namespace loom::learn {

struct OptimiserOptions {
    AdamOptions adam = {};
    double clip = 0;  ///< norm of the gradient; 0 = never
    double decay = 0; ///< decoupled (Loshchilov & Hutter 2019), a step: rate * decay
};

/// Where a training stands. The same for every engine: one goes on with what another left.
struct TrainingState {
    std::vector<float> weights = {};
    std::int64_t adamSteps = 0;
    std::vector<float> first = {}, second = {}; ///< Adam's moments; empty at the start
};

struct StepPlan {
    std::size_t rows = 0;          ///< of the batch
    std::uint64_t dropoutSeed = 0; ///< another one for every step
    double rateFactor = 1;         ///< of the schedule
};

struct StepResult {
    double loss = 0;    ///< before the step
    bool finite = true; ///< loss and gradient are; otherwise nothing was changed
};

class TrainingEngine {
  public:
    using Fill = NetworkRunner::Fill;
    using Loss = NetworkRunner::Loss;
    using Take = NetworkRunner::Take;

    virtual ~TrainingEngine() = default;

    virtual void restore(const TrainingState& state) = 0;
    virtual TrainingState state() const = 0;
    virtual std::vector<float> weights() const = 0;

    /// Gradient of the loss of a batch with dropout, clipped; decay; Adam. The callbacks are called
    /// as NetworkRunner::gradient() calls them. When it throws, state() is that before the step.
    virtual StepResult step(const StepPlan& plan, const Fill& fill, const Loss& loss) = 0;
    /// As NetworkRunner::evaluate().
    virtual void evaluate(std::size_t rows, const Fill& fill, const Take& take) = 0;
};

/// On the hand-written kernels; equal bytes for any number of threads. The network outlives it.
std::unique_ptr<TrainingEngine> makeCpuEngine(Network& network, const OptimiserOptions& options,
                                              unsigned threads);
/// LibTorch with automatic differentiation; for a GPU, and as the ordinary form in tests. Threads
/// fill batches and work out losses.
std::unique_ptr<TrainingEngine> makeTorchEngine(const Network& network,
                                                const OptimiserOptions& options, Device device,
                                                unsigned threads);

/// The one for the device.
std::unique_ptr<TrainingEngine> makeEngine(Network& network, const OptimiserOptions& options,
                                           Device device, unsigned threads);
using EngineMaker = std::function<std::unique_ptr<TrainingEngine>(
    Network& network, const OptimiserOptions& options, Device device, unsigned threads)>;

struct TrainingDevice {
    Device device = {};
    std::string note = {}; ///< why; empty when there was nothing to choose
};

/// As chooseDevice(), but "auto" takes a GPU only for steps that keep it busy: `multiplyAdds` of a
/// forward pass of the batch.
Result<TrainingDevice> chooseTrainingDevice(const std::string& setting, double multiplyAdds);
/// What "auto" takes where there is this GPU.
TrainingDevice automaticDevice(Device gpu, double multiplyAdds);

} // namespace loom::learn
