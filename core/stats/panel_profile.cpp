// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/panel_profile.h"

#include <algorithm>
#include <cmath>

#include "stats/dependence.h"

namespace loom::stats {

namespace {

double meanAsymmetry(const TailDependence& tail) {
    double sum = 0;
    std::size_t count = 0;
    for (Eigen::Index i = 0; i < tail.lower.rows(); ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
            const double difference = tail.lower(i, j) - tail.upper(i, j);
            if (std::isnan(difference))
                continue;
            sum += difference;
            ++count;
        }
    }
    return count == 0 ? std::nan("") : sum / static_cast<double>(count);
}

Eigen::MatrixXd correlationOf(PanelView panel, std::span<const std::size_t> days) {
    const std::vector<double> rows = rowsOf(panel, days);
    return correlationMatrix({.days = days.size(), .assets = panel.assets, .values = rows});
}

/// Mean over the pieces of one column of the curve that `curve` makes of a piece.
template <class Curve>
std::vector<double> meanCurve(std::span<const double> column, std::size_t pathLength,
                              std::size_t maxLag, Curve curve) {
    std::vector<double> sum(maxLag, 0.0);
    std::vector<std::size_t> counts(maxLag, 0);
    for (std::size_t from = 0; from + pathLength <= column.size(); from += pathLength) {
        const std::vector<double> one = curve(column.subspan(from, pathLength));
        for (std::size_t lag = 0; lag < maxLag; ++lag) {
            if (std::isnan(one[lag]))
                continue;
            sum[lag] += one[lag];
            ++counts[lag];
        }
    }
    for (std::size_t lag = 0; lag < maxLag; ++lag)
        sum[lag] = counts[lag] == 0 ? std::nan("") : sum[lag] / static_cast<double>(counts[lag]);
    return sum;
}

std::vector<double> absoluteAcf(std::span<const double> returns, std::size_t maxLag) {
    std::vector<double> absolute(returns.begin(), returns.end());
    for (double& r : absolute)
        r = std::abs(r);
    return acf(absolute, maxLag);
}

} // namespace

PanelProfile profileOf(PanelView panel, const PanelProfileOptions& options,
                       std::size_t pathLength) {
    PanelProfile out;
    out.days = panel.days;
    out.assets = panel.assets;
    const std::size_t length = pathLength == 0 ? panel.days : pathLength;
    for (std::size_t a = 0; a < panel.assets; ++a) {
        const std::vector<double> column = panel.column(a);
        out.moments.push_back(moments(column));
        out.acfAbsolute.push_back(
            meanCurve(column, length, options.maxLag, [&](std::span<const double> piece) {
                return absoluteAcf(piece, options.maxLag);
            }));
        out.leverage.push_back(
            meanCurve(column, length, options.maxLag, [&](std::span<const double> piece) {
                return leverage(piece, options.maxLag);
            }));
    }
    auto second = secondMoments(panel);
    out.covariance = std::move(second.covariance);
    out.correlation = std::move(second.correlation);
    out.eigenvalues = eigenvaluesDescending(out.correlation);
    auto ranked = rankedPanel(panel);
    out.sorted = std::move(ranked.sorted);
    const PanelView pseudo{.days = panel.days, .assets = panel.assets, .values = ranked.pseudo};
    out.spearman = correlationMatrix(pseudo);
    out.tail = tailDependence(pseudo, options.tail);
    out.asymmetry = meanAsymmetry(tailDependence(pseudo, options.asymmetryTail));
    out.copulas = copulaGrids(pseudo, choosePairs(panel.assets, options.copulaPairs, options.seed),
                              options.copulaPoints);
    const StressDays days = stressDays(panel, options.stressShare);
    out.stressCorrelation = correlationOf(panel, days.stress);
    out.calmCorrelation = correlationOf(panel, days.calm);
    return out;
}

} // namespace loom::stats
