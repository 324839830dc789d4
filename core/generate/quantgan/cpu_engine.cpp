// SPDX-License-Identifier: GPL-3.0-or-later
// The exact savings: valid convolutions, one generator pass for both updates, no weight gradients
// for the frozen critic, and the critic's logit on a grid halved block by block (learn/tcn.h).
#include "generate/quantgan/engine.h"
#include "generate/quantgan/output_scale.h"
#include "learn/tcn.h"
#include "stats/parallel.h"

#include <algorithm>
#include <cmath>

namespace loom::generate {

namespace {

using learn::TcnGeometry;
using learn::TcnGradient;
using learn::TcnShape;
using learn::TcnTape;
using learn::TcnWeights;

/// Samples that pass through a network together: small enough for the second-level cache.
constexpr std::size_t kGeneratorChunk = 8;
constexpr std::size_t kCriticChunk = 16;

double softplus(double x) {
    return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}
double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

struct Range {
    std::size_t begin = 0, count = 0;
};

std::vector<Range> cut(std::size_t total, std::size_t piece) {
    std::vector<Range> ranges;
    for (std::size_t begin = 0; begin < total; begin += piece)
        ranges.push_back({begin, std::min(piece, total - begin)});
    return ranges;
}

class CpuEngine final : public GanEngine {
  public:
    explicit CpuEngine(const QuantGanConfig& config);
    CriticResult criticGradient(std::span<const float> generator, std::span<const float> critic,
                                const GanBatch& batch, bool withPenalty,
                                std::span<float> gradient) override;
    bool hasFakes() const override { return m_hasFakes; }
    double generatorGradient(std::span<const float> critic, std::span<float> gradient) override;

  private:
    /// What one thread works with; sums of all workers are added in order.
    struct Worker {
        TcnTape critic;
        TcnGradient criticGradient, generatorGradient;
        std::vector<float> direction;
        double loss = 0, penalty = 0;
    };
    /// The output that is a channel's drift.
    int driftOf(std::size_t channel) const { return static_cast<int>(m_channels + channel); }
    void generateChunk(std::size_t chunk, const GanBatch& batch);
    void standardise(CriticResult& result);
    void loadWindows(TcnTape& tape, Range range, const float* windows) const;
    void criticChunk(Worker& worker, Range range, const float* windows, bool real,
                     bool withPenalty) const;
    void addPenalty(Worker& worker, Range range) const;
    void generatorCriticChunk(Worker& worker, Range range);
    void generatorChunk(Worker& worker, std::size_t chunk);
    template <class Work>
    void share(std::size_t pieces, Work&& work);

    QuantGanConfig m_config;
    std::size_t m_batch, m_channels, m_window;
    TcnWeights m_generator, m_critic;
    std::vector<Range> m_generatorChunks, m_criticChunks;
    std::vector<TcnTape> m_tapes; ///< one a generator chunk, kept between the two gradients
    std::vector<Worker> m_workers;
    std::vector<float> m_fakes, m_fakeGradient; ///< [sample][step][channel]
    std::vector<float> m_innovations;           ///< networks with shocks: eps, as fakes
    OutputScale m_scale;
    bool m_hasFakes = false;
};

CpuEngine::CpuEngine(const QuantGanConfig& config)
    : m_config(config), m_batch(static_cast<std::size_t>(config.batch)),
      m_channels(config.channels()), m_window(config.receptiveField()),
      m_generator(config.generator()), m_critic(config.critic()),
      m_generatorChunks(cut(m_batch, kGeneratorChunk)), m_criticChunks(cut(m_batch, kCriticChunk)) {
    for (const Range& range : m_generatorChunks)
        m_tapes.emplace_back(m_generator, TcnGeometry::Dilated, range.count, m_window);
    const std::size_t workers = std::min<std::size_t>(
        learn::workerThreads(), std::max(m_generatorChunks.size(), 2 * m_criticChunks.size()));
    for (std::size_t i = 0; i < workers; ++i)
        m_workers.push_back(
            {.critic = TcnTape(m_critic, TcnGeometry::Last, std::min(m_batch, kCriticChunk), 1),
             .criticGradient = TcnGradient(m_critic),
             .generatorGradient = TcnGradient(m_generator),
             .direction = {}});
    m_fakes.resize(m_batch * m_window * m_channels);
    m_fakeGradient.resize(m_fakes.size());
    if (config.kind != QuantGanKind::Tcn)
        m_innovations.resize(m_fakes.size());
}

/// Piece p is worked on by worker p modulo their number, so that equal thread counts give equal
/// sums.
template <class Work>
void CpuEngine::share(std::size_t pieces, Work&& work) {
    stats::parallelFor(m_workers.size(), [&](std::size_t w) {
        for (std::size_t piece = w; piece < pieces; piece += m_workers.size())
            work(m_workers[w], piece);
    });
}

void CpuEngine::generateChunk(std::size_t chunk, const GanBatch& batch) {
    const Range range = m_generatorChunks[chunk];
    TcnTape& tape = m_tapes[chunk];
    const auto channels = static_cast<std::size_t>(m_config.noise);
    const std::size_t steps = m_config.noiseSteps(m_window);
    for (std::size_t s = 0; s < range.count; ++s) {
        const float* noise = batch.noise.data() + (range.begin + s) * steps * channels;
        for (std::size_t t = 0; t < tape.inputSteps(); ++t)
            std::copy_n(noise + t * channels, channels, tape.input(t, s));
    }
    tape.forward();
    for (std::size_t s = 0; s < range.count; ++s) {
        const float* noise = batch.noise.data() + (range.begin + s) * steps * channels;
        for (std::size_t t = 0; t < m_window; ++t)
            for (std::size_t c = 0; c < m_channels; ++c) {
                const std::size_t at = ((range.begin + s) * m_window + t) * m_channels + c;
                const int channel = static_cast<int>(c);
                m_fakes[at] = tape.output(t, s, channel);
                if (m_config.kind == QuantGanKind::Tcn)
                    continue;
                const float eps = noise[(t + m_config.shockStep()) * channels + c];
                m_innovations[at] = eps;
                m_fakes[at] = std::abs(m_fakes[at]) * eps + tape.output(t, s, driftOf(c));
            }
    }
}

void CpuEngine::standardise(CriticResult& result) {
    m_scale = OutputScale::measured(m_fakes, m_channels);
    result.outputScale = m_scale.smallest();
    if (m_config.standardiseOutput)
        m_scale.apply(m_fakes);
}

void CpuEngine::loadWindows(TcnTape& tape, Range range, const float* windows) const {
    for (std::size_t t = 0; t < m_window; ++t)
        for (std::size_t s = 0; s < tape.samples(); ++s)
            if (s < range.count)
                std::copy_n(windows + ((range.begin + s) * m_window + t) * m_channels, m_channels,
                            tape.input(t, s));
            else
                std::fill_n(tape.input(t, s), m_channels, 0.0F);
}

void CpuEngine::criticChunk(Worker& worker, Range range, const float* windows, bool real,
                            bool withPenalty) const {
    TcnTape& tape = worker.critic;
    loadWindows(tape, range, windows);
    tape.forward();
    if (withPenalty)
        addPenalty(worker, range);
    const double share = 1 / static_cast<double>(m_batch);
    for (std::size_t s = 0; s < tape.samples(); ++s) {
        const double logit = tape.output(0, s, 0) * (real ? -1 : 1);
        const bool counts = s < range.count;
        worker.loss += counts ? softplus(logit) * share : 0;
        tape.outputGradient(0, s, 0) =
            counts ? static_cast<float>((real ? -1 : 1) * sigmoid(logit) * share) : 0.0F;
    }
    tape.backward(&worker.criticGradient, false);
}

/// gamma / 2 E |grad D|^2 over the real windows (Mescheder et al. 2018, eq. 9), its gradient by one
/// directional derivative.
void CpuEngine::addPenalty(Worker& worker, Range range) const {
    TcnTape& tape = worker.critic;
    for (std::size_t s = 0; s < tape.samples(); ++s)
        tape.outputGradient(0, s, 0) = s < range.count ? 1.0F : 0.0F;
    tape.backward(nullptr, true);
    const auto weight =
        static_cast<float>(m_config.r1 * m_config.r1Every / static_cast<double>(m_batch));
    worker.direction.assign(tape.inputSize(), 0.0F);
    const auto depth = static_cast<std::size_t>(m_critic.depth());
    for (std::size_t t = 0; t < m_window; ++t)
        for (std::size_t s = 0; s < range.count; ++s)
            for (std::size_t c = 0; c < m_channels; ++c) {
                const float g = tape.inputGradient(t, s, static_cast<int>(c));
                worker.penalty += static_cast<double>(g) * g / static_cast<double>(m_batch);
                worker.direction[(t * tape.rowsAStep() + s) * depth + c] = weight * g;
            }
    tape.addDirectionalGradient(worker.direction, worker.criticGradient);
}

CriticResult CpuEngine::criticGradient(std::span<const float> generator,
                                       std::span<const float> critic, const GanBatch& batch,
                                       bool withPenalty, std::span<float> gradient) {
    m_generator.assign(generator);
    m_critic.assign(critic);
    share(m_generatorChunks.size(),
          [&](Worker&, std::size_t chunk) { generateChunk(chunk, batch); });
    m_hasFakes = true;
    CriticResult result;
    standardise(result);
    for (Worker& worker : m_workers) {
        worker.criticGradient.zero();
        worker.loss = worker.penalty = 0;
    }
    share(2 * m_criticChunks.size(), [&](Worker& worker, std::size_t piece) {
        const bool real = piece >= m_criticChunks.size();
        const Range range = m_criticChunks[piece % m_criticChunks.size()];
        criticChunk(worker, range, real ? batch.real.data() : m_fakes.data(), real,
                    real && withPenalty);
    });
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    for (const Worker& worker : m_workers) {
        worker.criticGradient.addTo(gradient);
        result.loss += worker.loss;
        result.penalty += worker.penalty;
    }
    return result;
}

void CpuEngine::generatorCriticChunk(Worker& worker, Range range) {
    TcnTape& tape = worker.critic;
    loadWindows(tape, range, m_fakes.data());
    tape.forward();
    const double share = 1 / static_cast<double>(m_batch);
    for (std::size_t s = 0; s < tape.samples(); ++s) {
        const double logit = tape.output(0, s, 0);
        const bool counts = s < range.count;
        const double loss = m_config.saturating ? -softplus(logit) : softplus(-logit);
        const double slope = m_config.saturating ? -sigmoid(logit) : -sigmoid(-logit);
        worker.loss += counts ? loss * share : 0;
        tape.outputGradient(0, s, 0) = counts ? static_cast<float>(slope * share) : 0.0F;
    }
    tape.backward(nullptr, true);
    for (std::size_t t = 0; t < m_window; ++t)
        for (std::size_t s = 0; s < range.count; ++s)
            for (std::size_t c = 0; c < m_channels; ++c)
                m_fakeGradient[((range.begin + s) * m_window + t) * m_channels + c] =
                    tape.inputGradient(t, s, static_cast<int>(c));
}

void CpuEngine::generatorChunk(Worker& worker, std::size_t chunk) {
    const Range range = m_generatorChunks[chunk];
    TcnTape& tape = m_tapes[chunk];
    for (std::size_t s = 0; s < range.count; ++s)
        for (std::size_t t = 0; t < m_window; ++t)
            for (std::size_t c = 0; c < m_channels; ++c) {
                const std::size_t at = ((range.begin + s) * m_window + t) * m_channels + c;
                const int channel = static_cast<int>(c);
                const float g = m_fakeGradient[at];
                if (m_config.kind == QuantGanKind::Tcn) {
                    tape.outputGradient(t, s, channel) = g;
                    continue;
                }
                const float sign = tape.output(t, s, channel) < 0 ? -1.0F : 1.0F;
                tape.outputGradient(t, s, channel) = g * sign * m_innovations[at];
                tape.outputGradient(t, s, driftOf(c)) = g;
            }
    tape.backward(&worker.generatorGradient, false);
}

double CpuEngine::generatorGradient(std::span<const float> critic, std::span<float> gradient) {
    m_critic.assign(critic);
    for (Worker& worker : m_workers) {
        worker.generatorGradient.zero();
        worker.loss = 0;
    }
    share(m_criticChunks.size(), [&](Worker& worker, std::size_t piece) {
        generatorCriticChunk(worker, m_criticChunks[piece]);
    });
    if (m_config.standardiseOutput)
        backThroughStandardise(m_fakes, m_scale, m_fakeGradient);
    share(m_generatorChunks.size(),
          [&](Worker& worker, std::size_t chunk) { generatorChunk(worker, chunk); });
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    double loss = 0;
    for (const Worker& worker : m_workers) {
        worker.generatorGradient.addTo(gradient);
        loss += worker.loss;
    }
    return loss;
}

} // namespace

std::unique_ptr<GanEngine> makeCpuEngine(const QuantGanConfig& config) {
    return std::make_unique<CpuEngine>(config);
}

} // namespace loom::generate
