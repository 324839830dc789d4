// SPDX-License-Identifier: GPL-3.0-or-later
// Random halves of a real series or panel, and generated series of the same make, for a noise floor
// at equal length. Thread rule: immutable after construction.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "generate/paths.h"

namespace loom::generate {

/// Cuts the series into an even number of equal blocks of about a year (at least four) and draws
/// `count` random halves of them. Days that do not fill a block at the end are left out.
class RealSplits {
  public:
    /// `width` values a day: the number of assets. Lengths count days.
    RealSplits(std::span<const double> real, std::size_t count, std::uint64_t seed,
               std::size_t width = 1);

    std::size_t size() const { return m_firstHalves.size(); }
    std::size_t blocks() const { return m_blocks; }
    std::size_t blockLength() const { return m_blockLength; }

    std::vector<double> half(std::size_t split) const;
    std::vector<double> otherHalf(std::size_t split) const;
    /// As many generated blocks, each from a random place of a random path; blocks longer than a
    /// path are put together from several.
    std::vector<double> generatedHalf(const Paths& paths, std::size_t split) const;

  private:
    std::vector<double> gathered(std::size_t split, bool chosen) const;

    std::vector<double> m_real;
    std::uint64_t m_seed;
    std::size_t m_width = 1;
    std::size_t m_blocks = 0;
    std::size_t m_blockLength = 0;
    std::vector<std::vector<bool>> m_firstHalves;
};

} // namespace loom::generate
