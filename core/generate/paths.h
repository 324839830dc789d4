// SPDX-License-Identifier: GPL-3.0-or-later
// Generated or historical paths of log returns.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::generate {

/// count paths of length one-step log returns each, of one asset or of several: by path, then day,
/// then asset. Memory: 4 bytes a value.
struct Paths {
    std::size_t count = 0;
    std::size_t length = 0; ///< days
    std::vector<float> returns;
    std::size_t assets = 1;

    /// length * assets values, day by day.
    std::span<const float> path(std::size_t i) const {
        return std::span(returns).subspan(i * length * assets, length * assets);
    }
    std::span<float> path(std::size_t i) {
        return std::span(returns).subspan(i * length * assets, length * assets);
    }
    /// The same paths of one asset only.
    Paths ofAsset(std::size_t asset) const;
};

/// What sampling had to do to the values: reported with every result, never silent.
struct SampleReport {
    std::size_t values = 0;        ///< how many were generated
    std::size_t boundedValues = 0; ///< how many the tail bound touched
    double touchedShare() const {
        return values == 0 ? 0.0 : static_cast<double>(boundedValues) / static_cast<double>(values);
    }
};

struct Sample {
    Paths paths;
    SampleReport report;
};

} // namespace loom::generate
