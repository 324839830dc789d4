// SPDX-License-Identifier: GPL-3.0-or-later
// How the assets move together: linear and rank correlation, copula, tails, stress and spectrum.
#include "stats/panel_metric.h"

#include <cmath>

#include <fmt/format.h>

namespace loom::stats {

void register_cross_section(PanelMetricRegistry& registry);

namespace {

using Distance = double (*)(const PanelProfile& real, const PanelProfile& generated);

void add(PanelMetricRegistry& registry, std::string id, std::string title, std::string convention,
         std::string source, Distance distance,
         double (*statistic)(const PanelProfile&) = nullptr) {
    registry.add({.id = std::move(id),
                  .title = std::move(title),
                  .unit = "",
                  .convention = std::move(convention),
                  .source = std::move(source),
                  .distance = distance,
                  .statistic = statistic ? std::function<double(const PanelProfile&)>(statistic)
                                         : std::function<double(const PanelProfile&)>()});
}

double offDiagonalRms(const PanelProfile& real, const PanelProfile& generated) {
    const auto n = static_cast<double>(real.assets);
    return frobeniusDifference(real.correlation, generated.correlation) / std::sqrt(n * (n - 1));
}

double copulaDistance(const PanelProfile& real, const PanelProfile& generated) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t pair = 0; pair < real.copulas.size(); ++pair) {
        for (std::size_t i = 0; i < real.copulas[pair].size(); ++i) {
            const double d = real.copulas[pair][i] - generated.copulas[pair][i];
            if (std::isnan(d))
                continue;
            sum += d * d;
            ++count;
        }
    }
    return count == 0 ? std::nan("") : std::sqrt(sum / static_cast<double>(count));
}

/// Half the L1 distance of the eigenvalue shares: the share of variance on other directions.
double spectrumDistance(const PanelProfile& real, const PanelProfile& generated) {
    double sum = 0;
    for (std::size_t i = 0; i < real.eigenvalues.size(); ++i)
        sum += std::abs(real.eigenvalues[i] - generated.eigenvalues[i]);
    return 0.5 * sum / static_cast<double>(real.assets);
}

double logRatio(double a, double b) {
    return std::abs(std::log(a / b));
}

} // namespace

void register_cross_section(PanelMetricRegistry& registry) {
    const auto& options = registry.options();
    add(registry, "correlation_frobenius", "Correlations, Frobenius",
        "Frobenius norm of the difference of the correlation matrices; grows with the number of "
        "assets",
        "Golub and Van Loan 2013, section 2.3", [](const PanelProfile& r, const PanelProfile& g) {
            return frobeniusDifference(r.correlation, g.correlation);
        });
    add(registry, "correlation_rms", "Correlations, RMS",
        "Frobenius norm of the difference over sqrt(N (N - 1)): comparable between panels",
        "Golub and Van Loan 2013, section 2.3", offDiagonalRms);
    add(registry, "covariance_frobenius", "Covariances, Frobenius",
        "Frobenius norm of the difference of the covariance matrices over that of the real one",
        "Golub and Van Loan 2013, section 2.3", [](const PanelProfile& r, const PanelProfile& g) {
            return frobeniusDifference(r.covariance, g.covariance) / r.covariance.norm();
        });
    add(registry, "spearman", "Rank correlations", "mean |difference| of Spearman's rho over pairs",
        "Spearman 1904", [](const PanelProfile& r, const PanelProfile& g) {
            return meanOffDiagonalDifference(r.spearman, g.spearman);
        });
    add(registry, "copula", "Copula",
        fmt::format("root mean square difference of the empirical copulas on a {} x {} grid, over "
                    "at most {} pairs",
                    options.copulaPoints, options.copulaPoints, options.copulaPairs),
        "Deheuvels 1979", copulaDistance);
    const std::string q = fmt::format("{:g}", options.tail);
    add(registry, "tail_lower", "Tail dependence, falls",
        "mean |difference| over pairs of P(V < q | U < q), q = " + q,
        "McNeil, Frey and Embrechts 2015, section 7.2.4",
        [](const PanelProfile& r, const PanelProfile& g) {
            return meanOffDiagonalDifference(r.tail.lower, g.tail.lower);
        });
    add(registry, "tail_upper", "Tail dependence, rises",
        "mean |difference| over pairs of P(V > 1 - q | U > 1 - q), q = " + q,
        "McNeil, Frey and Embrechts 2015, section 7.2.4",
        [](const PanelProfile& r, const PanelProfile& g) {
            return meanOffDiagonalDifference(r.tail.upper, g.tail.upper);
        });
    add(
        registry, "tail_asymmetry", "Tail asymmetry",
        fmt::format("mean over pairs of lower minus upper tail dependence at q = {:g}",
                    options.asymmetryTail),
        "McNeil, Frey and Embrechts 2015, section 7.2.4",
        [](const PanelProfile& r, const PanelProfile& g) {
            return std::abs(g.asymmetry - r.asymmetry);
        },
        [](const PanelProfile& p) { return p.asymmetry; });
    const std::string share = fmt::format("{:g} %", 100 * options.stressShare);
    add(registry, "stress_correlation", "Correlations on bad days",
        "mean |difference| over pairs, on the " + share + " of days with the lowest mean return",
        "Longin and Solnik 2001", [](const PanelProfile& r, const PanelProfile& g) {
            return meanOffDiagonalDifference(r.stressCorrelation, g.stressCorrelation);
        });
    add(registry, "calm_correlation", "Correlations on other days",
        "mean |difference| over pairs, on all but the " + share + " worst days",
        "Longin and Solnik 2001", [](const PanelProfile& r, const PanelProfile& g) {
            return meanOffDiagonalDifference(r.calmCorrelation, g.calmCorrelation);
        });
    add(registry, "correlation_dispersion", "Spread of correlations",
        "|log ratio| of the standard deviations of the pairs' correlations; catches a shrinkage to "
        "one factor",
        "sample standard deviation (n - 1)", [](const PanelProfile& r, const PanelProfile& g) {
            return logRatio(offDiagonalDispersion(g.correlation),
                            offDiagonalDispersion(r.correlation));
        });
    add(registry, "eigenvalues", "Eigenvalue spectrum",
        "half the sum of |differences| of the eigenvalues of the correlation matrix over N",
        "Laloux et al. 1999", spectrumDistance);
}

} // namespace loom::stats
