// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/fidelity_rows.h"

#include <algorithm>
#include <array>

#include "generate/metric_rows.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {

constexpr std::size_t kWindowDays = 20;

NeighbourKind kindOf(const FidelityOptions& options) {
    return {.point = "window of 20 days",
            .scale = "returns over the real standard deviation",
            .most = options.neighbours,
            .embargo = kWindowDays,
            .overlapping = kWindowDays};
}

FidelityRow seriesDefinition(const stats::MetricInfo& metric) {
    FidelityRow row = definitionOf(metric);
    row.better = metric.better;
    return row;
}

FidelityRow rowFor(const stats::MetricInfo& metric, const stats::Profile& real,
                   std::size_t receptiveField) {
    FidelityRow row = seriesDefinition(metric);
    setReal(row, metric, real);
    if (metric.structuralFloor && receptiveField > 0)
        row.structuralFloor = metric.structuralFloor(real, receptiveField);
    return row;
}

} // namespace

std::vector<FidelityRow> fidelityCatalogue(const FidelityOptions& options) {
    const auto registry = stats::makeMetricRegistry(options.profile);
    std::vector<FidelityRow> rows;
    for (const auto& metric : registry.all())
        rows.push_back(seriesDefinition(metric));
    if (options.neighbours > 0)
        for (auto& row : neighbourRows(kindOf(options)))
            rows.push_back(std::move(row));
    return rows;
}

SeriesRows::SeriesRows(const std::vector<double>& real, const FidelityOptions& options)
    : m_real(real), m_metrics(stats::makeMetricRegistry(options.profile)),
      m_profile(stats::profileOf(real, options.profile)),
      m_splits(real, options.floorSplits, options.seed), m_halves(m_splits.size()),
      m_kind(kindOf(options)), m_seed(options.seed) {
    stats::parallelFor(m_splits.size(), [&](std::size_t split) {
        m_halves[split] = stats::profileOf(m_splits.half(split), m_metrics.options());
    });
}

stats::PointCloud SeriesRows::windows(std::span<const float> values, std::size_t paths,
                                      std::uint64_t seed) const {
    const std::array<double, 1> scale{m_profile.moments.stdev};
    return stats::windowsOf(values, paths, 1, kWindowDays, scale, m_kind.most, seed);
}

stats::PointCloud SeriesRows::windows(const std::vector<double>& values, std::uint64_t seed) const {
    return windows(std::vector<float>(values.begin(), values.end()), 1, seed);
}

template <class Other>
SeriesRows::Distances SeriesRows::overSplits(jobs::JobContext& context, Other other) const {
    const auto& metrics = m_metrics.all();
    Distances out(metrics.size(), std::vector<double>(m_splits.size(), kNotANumber));
    stats::parallelFor(m_splits.size(), [&](std::size_t split) {
        if (context.shouldStop())
            return;
        const auto profile = stats::profileOf(other(split), m_metrics.options());
        for (std::size_t m = 0; m < metrics.size(); ++m)
            out[m][split] = metrics[m].distance(m_halves[split], profile);
    });
    if (!seesNeighbours())
        return out;
    out.resize(metrics.size() + neighbourRows(m_kind).size());
    for (std::size_t split = 0; split < std::min(kNeighbourSplits, m_splits.size()); ++split) {
        if (context.shouldStop())
            break;
        const auto scores = neighbourScores(windows(m_splits.half(split), m_seed + 2 * split),
                                            windows(other(split), m_seed + 2 * split + 1), m_kind);
        for (std::size_t i = 0; i < scores.size(); ++i)
            out[metrics.size() + i].push_back(scores[i]);
    }
    return out;
}

std::vector<FidelityRow> SeriesRows::withFloor(std::size_t receptiveField,
                                               jobs::JobContext& context) {
    std::vector<FidelityRow> rows;
    for (const auto& metric : m_metrics.all())
        rows.push_back(rowFor(metric, m_profile, receptiveField));
    if (seesNeighbours())
        for (auto& row : neighbourRows(m_kind))
            rows.push_back(std::move(row));
    const auto floor =
        overSplits(context, [&](std::size_t split) { return m_splits.otherHalf(split); });
    const auto middle = m_real.begin() + static_cast<std::ptrdiff_t>(m_real.size() / 2);
    const std::vector<double> early(m_real.begin(), middle), late(middle, m_real.end());
    const auto first = stats::profileOf(early, m_metrics.options());
    const auto second = stats::profileOf(late, m_metrics.options());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        setFloor(rows[i], floor[i]);
        if (i < m_metrics.all().size())
            rows[i].halves = m_metrics.all()[i].distance(first, second);
    }
    if (seesNeighbours()) {
        const auto scores =
            neighbourScores(windows(early, m_seed), windows(late, m_seed + 1), m_kind);
        for (std::size_t i = 0; i < scores.size(); ++i)
            rows[m_metrics.all().size() + i].halves = scores[i];
    }
    return rows;
}

void SeriesRows::addColumn(FidelityReport& report, const NamedSample& sample,
                           jobs::JobContext& context) {
    const auto& metrics = m_metrics.all();
    const auto whole = stats::profileOf(viewOf(*sample.paths), m_metrics.options());
    const auto typical = overSplits(
        context, [&](std::size_t split) { return m_splits.generatedHalf(*sample.paths, split); });
    for (std::size_t m = 0; m < metrics.size(); ++m) {
        const double value = metrics[m].statistic ? metrics[m].statistic(whole)
                                                  : metrics[m].distance(m_profile, whole);
        report.rows[m].cells.push_back(cellOf(value, typical[m]));
        if (metrics[m].meanMatched)
            report.rows[m].cells.back().meanMatched = metrics[m].meanMatched(m_profile, whole);
    }
    if (seesNeighbours()) {
        const auto scores = neighbourScores(
            windows(m_real, m_seed),
            windows(sample.paths->returns, sample.paths->count, m_seed + 1), m_kind);
        for (std::size_t i = 0; i < scores.size(); ++i)
            report.rows[metrics.size() + i].cells.push_back(
                cellOf(scores[i], typical[metrics.size() + i]));
    }
    report.columns.back().rules = seriesRules(m_profile, whole);
}

} // namespace loom::generate
