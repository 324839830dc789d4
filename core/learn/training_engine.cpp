// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/training_engine.h"

#include <cmath>

#include <fmt/format.h>

namespace loom::learn {

namespace {

/// Multiply-adds of a forward pass of a batch from which on "auto" takes a GPU; a step costs three
/// times as many. The kernels make 50 thousand million a second of a forward pass, its backward
/// pass included, on two threads (LSTM and N-BEATS alike), so such a step takes 20 ms there.
/// Through LibTorch a step of any size is 300 (LSTM) to 1,500 (N-BEATS of 30 blocks) calls of some
/// 5 us.
constexpr double kWorthAGpu = 1e9;

class CpuEngine final : public TrainingEngine {
  public:
    CpuEngine(Network& network, const OptimiserOptions& options, unsigned threads)
        : m_options(options), m_runner(network, threads),
          m_adam(network.parameterCount(), options.adam), m_weights(network.parameterCount()),
          m_gradient(network.parameterCount()) {}

    void restore(const TrainingState& state) override {
        m_weights = state.weights;
        const std::vector<float> none(state.first.empty() ? m_weights.size() : 0);
        m_adam.restore(state.adamSteps, state.first.empty() ? none : state.first,
                       state.second.empty() ? none : state.second);
    }
    TrainingState state() const override {
        return {.weights = m_weights,
                .adamSteps = m_adam.steps(),
                .first = {m_adam.first().begin(), m_adam.first().end()},
                .second = {m_adam.second().begin(), m_adam.second().end()}};
    }
    std::vector<float> weights() const override { return m_weights; }

    StepResult step(const StepPlan& plan, const Fill& fill, const Loss& loss) override;
    void evaluate(std::size_t rows, const Fill& fill, const Take& take) override {
        m_runner.setWeights(m_weights);
        m_runner.evaluate(rows, fill, take);
    }

  private:
    OptimiserOptions m_options;
    NetworkRunner m_runner;
    Adam m_adam;
    std::vector<float> m_weights, m_gradient;
};

StepResult CpuEngine::step(const StepPlan& plan, const Fill& fill, const Loss& loss) {
    m_runner.setWeights(m_weights);
    StepResult result;
    result.loss = m_runner.gradient(plan.rows, plan.dropoutSeed, fill, loss, m_gradient);
    result.finite = std::isfinite(result.loss) &&
                    std::isfinite(clipNorm(m_gradient, m_options.clip, m_runner.workers()));
    if (!result.finite)
        return result;
    if (m_options.decay > 0) {
        const auto keep =
            static_cast<float>(1 - m_options.adam.rate * plan.rateFactor * m_options.decay);
        for (float& weight : m_weights)
            weight *= keep;
    }
    m_adam.step(m_weights, m_gradient, plan.rateFactor, m_runner.workers());
    return result;
}

} // namespace

std::unique_ptr<TrainingEngine> makeCpuEngine(Network& network, const OptimiserOptions& options,
                                              unsigned threads) {
    return std::make_unique<CpuEngine>(network, options, threads);
}

std::unique_ptr<TrainingEngine> makeEngine(Network& network, const OptimiserOptions& options,
                                           Device device, unsigned threads) {
    return device.isCpu() ? makeCpuEngine(network, options, threads)
                          : makeTorchEngine(network, options, device, threads);
}

Result<TrainingDevice> chooseTrainingDevice(const std::string& setting, double multiplyAdds) {
    auto device = chooseDevice(setting);
    if (!device)
        return std::move(device).error();
    const bool automatic = setting.empty() || setting == "auto";
    if (device->isCpu() || !automatic)
        return TrainingDevice{.device = *device};
    return automaticDevice(*device, multiplyAdds);
}

TrainingDevice automaticDevice(Device gpu, double multiplyAdds) {
    const auto millions = [](double count) { return fmt::format("{:.0f} million", count / 1e6); };
    if (multiplyAdds >= kWorthAGpu)
        return {.device = gpu,
                .note = fmt::format("Trains on {}: a step is {} multiply-adds.",
                                    deviceWords(gpu.id()), millions(3 * multiplyAdds))};
    return {.note = fmt::format("Trains on the CPU: a step is {} multiply-adds, and below {} the "
                                "calls to a GPU take longer than the work. The device {} "
                                "would be used all the same when asked for.",
                                millions(3 * multiplyAdds), millions(3 * kWorthAGpu), gpu.id())};
}

} // namespace loom::learn
