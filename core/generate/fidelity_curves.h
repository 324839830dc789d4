// SPDX-License-Identifier: GPL-3.0-or-later
// The curves behind a fidelity report as plain data: a chart draws them, a CSV holds them. Thread
// rule: plain values; the functions use all cores.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "generate/fidelity.h"

namespace loom::generate {

/// A statistic along x: the median over paths and its bands. All vectors are equally long.
struct Band {
    std::vector<double> low;    ///< 5 %
    std::vector<double> lower;  ///< 25 %
    std::vector<double> middle; ///< median; for lag curves the mean over paths
    std::vector<double> upper;  ///< 75 %
    std::vector<double> high;   ///< 95 %
};

struct SampleCurves {
    std::string id, title;
    Band acf, acfAbsolute, acfSquared, leverage; ///< at FidelityCurves::lags
    std::vector<double> density;                 ///< at densityAt, per unit of log return
    std::vector<double> quantiles;               ///< at probabilities
    Band rollingVolatility;                      ///< at day index, annualised
    Band fan;                                    ///< price by day, day 0 = start price
    std::vector<std::vector<double>> fanPaths;   ///< at most 12 single price paths
};

struct FidelityCurves {
    std::vector<double> lags; ///< 1, 2, … in days
    std::vector<double> realAcf, realAcfAbsolute, realAcfSquared, realLeverage;
    double acfNoise = 0; ///< 1.96 / sqrt(n): 95 % limit of the ACF of independent values

    std::vector<double> histogramEdges; ///< bins of equal width, one edge more than bars
    std::vector<double> realHistogram;  ///< density, per unit of log return
    std::vector<double> densityAt;
    std::vector<double> realDensity;

    std::vector<double> probabilities; ///< of the QQ points
    std::vector<double> realQuantiles;
    std::vector<double> bandLow, bandHigh; ///< 95 % bootstrap band of the real quantiles

    std::size_t rollingWindow = 21;
    std::vector<double> realRollingVolatility; ///< annualised with sqrt(252)
    std::vector<double> realPrice;             ///< from the start price on, day 0 first

    std::vector<SampleCurves> samples;
};

struct CurveOptions {
    std::size_t maxLag = 250;
    std::size_t histogramBins = 80;
    std::size_t quantiles = 99;
    std::size_t rollingWindow = 21;
    std::size_t fanDays = 252; ///< at most the length of the paths
    double startPrice = 100;
    std::size_t bootstraps = 200;
    std::uint64_t seed = 1;
};

Result<FidelityCurves> computeFidelityCurves(const std::vector<double>& real,
                                             const std::vector<NamedSample>& samples,
                                             const CurveOptions& options,
                                             jobs::JobContext& context);

/// Long form: curve, series, x, value (and low, high where a band exists).
std::string toCsv(const FidelityCurves& curves);

} // namespace loom::generate
