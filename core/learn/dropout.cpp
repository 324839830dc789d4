// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/dropout.h"

#include "learn/detail/pointwise_kernels.h"

namespace loom::learn::detail {

namespace {

/// SplitMix64's finaliser (Steele et al. 2014).
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

} // namespace

Dropout::Dropout(double rate, const Pass& pass, int site)
    : m_seed(mixed(pass.seed ^ mixed(static_cast<std::uint64_t>(site) + 1))),
      m_firstRow(pass.firstRow) {
    if (pass.mode == Mode::Evaluate || rate <= 0)
        return;
    m_threshold = static_cast<std::uint32_t>(rate * 4294967296.0);
    m_scale = static_cast<float>(1 / (1 - rate));
}

void Dropout::apply(float* values, int count, std::size_t row, std::uint32_t first) const {
    if (active())
        pointwiseKernels().drop(values, count, mixed(m_seed ^ mixed(m_firstRow + row)), first,
                                m_threshold, m_scale);
}

void Dropout::applySteps(RowBlock& block, std::size_t rowsAStep, std::size_t rows) const {
    if (!active())
        return;
    const auto columns = static_cast<std::size_t>(block.columns());
    for (std::size_t i = 0; i < block.rows(); ++i) {
        const std::size_t step = i / rowsAStep, row = i % rowsAStep;
        if (row < rows)
            apply(block.row(i).data(), block.columns(), row,
                  static_cast<std::uint32_t>(step * columns));
    }
}

} // namespace loom::learn::detail
