// SPDX-License-Identifier: GPL-3.0-or-later
// The information coefficient: how forecasts correlate with what happened, across assets on each
// date or over time for one series. Pairs with a missing value are left out. Thread rule: pure
// functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::stats {

/// Pearson's correlation of the complete pairs; NaN for fewer than 3 or when one side is constant.
double pearsonCorrelation(std::span<const double> x, std::span<const double> y);
/// Spearman's: Pearson's of the midranks.
double rankCorrelation(std::span<const double> x, std::span<const double> y);
/// 1-based ranks of values without NaN; equal values share the mean of their ranks.
std::vector<double> midranks(std::span<const double> values);

enum class Correlation { Pearson, Rank };

/// The IC of each date and what is made of them. Grinold & Kahn 2000, chapter 6; qlib's convention.
struct InformationCoefficient {
    std::vector<double> byDate; ///< NaN where a date has too few assets or no spread
    std::size_t dates = 0;      ///< with an IC
    double mean = 0;
    double deviation = 0; ///< over dates, denominator n - 1
    double icir = 0;      ///< mean / deviation, per date, not annualised
    double t = 0;         ///< mean over its standard error
    double pValue = 1;    ///< two-sided, t(dates - 1)
};

/// Row-major dates x assets, equal sizes. horizon > 1: successive dates share most of their target,
/// and t uses the Bartlett standard error with comparisonLags() lags; horizon 1: deviation /
/// sqrt(dates). Figures are NaN with fewer than 2 dates. minAssets is at least 3.
InformationCoefficient informationCoefficient(std::span<const double> forecast,
                                              std::span<const double> actual, std::size_t assets,
                                              Correlation kind, std::size_t horizon = 1,
                                              std::size_t minAssets = 5);

/// The same over time for one series: one correlation, t = r sqrt((m - 2) / (1 - r²)) with
/// m = pairs / horizon independent pairs, against t(m - 2).
struct SeriesCorrelation {
    double value = 0;
    std::size_t pairs = 0;
    double effectivePairs = 0;
    double t = 0;
    double pValue = 1; ///< two-sided; NaN when m <= 2
};
SeriesCorrelation seriesCorrelation(std::span<const double> forecast,
                                    std::span<const double> actual, Correlation kind,
                                    std::size_t horizon = 1);

} // namespace loom::stats
