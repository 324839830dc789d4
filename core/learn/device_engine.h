// SPDX-License-Identifier: GPL-3.0-or-later
// The engine of a device, which goes on with the CPU, from the last weights, when the GPU's memory
// is full. Thread rule: as TrainingEngine.
#pragma once

#include "learn/training_engine.h"

namespace loom::learn {

class DeviceEngine final : public TrainingEngine {
  public:
    struct Parts {
        Network& network; ///< outlives the engine
        OptimiserOptions options = {};
        Device device = {};
        unsigned threads = 1;
        EngineMaker make = makeEngine;
        std::function<void()> leavesGpu = {}; ///< told once, in the caller's thread
    };
    explicit DeviceEngine(Parts parts) : m_parts(std::move(parts)) {}

    Device device() const { return m_parts.device; } ///< that is used now

    /// First of all.
    void restore(const TrainingState& state) override;
    TrainingState state() const override { return m_engine->state(); }
    std::vector<float> weights() const override { return m_engine->weights(); }
    StepResult step(const StepPlan& plan, const Fill& fill, const Loss& loss) override;
    void evaluate(std::size_t rows, const Fill& fill, const Take& take) override;

  private:
    void start(const TrainingState& state);
    void leaveGpu(const std::exception& problem);
    template <class Compute>
    auto computed(Compute&& compute);

    Parts m_parts;
    std::unique_ptr<TrainingEngine> m_engine;
};

} // namespace loom::learn
