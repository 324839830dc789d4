// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/scenario_correlations.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/csv.h"
#include "stats/cross_section.h"

namespace loom::studies {

namespace {

constexpr std::size_t kMostDays = 200'000;

Eigen::MatrixXd correlationOf(std::span<const double> values, std::size_t assets) {
    return stats::correlationMatrix(
        {.days = values.size() / assets, .assets = assets, .values = values});
}

double rmsDifference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const auto n = static_cast<double>(a.rows());
    return stats::frobeniusDifference(a, b) / std::sqrt(n * (n - 1));
}

} // namespace

CorrelationComparison compareCorrelations(const generate::TrainingData& real,
                                          const generate::ScenarioSet& set) {
    const std::size_t n = real.assetCount();
    CorrelationComparison out;
    std::vector<double> made;
    for (std::size_t i = 0; i < set.count() && made.size() < kMostDays * n; ++i)
        made.insert(made.end(), set.path(i).begin(), set.path(i).end());
    made.resize(std::min(made.size(), kMostDays * n));
    out.days = made.size() / n;
    out.real = correlationOf(real.returns, n);
    out.synthetic = correlationOf(made, n);
    out.frobenius = stats::frobeniusDifference(out.real, out.synthetic);
    out.rms = rmsDifference(out.real, out.synthetic);
    std::vector<double> even, odd;
    for (std::size_t t = 0; t < real.days(); ++t) {
        const auto day = std::span(real.returns).subspan(t * n, n);
        auto& half = t % 2 == 0 ? even : odd;
        half.insert(half.end(), day.begin(), day.end());
    }
    out.floorSampling = rmsDifference(correlationOf(even, n), correlationOf(odd, n));
    const std::size_t middle = real.days() / 2 * n;
    const std::span<const double> all(real.returns);
    out.floorHalves =
        rmsDifference(correlationOf(all.first(middle), n), correlationOf(all.subspan(middle), n));
    return out;
}

std::string toCsv(const CorrelationComparison& comparison, const std::vector<std::string>& assets) {
    CsvWriter csv;
    csv.row({"asset", "other", "real", "synthetic", "difference"});
    for (Eigen::Index a = 0; a < comparison.real.rows(); ++a)
        for (Eigen::Index b = 0; b < a; ++b) {
            csv.cell(assets[static_cast<std::size_t>(a)]);
            csv.cell(assets[static_cast<std::size_t>(b)]);
            csv.cell(comparison.real(a, b)).cell(comparison.synthetic(a, b));
            csv.cell(comparison.synthetic(a, b) - comparison.real(a, b));
            csv.endRow();
        }
    return csv.text();
}

} // namespace loom::studies
