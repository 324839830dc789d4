// SPDX-License-Identifier: GPL-3.0-or-later
// What one training step learns from: random windows of the training series and fresh noise, both a
// function of seed and step, so that a resumed training sees what an uninterrupted one sees. Thread
// rule: immutable.
#pragma once

#include <cstdint>
#include <vector>

#include "generate/quantgan/engine.h"

namespace loom::generate {

class BatchSource {
  public:
    /// series: the training returns as the networks see them, day by day, then channel by
    /// channel, at least one receptive field long.
    BatchSource(const QuantGanConfig& config, std::vector<float> series, std::uint64_t seed);

    std::size_t windows() const { return m_windows; }
    void fill(std::int64_t step, GanBatch& batch) const;

  private:
    std::vector<float> m_series;
    std::uint64_t m_seed;
    std::size_t m_batch, m_channels, m_window, m_windows, m_noiseASample;
};

} // namespace loom::generate
