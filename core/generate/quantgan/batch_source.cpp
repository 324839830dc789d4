// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/batch_source.h"
#include "base/random.h"
#include "generate/quantgan/seed_streams.h"

#include <algorithm>

namespace loom::generate {

BatchSource::BatchSource(const QuantGanConfig& config, std::vector<float> series,
                         std::uint64_t seed)
    : m_series(std::move(series)), m_seed(seed), m_batch(static_cast<std::size_t>(config.batch)),
      m_window(config.receptiveField()), m_windows(m_series.size() - m_window + 1),
      m_noiseASample(config.noiseSteps(m_window) * static_cast<std::size_t>(config.noise)) {}

void BatchSource::fill(std::int64_t step, GanBatch& batch) const {
    const Rng root = Rng(m_seed).stream(kStepStream + static_cast<std::uint64_t>(step));
    batch.real.resize(m_batch * m_window);
    Rng choice = root.stream(0);
    for (std::size_t s = 0; s < m_batch; ++s)
        std::copy_n(m_series.begin() + static_cast<std::ptrdiff_t>(choice.below(m_windows)),
                    m_window, batch.real.begin() + static_cast<std::ptrdiff_t>(s * m_window));
    batch.noise.resize(m_batch * m_noiseASample);
    for (std::size_t s = 0; s < m_batch; ++s) {
        Rng rng = root.stream(1 + s);
        for (std::size_t i = 0; i < m_noiseASample; ++i)
            batch.noise[s * m_noiseASample + i] = static_cast<float>(rng.normal());
    }
}

} // namespace loom::generate
