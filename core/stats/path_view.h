// SPDX-License-Identifier: GPL-3.0-or-later
// A borrowed table of equally long paths of one-step log returns, as generators make them. The
// owner must outlive the view. Thread rule: read-only, may be shared.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::stats {

/// count paths of length values each, row-major.
struct PathView {
    std::size_t count = 0;
    std::size_t length = 0;
    std::span<const float> values;

    std::span<const float> path(std::size_t i) const { return values.subspan(i * length, length); }
};

/// The same values in double precision; statistics are never accumulated in float.
inline std::vector<double> widened(std::span<const float> values) {
    return {values.begin(), values.end()};
}

} // namespace loom::stats
