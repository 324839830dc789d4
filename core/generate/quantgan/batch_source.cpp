// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/batch_source.h"
#include "base/random.h"
#include "generate/quantgan/seed_streams.h"
#include "stats/parallel.h"

#include <algorithm>

namespace loom::generate {

BatchSource::BatchSource(const QuantGanConfig& config, std::vector<float> series,
                         std::uint64_t seed)
    : m_series(std::move(series)), m_seed(seed), m_batch(static_cast<std::size_t>(config.batch)),
      m_channels(config.channels()), m_window(config.receptiveField()),
      m_windows(m_series.size() / m_channels - m_window + 1),
      m_noiseASample(config.noiseSteps(m_window) * static_cast<std::size_t>(config.noise)) {}

void BatchSource::fill(std::int64_t step, GanBatch& batch) const {
    const Rng root = Rng(m_seed).stream(kStepStream + static_cast<std::uint64_t>(step));
    const std::size_t values = m_window * m_channels;
    batch.real.resize(m_batch * values);
    Rng choice = root.stream(0);
    for (std::size_t s = 0; s < m_batch; ++s)
        std::copy_n(m_series.data() + choice.below(m_windows) * m_channels, values,
                    batch.real.data() + s * values);
    batch.noise.resize(m_batch * m_noiseASample);
    stats::parallelFor(m_batch, [&](std::size_t s) {
        Rng rng = root.stream(1 + s);
        for (std::size_t i = 0; i < m_noiseASample; ++i)
            batch.noise[s * m_noiseASample + i] = static_cast<float>(rng.normal());
    });
}

} // namespace loom::generate
