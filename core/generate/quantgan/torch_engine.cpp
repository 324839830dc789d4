// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/autograd.h>

#include "generate/quantgan/engine.h"
#include "generate/quantgan/output_scale.h"
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
    std::int64_t channels() const { return static_cast<std::int64_t>(m_config.channels()); }
    void generate(const GanBatch& batch);
    at::Tensor whitened(const at::Tensor& raw);

    QuantGanConfig m_config;
    torch::Device m_device;
    at::Tensor m_generator; ///< flat weights of this step, with the graph of m_fakes
    at::Tensor m_fakes;     ///< [sample, channel, step]
    double m_scale = 0;
};

void TorchEngine::generate(const GanBatch& batch) {
    const auto window = static_cast<std::int64_t>(m_config.receptiveField());
    const auto steps = static_cast<std::int64_t>(m_config.noiseSteps(m_config.receptiveField()));
    const at::Tensor noise =
        onDevice(batch.noise, {m_config.batch, steps, m_config.noise}).transpose(1, 2);
    const bool past = m_config.kind == QuantGanKind::Svnn;
    const at::Tensor seen = noise.narrow(2, 0, past ? steps - 1 : steps);
    at::Tensor raw = torchTcn(m_config.generator(), m_generator, seen, TcnGeometry::Dilated);
    if (m_config.kind != QuantGanKind::Tcn) {
        const auto shock = static_cast<std::int64_t>(m_config.shockStep());
        const at::Tensor eps = noise.narrow(1, 0, channels()).narrow(2, shock, window);
        raw = raw.narrow(1, 0, channels()).abs() * eps + raw.narrow(1, channels(), channels());
    }
    const at::Tensor white = whitened(raw);
    m_fakes = m_config.standardiseOutput ? white : raw;
}

/// OutputScale with the operations that LibTorch can differentiate.
at::Tensor TorchEngine::whitened(const at::Tensor& raw) {
    const std::int64_t n = channels();
    const at::Tensor rows = raw.transpose(0, 1).reshape({n, -1}).to(torch::kDouble);
    const at::Tensor centred = rows - rows.mean(1, true);
    at::Tensor covariance = centred.mm(centred.t()) / rows.size(1);
    const at::Tensor ridge =
        n > 1 ? kWhiteningRidge * covariance.diagonal().mean() : at::zeros({}, rows.options());
    covariance = covariance + (ridge + kSmallestOutputVariance) * at::eye(n, rows.options());
    // Unchecked: what is not finite ends the training with its own words.
    const at::Tensor root = std::get<0>(at::linalg_cholesky_ex(covariance));
    m_scale = root.diagonal().min().item<double>();
    return at::linalg_solve_triangular(root, centred, false)
        .to(raw.dtype())
        .reshape({n, raw.size(0), raw.size(2)})
        .transpose(0, 1);
}

CriticResult TorchEngine::criticGradient(std::span<const float> generator,
                                         std::span<const float> critic, const GanBatch& batch,
                                         bool withPenalty, std::span<float> gradient) {
    m_generator = flat(generator);
    generate(batch);
    const at::Tensor weights = flat(critic);
    const auto window = static_cast<std::int64_t>(m_config.receptiveField());
    at::Tensor real =
        onDevice(batch.real, {m_config.batch, window, channels()}).transpose(1, 2).contiguous();
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
