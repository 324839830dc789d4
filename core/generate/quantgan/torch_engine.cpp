// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/autograd.h>

#include "generate/quantgan/engine.h"
#include "learn/detail/torch_tcn.h"

namespace loom::generate {

namespace {

using learn::TcnGeometry;
using learn::detail::torchTcn;

class TorchEngine final : public GanEngine {
  public:
    TorchEngine(const QuantGanConfig& config, learn::Device device)
        : m_config(config),
          m_device(device.isCpu()
                       ? torch::Device(torch::kCPU)
                       : torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(device.gpu))) {}

    CriticResult criticGradient(std::span<const float> generator, std::span<const float> critic,
                                const GanBatch& batch, bool withPenalty,
                                std::span<float> gradient) override;
    bool hasFakes() const override { return m_fakes.defined(); }
    double generatorGradient(std::span<const float> critic, std::span<float> gradient) override;

  private:
    at::Tensor onDevice(std::span<const float> values, at::IntArrayRef sizes) const {
        return at::from_blob(const_cast<float*>(values.data()), sizes).clone().to(m_device);
    }
    at::Tensor flat(std::span<const float> values) const {
        return onDevice(values, {static_cast<std::int64_t>(values.size())}).set_requires_grad(true);
    }
    static void copyOut(const at::Tensor& from, std::span<float> to) {
        const at::Tensor host = from.detach().to(torch::kCPU).contiguous();
        std::copy_n(host.const_data_ptr<float>(), to.size(), to.begin());
    }
    void generate(const GanBatch& batch);

    QuantGanConfig m_config;
    torch::Device m_device;
    at::Tensor m_generator; ///< flat weights of this step, with the graph of m_fakes
    at::Tensor m_fakes;     ///< [sample, 1, step]
    double m_scale = 0;
};

void TorchEngine::generate(const GanBatch& batch) {
    const auto window = static_cast<std::int64_t>(m_config.receptiveField());
    const auto steps = static_cast<std::int64_t>(m_config.noiseSteps(m_config.receptiveField()));
    const at::Tensor noise =
        onDevice(batch.noise, {m_config.batch, steps, m_config.noise}).transpose(1, 2);
    at::Tensor raw;
    if (m_config.kind == QuantGanKind::Tcn) {
        raw = torchTcn(m_config.generator(), m_generator, noise, TcnGeometry::Dilated);
    } else {
        const at::Tensor past = noise.narrow(2, 0, steps - 1);
        const at::Tensor out =
            torchTcn(m_config.generator(), m_generator, past, TcnGeometry::Dilated);
        const at::Tensor eps = noise.narrow(1, 0, 1).narrow(2, window, window);
        raw = out.narrow(1, 0, 1).abs() * eps + out.narrow(1, 1, 1);
    }
    const at::Tensor centred = raw - raw.mean();
    const at::Tensor stdev = (centred.square().mean() + 1e-12).sqrt();
    m_scale = stdev.item<double>();
    m_fakes = m_config.standardiseOutput ? centred / stdev : raw;
}

CriticResult TorchEngine::criticGradient(std::span<const float> generator,
                                         std::span<const float> critic, const GanBatch& batch,
                                         bool withPenalty, std::span<float> gradient) {
    m_generator = flat(generator);
    generate(batch);
    const at::Tensor weights = flat(critic);
    const auto window = static_cast<std::int64_t>(m_config.receptiveField());
    at::Tensor real = onDevice(batch.real, {m_config.batch, 1, window});
    real.set_requires_grad(withPenalty);
    const auto shape = m_config.critic();
    const at::Tensor onFake = torchTcn(shape, weights, m_fakes.detach(), TcnGeometry::Last);
    const at::Tensor onReal = torchTcn(shape, weights, real, TcnGeometry::Last);
    const at::Tensor loss = at::softplus(onFake).mean() + at::softplus(-onReal).mean();
    CriticResult result{.loss = loss.item<double>(), .outputScale = m_scale};
    at::Tensor total = loss;
    if (withPenalty) {
        const at::Tensor slope =
            torch::autograd::grad({onReal.sum()}, {real}, {}, std::nullopt, true)[0];
        const at::Tensor penalty = slope.square().sum() / m_config.batch;
        result.penalty = penalty.item<double>();
        total = loss + m_config.r1 * m_config.r1Every / 2 * penalty;
    }
    copyOut(torch::autograd::grad({total}, {weights})[0], gradient);
    return result;
}

double TorchEngine::generatorGradient(std::span<const float> critic, std::span<float> gradient) {
    const at::Tensor weights = flat(critic).detach();
    const at::Tensor logit = torchTcn(m_config.critic(), weights, m_fakes, TcnGeometry::Last);
    const at::Tensor loss =
        m_config.saturating ? -at::softplus(logit).mean() : at::softplus(-logit).mean();
    copyOut(torch::autograd::grad({loss}, {m_generator})[0], gradient);
    return loss.item<double>();
}

} // namespace

std::unique_ptr<GanEngine> makeTorchEngine(const QuantGanConfig& config, learn::Device device) {
    return std::make_unique<TorchEngine>(config, device);
}

} // namespace loom::generate
