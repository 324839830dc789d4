// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/real_splits.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>

namespace loom::generate {

namespace {

constexpr double kYear = 252;

std::size_t evenBlocks(std::size_t days) {
    const double halves = std::round(static_cast<double>(days) / kYear / 2);
    return std::max<std::size_t>(4, 2 * static_cast<std::size_t>(halves));
}

} // namespace

RealSplits::RealSplits(std::span<const double> real, std::size_t count, std::uint64_t seed,
                       std::size_t width)
    : m_real(real.begin(), real.end()), m_seed(seed), m_width(width),
      m_blocks(evenBlocks(real.size() / width)), m_blockLength(real.size() / width / m_blocks) {
    Rng rng(seed);
    for (std::size_t split = 0; split < count; ++split) {
        std::vector<bool> chosen(m_blocks, false);
        for (std::size_t left = m_blocks / 2; left > 0;) {
            const std::size_t block = rng.below(m_blocks);
            if (chosen[block])
                continue;
            chosen[block] = true;
            --left;
        }
        m_firstHalves.push_back(std::move(chosen));
    }
}

std::vector<double> RealSplits::half(std::size_t split) const {
    return gathered(split, true);
}

std::vector<double> RealSplits::otherHalf(std::size_t split) const {
    return gathered(split, false);
}

std::vector<double> RealSplits::gathered(std::size_t split, bool chosen) const {
    std::vector<double> out;
    const std::size_t size = m_blockLength * m_width;
    out.reserve(m_blocks / 2 * size);
    for (std::size_t block = 0; block < m_blocks; ++block) {
        if (m_firstHalves[split][block] != chosen)
            continue;
        const auto from = m_real.begin() + static_cast<std::ptrdiff_t>(block * size);
        out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(size));
    }
    return out;
}

std::vector<double> RealSplits::generatedHalf(const Paths& paths, std::size_t split) const {
    Rng rng = Rng(m_seed).stream(split + 1);
    std::vector<double> out;
    out.reserve(m_blocks / 2 * m_blockLength * m_width);
    for (std::size_t block = 0; block < m_blocks / 2; ++block) {
        for (std::size_t missing = m_blockLength; missing > 0;) {
            const auto path = paths.path(rng.below(paths.count));
            const std::size_t take = std::min(missing, paths.length);
            const std::size_t start = rng.below(paths.length - take + 1);
            const auto piece = path.subspan(start * m_width, take * m_width);
            out.insert(out.end(), piece.begin(), piece.end());
            missing -= take;
        }
    }
    return out;
}

} // namespace loom::generate
