// SPDX-License-Identifier: GPL-3.0-or-later
// How far two samples of one quantity lie apart, from their order statistics. All inputs are
// ascending without NaN; a distance to an empty sample is NaN. None of them is quadratic in the
// number of values. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>

namespace loom::stats {

/// sup |F_a - F_b| (two-sample Kolmogorov-Smirnov statistic; equal to scipy.stats.ks_2samp).
double kolmogorovSmirnovSorted(std::span<const double> a, std::span<const double> b);
/// Whether that statistic rejects equal laws at 5 %: above 1.3581 sqrt((n + m) / (n m)), the
/// asymptotic critical value (Smirnov 1948).
bool kolmogorovSmirnovRejects(std::span<const double> a, std::span<const double> b);

/// Two-sample Anderson-Darling statistic A² with midranks (Scholz and Stephens 1987, eq. 7); about
/// 1 in the mean for equal laws, growing with the sample for unequal ones. It is what
/// scipy.stats.anderson_ksamp(midrank=True) has before it is standardised.
double andersonDarlingSorted(std::span<const double> a, std::span<const double> b);

/// 2 E|X - Y| - E|X - X'| - E|Y - Y'| = 2 integral (F_a - F_b)² dx (Székely and Rizzo 2013), in the
/// unit of the data; the square of scipy.stats.energy_distance.
double energyDistanceSorted(std::span<const double> a, std::span<const double> b);

/// Distances between histograms of `bins` bins of equal width over the range of a; values of b
/// beyond it count in the outer bins. Both are between 0 and 1. NaN when a has no range.
double hellingerSorted(std::span<const double> a, std::span<const double> b, std::size_t bins);
/// Square root of the Jensen-Shannon divergence in bits (Endres and Schindelin 2003; equal to
/// scipy.spatial.distance.jensenshannon(base=2)).
double jensenShannonSorted(std::span<const double> a, std::span<const double> b, std::size_t bins);

/// Squared maximum mean discrepancy, biased estimate (Gretton et al. 2012, eq. 5), Gaussian kernel
/// exp(-d² / (2 s²)), s = median distance between the points of a. From at most `most` evenly
/// spaced order statistics of each sample. NaN when s is zero.
double maximumMeanDiscrepancySorted(std::span<const double> a, std::span<const double> b,
                                    std::size_t most);

} // namespace loom::stats
