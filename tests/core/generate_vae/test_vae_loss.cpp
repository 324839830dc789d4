// SPDX-License-Identifier: GPL-3.0-or-later
// Loss and gradient of the VAE against LibTorch's automatic differentiation in double precision on
// the same float weights and noise. Relative tolerance 1e-4 of the largest entry.
#include <ATen/ATen.h>
#include <torch/autograd.h>

#include "base/random.h"
#include "generate/vae/network.h"
#include "support/test_case.h"

#include <cmath>
#include <numbers>

namespace loom::generate {

namespace {

constexpr int kAssets = 9, kHidden = 20, kLatent = 4;
constexpr std::int64_t kRows = 13;

VaeBatch randomBatch(bool missing) {
    VaeBatch batch;
    batch.values.resize(kRows, kAssets);
    Rng rng(3);
    for (std::size_t r = 0; r < kRows; ++r)
        for (float& v : batch.values.row(r))
            v = static_cast<float>(rng.normal());
    for (std::int64_t i = 0; i < kRows * kLatent; ++i)
        batch.noise.push_back(static_cast<float>(rng.normal()));
    if (missing) {
        batch.observed.assign(kRows * kAssets, 1);
        for (std::size_t i = 0; i < batch.observed.size(); i += 5) {
            batch.observed[i] = 0;
            batch.values.row(i / kAssets)[i % kAssets] = 0;
        }
    }
    return batch;
}

at::Tensor dense(at::Tensor x, const at::Tensor& flat, std::int64_t& at,
                 const std::vector<std::int64_t>& widths) {
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
        const std::int64_t in = widths[i], out = widths[i + 1];
        const auto w = flat.slice(0, at, at + in * out).view({out, in});
        const auto b = flat.slice(0, at + in * out, at + (in + 1) * out);
        x = at::matmul(x, w.t()) + b;
        if (i + 2 < widths.size())
            x = at::relu(x);
        at += (in + 1) * out;
    }
    return x;
}

/// The whole objective, written the ordinary way.
at::Tensor torchLoss(const at::Tensor& flat, const VaeBatch& batch, const DecoderNoise& noise,
                     VaeWeights weights) {
    at::Tensor x = at::zeros({kRows, kAssets}, at::kDouble), mask = at::ones_like(x);
    at::Tensor epsilon = at::zeros({kRows, kLatent}, at::kDouble);
    for (std::int64_t r = 0; r < kRows; ++r) {
        for (std::int64_t a = 0; a < kAssets; ++a) {
            x[r][a] = static_cast<double>(
                batch.values.row(static_cast<std::size_t>(r))[static_cast<std::size_t>(a)]);
            if (!batch.observed.empty())
                mask[r][a] =
                    static_cast<double>(batch.observed[static_cast<std::size_t>(r * kAssets + a)]);
        }
        for (std::int64_t d = 0; d < kLatent; ++d)
            epsilon[r][d] =
                static_cast<double>(batch.noise[static_cast<std::size_t>(r * kLatent + d)]);
    }
    std::int64_t at = 0;
    const auto encoded = dense(x, flat, at, {kAssets, kHidden, kHidden, 2 * kLatent});
    const auto mean = encoded.slice(1, 0, kLatent);
    const auto logVariance = encoded.slice(1, kLatent, 2 * kLatent).clamp(-10, 10);
    const auto z = mean + at::exp(0.5 * logVariance) * epsilon;
    const auto decoded = dense(z, flat, at, {kLatent, kHidden, kHidden, kAssets});
    at::Tensor scale2 = at::zeros({kAssets}, at::kDouble);
    for (std::int64_t a = 0; a < kAssets; ++a)
        scale2[a] = noise.scale2[static_cast<std::size_t>(a)];
    const auto distance = (mask * (x - decoded).square() / scale2).sum(1);
    const auto logScales = (mask * scale2.log()).sum(1);
    const auto count = mask.sum(1);
    at::Tensor loss = distance;
    if (noise.kind == VaeDecoder::Normal)
        loss = 0.5 * (distance + logScales + count * std::log(2 * std::numbers::pi));
    if (noise.kind == VaeDecoder::StudentT)
        loss = std::lgamma(noise.nu / 2) - at::lgamma((count + noise.nu) / 2) +
               count / 2 * std::log(noise.nu * std::numbers::pi) + 0.5 * logScales +
               (count + noise.nu) / 2 * at::log1p(distance / noise.nu);
    const auto divergence = (0.5 * (mean.square() + logVariance.exp() - 1 - logVariance)).mean(0);
    return loss.mean() + weights.beta * divergence.clamp_min(weights.freeBits).sum();
}

} // namespace

class VaeLossTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<int>("decoder");
        QTest::addColumn<bool>("missing");
        QTest::addColumn<double>("freeBits");
        QTest::newRow("squared error") << 0 << false << 0.0;
        QTest::newRow("normal") << 1 << false << 0.0;
        QTest::newRow("normal, missing") << 1 << true << 0.0;
        QTest::newRow("student t, missing") << 2 << true << 0.0;
        QTest::newRow("free bits") << 1 << false << 0.02;
    }
    void equalsTorch() {
        QFETCH(int, decoder);
        QFETCH(bool, missing);
        QFETCH(double, freeBits);
        VaeNetwork network(kAssets, kHidden, kLatent);
        const auto flat = network.initialWeights(7);
        network.setWeights(flat);
        DecoderNoise noise{.kind = static_cast<VaeDecoder>(decoder),
                           .scale2 = std::vector<double>(kAssets, 1.0),
                           .nu = 5};
        if (noise.kind != VaeDecoder::SquaredError)
            for (int a = 0; a < kAssets; ++a)
                noise.scale2[static_cast<std::size_t>(a)] = 0.3 + 0.1 * a;
        const VaeWeights weights{.beta = 0.7, .freeBits = freeBits};
        const VaeBatch batch = randomBatch(missing);
        VaeTape tape;
        std::vector<float> gradient(flat.size(), 0.0F);
        const VaeLoss loss = vaeLoss(network, batch, noise, weights, tape, gradient);

        const auto tensor =
            at::from_blob(const_cast<float*>(flat.data()), {static_cast<std::int64_t>(flat.size())})
                .to(at::kDouble)
                .set_requires_grad(true);
        const auto expected = torchLoss(tensor, batch, noise, weights);
        if (freeBits == 0.0)
            QVERIFY(std::abs(loss.reconstruction + 0.7 * loss.divergence -
                             expected.item<double>()) < 1e-4 * std::abs(expected.item<double>()));
        const auto wanted = torch::autograd::grad({expected}, {tensor})[0];
        const auto got = at::from_blob(gradient.data(), {static_cast<std::int64_t>(flat.size())})
                             .to(at::kDouble);
        QVERIFY(((wanted - got).abs().max() / wanted.abs().max()).item<double>() < 1e-4);
    }
};

} // namespace loom::generate

using loom::generate::VaeLossTest;
LOOM_TEST(VaeLossTest)
#include "test_vae_loss.moc"
