// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers behind the pictures of a generated panel, real beside generated. Thread rule: plain
// values; the functions are pure and may take a second: call them from a job.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "base/result.h"
#include "generate/fidelity_curves.h"
#include "generate/generator.h"
#include "generate/paths.h"
#include "stats/copula_density.h"
#include "stats/cross_section.h"

namespace loom::ui {

inline constexpr double kTailShare = 0.05;         ///< q of the tail dependence
inline constexpr std::size_t kCloudDays = 4000;    ///< points a cloud shows at most
inline constexpr std::size_t kFigureDays = 20'000; ///< generated days looked at

struct PanelFigures {
    std::vector<std::string> assets;
    std::size_t realDays = 0, generatedDays = 0; ///< looked at
    Eigen::MatrixXd realCorrelation, generatedCorrelation;
    stats::TailDependence realTail, generatedTail;             ///< at kTailShare
    std::vector<double> realEigenvalues, generatedEigenvalues; ///< of the correlation matrices
    double noiseEdge = 1; ///< largest eigenvalue of uncorrelated days, (1 + sqrt(N / T))^2
                          ///< (Marchenko and Pastur 1967)
    std::vector<double> realPseudo, generatedPseudo; ///< days x assets, thinned to kCloudDays
};

/// Real days [from, to) against the generated ones.
PanelFigures computePanelFigures(const generate::TrainingData& data, std::size_t from,
                                 std::size_t to, const generate::Paths& paths);

/// Densities whose lines are drawn; 1 is that of independent assets.
inline constexpr double kDensityLevels[] = {0.5, 1, 1.5, 2, 3};

/// Lines of equal copula density of one pair, both surfaces smoothed alike.
struct PairContours {
    std::vector<std::vector<stats::UnitLine>> real, generated; ///< one entry a level
    double bandwidth = 0;                                      ///< share of an axis
};
PairContours computePairContours(const PanelFigures& figures, std::size_t a, std::size_t b);

/// A line a quantity and pair of assets, or rank of an eigenvalue: real, generated, difference.
std::string toCsv(const PanelFigures& figures);

/// Density, quantiles and curves over time of one asset, as for a series.
Result<generate::FidelityCurves> computeMargin(const generate::TrainingData& data, std::size_t from,
                                               std::size_t to, const generate::NamedSample& sample,
                                               std::size_t asset, jobs::JobContext& context);

} // namespace loom::ui
