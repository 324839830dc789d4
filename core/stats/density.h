// SPDX-License-Identifier: GPL-3.0-or-later
// Densities and quantile plots. NaN means missing and is skipped. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace loom::stats {

struct Histogram {
    std::vector<double> edges;   ///< bins of equal width, ascending; one more than bars
    std::vector<double> density; ///< count / (n width); integrates to the share inside the edges
};

/// Bins of equal width from low to high; values outside are left out of the bars, not of n.
Histogram histogram(std::span<const double> values, std::size_t bins, double low, double high);

/// Silverman's (1986, eq. 3.31) bandwidth 0.9 min(sd, IQR / 1.34) n^(-1/5).
double silvermanBandwidth(std::span<const double> ascending);

/// Gaussian kernel density at the given points (Parzen 1962). Values are counted in cells a
/// twentieth of the bandwidth wide (Wand 1994; the error stays below 0.1 % of the peak), so that
/// millions of values cost a few hundred kernels a point. Input ascending without NaN.
std::vector<double> kernelDensity(std::span<const double> ascending, std::span<const double> at,
                                  double bandwidth);

/// Quantiles of a sample with a pointwise bootstrap band (Efron 1979; days drawn with replacement).
struct QuantileBand {
    std::vector<double> probabilities; ///< i / (count + 1)
    std::vector<double> quantiles;
    std::vector<double> low, high; ///< pointwise, of the given coverage
};
QuantileBand quantileBand(std::span<const double> values, std::size_t count, std::size_t bootstraps,
                          double coverage, std::uint64_t seed);

} // namespace loom::stats
