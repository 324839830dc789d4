// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/panel/panel_figures.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/csv.h"

namespace loom::ui {

namespace {

/// Every k-th day so that at most `most` are left.
std::vector<double> thinned(const std::vector<double>& days, std::size_t assets, std::size_t most) {
    const std::size_t count = days.size() / assets;
    const std::size_t step = std::max<std::size_t>(1, (count + most - 1) / most);
    std::vector<double> out;
    out.reserve((count / step + 1) * assets);
    for (std::size_t day = 0; day < count; day += step)
        for (std::size_t a = 0; a < assets; ++a)
            out.push_back(days[day * assets + a]);
    return out;
}

stats::PanelView viewOf(const std::vector<double>& values, std::size_t assets) {
    return {.days = values.size() / assets, .assets = assets, .values = values};
}

} // namespace

PanelFigures computePanelFigures(const generate::TrainingData& data, std::size_t from,
                                 std::size_t to, const generate::Paths& paths) {
    PanelFigures out;
    const std::size_t n = data.assetCount();
    out.assets = data.assets;
    const auto at = [&](std::size_t day) { return static_cast<std::ptrdiff_t>(day * n); };
    const std::vector<double> real(data.returns.begin() + at(from), data.returns.begin() + at(to));
    const std::size_t values = std::min(paths.returns.size(), kFigureDays * n);
    const std::vector<double> generated(
        paths.returns.begin(), paths.returns.begin() + static_cast<std::ptrdiff_t>(values));
    out.realDays = real.size() / n;
    out.generatedDays = generated.size() / n;
    out.realCorrelation = stats::correlationMatrix(viewOf(real, n));
    out.generatedCorrelation = stats::correlationMatrix(viewOf(generated, n));
    const auto realPseudo = stats::pseudoObservations(viewOf(real, n));
    const auto generatedPseudo = stats::pseudoObservations(viewOf(generated, n));
    out.realTail = stats::tailDependence(viewOf(realPseudo, n), kTailShare);
    out.generatedTail = stats::tailDependence(viewOf(generatedPseudo, n), kTailShare);
    if (out.realCorrelation.allFinite() && out.generatedCorrelation.allFinite()) {
        out.realEigenvalues = stats::eigenvaluesDescending(out.realCorrelation);
        out.generatedEigenvalues = stats::eigenvaluesDescending(out.generatedCorrelation);
    }
    const double ratio = std::sqrt(static_cast<double>(n) /
                                   static_cast<double>(std::max<std::size_t>(1, out.realDays)));
    out.noiseEdge = (1 + ratio) * (1 + ratio);
    out.realPseudo = thinned(realPseudo, n, kCloudDays);
    out.generatedPseudo = thinned(generatedPseudo, n, kCloudDays);
    return out;
}

PairContours computePairContours(const PanelFigures& figures, std::size_t a, std::size_t b) {
    const std::size_t n = figures.assets.size();
    const auto real = viewOf(figures.realPseudo, n);
    const auto generated = viewOf(figures.generatedPseudo, n);
    PairContours out;
    out.bandwidth = stats::copulaBandwidth(std::min(real.days, generated.days));
    const auto linesOf = [&](stats::PanelView pseudo) {
        const auto density = stats::copulaDensity(pseudo, a, b, out.bandwidth);
        std::vector<std::vector<stats::UnitLine>> lines;
        for (const double level : kDensityLevels)
            lines.push_back(stats::contourLines(density, level));
        return lines;
    };
    out.real = linesOf(real);
    out.generated = linesOf(generated);
    return out;
}

std::string toCsv(const PanelFigures& figures) {
    CsvWriter csv;
    csv.row({"quantity", "first", "second", "real", "generated", "difference"});
    const auto number = [](double value) {
        return std::isfinite(value) ? fmt::format("{:.9g}", value) : std::string();
    };
    const auto line = [&](const std::string& quantity, const std::string& first,
                          const std::string& second, double real, double generated) {
        csv.row(
            {quantity, first, second, number(real), number(generated), number(generated - real)});
    };
    const auto pairs = [&](const std::string& quantity, const Eigen::MatrixXd& real,
                           const Eigen::MatrixXd& generated) {
        for (Eigen::Index a = 0; a < real.rows(); ++a)
            for (Eigen::Index b = a + 1; b < real.cols(); ++b)
                line(quantity, figures.assets[static_cast<std::size_t>(a)],
                     figures.assets[static_cast<std::size_t>(b)], real(a, b), generated(a, b));
    };
    pairs("correlation", figures.realCorrelation, figures.generatedCorrelation);
    pairs("lower_tail_dependence", figures.realTail.lower, figures.generatedTail.lower);
    pairs("upper_tail_dependence", figures.realTail.upper, figures.generatedTail.upper);
    for (std::size_t i = 0; i < figures.realEigenvalues.size(); ++i)
        line("eigenvalue", std::to_string(i + 1), {}, figures.realEigenvalues[i],
             figures.generatedEigenvalues[i]);
    return csv.text();
}

Result<generate::FidelityCurves> computeMargin(const generate::TrainingData& data, std::size_t from,
                                               std::size_t to, const generate::NamedSample& sample,
                                               std::size_t asset, jobs::JobContext& context) {
    std::vector<double> real;
    for (std::size_t day = from; day < to; ++day)
        if (const double r = data.returns[day * data.assetCount() + asset]; std::isfinite(r))
            real.push_back(r);
    generate::NamedSample one = sample;
    one.paths = std::make_shared<const generate::Paths>(sample.paths->ofAsset(asset));
    return generate::computeFidelityCurves(
        real, {one}, {.maxLag = 20, .fanDays = std::min<std::size_t>(one.paths->length, 252)},
        context);
}

} // namespace loom::ui
