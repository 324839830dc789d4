// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/panel_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "generate/metric_rows.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {

constexpr std::size_t kEmbargo = 5; // days: neighbours in time share their volatility

NeighbourKind kindOf(const PanelFidelityOptions& options) {
    return {.point = "day",
            .scale = "assets over their standard deviation",
            .most = options.neighbours,
            .embargo = kEmbargo,
            .overlapping = 0};
}

std::vector<double> deviations(const stats::PanelProfile& profile) {
    std::vector<double> out;
    for (const auto& moments : profile.moments)
        out.push_back(moments.stdev);
    return out;
}

FidelityRow panelDefinition(const stats::PanelMetricInfo& metric) {
    FidelityRow row = definitionOf(metric);
    if (metric.statistic)
        row.better = stats::Better::Target;
    return row;
}

FidelityRow rowOf(const stats::PanelMetricInfo& metric, const stats::PanelProfile& real) {
    FidelityRow row = panelDefinition(metric);
    setReal(row, metric, real);
    return row;
}

/// Rows whose real side differs clearly from independent assets must fail the control of that name.
bool comparesPairs(const FidelityRow& row) {
    return row.id == "correlation_frobenius" || row.id == "spearman" || row.id == "copula" ||
           row.id == "tail_lower";
}

std::vector<double> doubles(const Paths& paths) {
    return {paths.returns.begin(), paths.returns.end()};
}

} // namespace

std::vector<FidelityRow> panelCatalogue(const PanelFidelityOptions& options) {
    const auto registry = stats::makePanelMetricRegistry(options.profile);
    std::vector<FidelityRow> rows;
    for (const auto& metric : registry.all())
        rows.push_back(panelDefinition(metric));
    for (auto& row : neighbourRows(kindOf(options)))
        rows.push_back(std::move(row));
    return rows;
}

PanelRows::PanelRows(const TrainingData& scored, const PanelFidelityOptions& options)
    : m_scored(scored), m_options(options),
      m_metrics(stats::makePanelMetricRegistry(options.profile)),
      m_profile(stats::profileOf(view(scored.returns), options.profile)),
      m_splits(scored.returns, options.floorSplits, options.seed, scored.assetCount()),
      m_halves(m_splits.size()), m_scale(deviations(m_profile)) {
    stats::parallelFor(m_splits.size(), [&](std::size_t split) {
        m_halves[split] = stats::profileOf(view(m_splits.half(split)), m_options.profile);
    });
}

stats::PanelView PanelRows::view(const std::vector<double>& values) const {
    const std::size_t assets = m_scored.assetCount();
    return {.days = values.size() / assets, .assets = assets, .values = values};
}

template <class Other>
PanelRows::Distances PanelRows::overSplits(jobs::JobContext& context, Other other) {
    Distances out(m_metrics.all().size(), std::vector<double>(m_splits.size(), kNotANumber));
    stats::parallelFor(m_splits.size(), [&](std::size_t split) {
        if (context.shouldStop())
            return;
        const std::vector<double> values = other(split);
        const auto profile = stats::profileOf(view(values), m_options.profile);
        for (std::size_t m = 0; m < m_metrics.all().size(); ++m)
            out[m][split] = m_metrics.all()[m].distance(m_halves[split], profile);
    });
    for (std::size_t split = 0; split < std::min(kNeighbourSplits, m_splits.size()); ++split) {
        if (context.shouldStop())
            break;
        const auto scores = scoresOf(m_splits.half(split), other(split), m_options.seed + split);
        out.resize(m_metrics.all().size() + scores.size());
        for (std::size_t i = 0; i < scores.size(); ++i)
            out[m_metrics.all().size() + i].push_back(scores[i]);
    }
    out.resize(m_metrics.all().size() + neighbourRows(kindOf(m_options)).size());
    return out;
}

stats::PointCloud PanelRows::cloudOf(const std::vector<double>& values, std::uint64_t seed) const {
    const auto panel = view(values);
    std::vector<float> complete;
    complete.reserve(values.size());
    for (std::size_t t = 0; t < panel.days; ++t) {
        const auto row = panel.row(t);
        if (std::none_of(row.begin(), row.end(), [](double r) { return std::isnan(r); }))
            for (const double r : row)
                complete.push_back(static_cast<float>(r));
    }
    return stats::windowsOf(complete, 1, panel.assets, 1, m_scale, m_options.neighbours, seed);
}

std::array<double, 3> PanelRows::scoresOf(const std::vector<double>& real,
                                          const std::vector<double>& other,
                                          std::uint64_t seed) const {
    return neighbourScores(cloudOf(real, seed), cloudOf(other, seed + 1), kindOf(m_options));
}

std::vector<FidelityRow> PanelRows::withFloor(jobs::JobContext& context) {
    std::vector<FidelityRow> rows;
    for (const auto& metric : m_metrics.all())
        rows.push_back(rowOf(metric, m_profile));
    for (auto& row : neighbourRows(kindOf(m_options)))
        rows.push_back(std::move(row));
    const auto floor =
        overSplits(context, [&](std::size_t split) { return m_splits.otherHalf(split); });
    const std::size_t width = m_scored.assetCount();
    const auto middle = static_cast<std::ptrdiff_t>(m_scored.days() / 2 * width);
    const std::vector<double> first(m_scored.returns.begin(), m_scored.returns.begin() + middle);
    const std::vector<double> second(m_scored.returns.begin() + middle, m_scored.returns.end());
    const auto early = stats::profileOf(view(first), m_options.profile);
    const auto late = stats::profileOf(view(second), m_options.profile);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        setFloor(rows[i], floor[i]);
        if (i < m_metrics.all().size())
            rows[i].halves = m_metrics.all()[i].distance(early, late);
        if (comparesPairs(rows[i]))
            rows[i].mustFail = kIndependentControl;
    }
    return rows;
}

void PanelRows::addColumn(FidelityReport& report, const NamedSample& sample,
                          jobs::JobContext& context) {
    const std::vector<double> values = doubles(*sample.paths);
    const auto whole = stats::profileOf(view(values), m_options.profile, sample.paths->length);
    const auto neighbours = scoresOf(m_scored.returns, values, m_options.seed);
    const auto typical = overSplits(
        context, [&](std::size_t split) { return m_splits.generatedHalf(*sample.paths, split); });
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        double value = kNotANumber;
        if (i >= m_metrics.all().size())
            value = neighbours[i - m_metrics.all().size()];
        else if (const auto& metric = m_metrics.all()[i]; metric.statistic)
            value = metric.statistic(whole);
        else
            value = metric.distance(m_profile, whole);
        report.rows[i].cells.push_back(cellOf(value, typical[i]));
    }
    report.columns.back().rules = panelRules(m_profile, whole);
}

} // namespace loom::generate
