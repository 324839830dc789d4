// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/validation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/distance.h"
#include "stats/moments.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {
constexpr std::size_t kDays = 200000; ///< generated for one score of a series
constexpr std::size_t kPanelDays = 60000;
constexpr std::size_t kPaperPathLength = 4000;
constexpr std::size_t kFewestValidationDays = 60;

/// One asset's returns; for asset = assets the mean over all of them.
template <class Value>
std::vector<Value> columnOf(std::span<const Value> days, std::size_t assets, std::size_t asset) {
    std::vector<Value> out;
    out.reserve(days.size() / assets);
    for (std::size_t at = 0; at < days.size(); at += assets) {
        if (asset < assets) {
            out.push_back(days[at + asset]);
            continue;
        }
        double sum = 0;
        for (const Value r : days.subspan(at, assets))
            sum += r;
        out.push_back(static_cast<Value>(sum / static_cast<double>(assets)));
    }
    return out;
}

ValidationScore meanOf(std::span<const ValidationScore> scores) {
    ValidationScore mean;
    for (const ValidationScore& score : scores)
        for (const auto part :
             {&ValidationScore::emd1, &ValidationScore::acfAbsolute, &ValidationScore::leverage,
              &ValidationScore::volatility, &ValidationScore::horizons, &ValidationScore::total})
            mean.*part += score.*part / static_cast<double>(scores.size());
    return mean;
}

/// The held-out returns at the mean and spread of the training part, asset by asset.
std::vector<double> atTrainingLevel(const TrainingData& data) {
    const std::size_t assets = data.assetCount();
    const auto held = data.validation();
    std::vector<double> out(held.begin(), held.end());
    for (std::size_t a = 0; a < assets; ++a) {
        const auto from = stats::moments(columnOf(held, assets, a));
        const auto to = stats::moments(columnOf(data.training(), assets, a));
        for (std::size_t at = a; at < out.size(); at += assets)
            out[at] = (out[at] - from.mean) / from.stdev * to.stdev + to.mean;
    }
    return out;
}

} // namespace

SeriesCheck::SeriesCheck(std::vector<double> real, std::size_t pathLength, const CheckStyle& style)
    : m_style(style), m_real(std::move(real)),
      m_lags(std::clamp<std::size_t>(m_real.size() / 4, 1, style.maxLag)),
      m_stdev(stats::standardDeviation(m_real)), m_curves(stats::dependenceCurves(m_real, m_lags)),
      m_noDynamics(stats::noDynamicsScores(m_curves)) {
    for (const std::size_t days : {1U, 5U, 20U, 100U}) {
        if (4 * days > m_real.size() || days > pathLength)
            break;
        auto sums = stats::aggregated(m_real, days);
        const double stdev = stats::standardDeviation(sums);
        std::sort(sums.begin(), sums.end());
        m_horizons.push_back({days, std::move(sums), stdev});
    }
}

ValidationScore SeriesCheck::score(const stats::PathView& paths) const {
    const auto dynamics =
        stats::dependenceScores(m_curves, stats::meanDependenceCurves(paths, m_lags));

    std::vector<double> emd(m_horizons.size());
    stats::parallelFor(m_horizons.size(), [&](std::size_t h) {
        std::vector<double> sums;
        for (std::size_t i = 0; i < paths.count; ++i) {
            const auto more = stats::aggregated(stats::widened(paths.path(i)), m_horizons[h].days);
            sums.insert(sums.end(), more.begin(), more.end());
        }
        std::sort(sums.begin(), sums.end());
        emd[h] = stats::wasserstein1Sorted(m_horizons[h].sorted, sums);
    });
    ValidationScore score;
    score.acfAbsolute = dynamics.acfAbsolute / m_noDynamics.acfAbsolute;
    score.leverage = dynamics.leverage / m_noDynamics.leverage;
    score.volatility = stats::moments(paths.values).stdev / m_stdev;
    for (std::size_t h = 0; h < emd.size(); ++h)
        score.horizons += emd[h] / m_horizons[h].stdev / static_cast<double>(emd.size());
    score.emd1 = emd.empty() ? 0 : emd.front();
    score.total = m_style.acfWeight * score.acfAbsolute + score.leverage +
                  m_style.horizonWeight * score.horizons + 3 * std::abs(std::log(score.volatility));
    return score;
}

DaysCheck::DaysCheck(std::span<const double> real, std::size_t assets, std::size_t pathLength)
    : m_assets(assets), m_pathLength(std::max<std::size_t>(pathLength, 2)),
      m_paths(std::clamp<std::size_t>((assets == 1 ? kDays : kPanelDays) / m_pathLength, 16, 256)) {
    for (std::size_t s = 0; s < (assets == 1 ? 1 : assets + 1); ++s)
        m_checks.emplace_back(columnOf(real, assets, s), m_pathLength,
                              assets == 1 ? kSeriesStyle : kPanelStyle);
}

ValidationScore DaysCheck::score(const QuantGanState& state, const learn::TcnWeights& weights,
                                 std::uint64_t seed, const jobs::JobContext& context) const {
    auto values = drawOutputs(state, weights, m_paths, m_pathLength, seed, context);
    const std::size_t path = m_pathLength * m_assets;
    if (context.shouldStop())
        return {.total = std::numeric_limits<double>::quiet_NaN()};
    stats::parallelFor(m_paths, [&](std::size_t i) {
        Rng rng = restStream(seed, i);
        state.map.toReturns(std::span(values).subspan(i * path, path), rng);
    });
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        return {.total = std::numeric_limits<double>::quiet_NaN()};
    std::vector<ValidationScore> scores;
    for (std::size_t s = 0; s < m_checks.size() && !context.shouldStop(); ++s) {
        const auto column = columnOf(std::span<const float>(values), m_assets, s);
        scores.push_back(m_checks[s].score({m_paths, m_pathLength, column}));
    }
    if (scores.size() < m_checks.size()) // stopped
        return {.total = std::numeric_limits<double>::quiet_NaN()};
    if (m_assets == 1)
        return scores.front();
    ValidationScore mean = meanOf(std::span(scores).first(m_assets));
    mean.total = (mean.total + scores.back().total) / 2;
    return mean;
}

ValidationScore Validation::score(const QuantGanState& state, const learn::TcnWeights& weights,
                                  std::uint64_t seed, const jobs::JobContext& context) const {
    std::vector<ValidationScore> scores;
    for (const DaysCheck& part : m_parts)
        scores.push_back(part.score(state, weights, seed, context));
    return meanOf(scores);
}

bool canValidate(const TrainingData& data) {
    return data.validation().size() / data.assetCount() >= kFewestValidationDays;
}

Validation validationFor(const TrainingData& data) {
    const std::size_t assets = data.assetCount();
    const bool held = !data.wholeWindow && canValidate(data);
    std::vector<DaysCheck> parts;
    if (!held || assets > 1)
        parts.emplace_back(data.training(), assets,
                           data.wholeWindow && assets == 1 ? kPaperPathLength : data.trainEnd);
    if (held)
        parts.emplace_back(atTrainingLevel(data), assets, data.validationEnd - data.trainEnd);
    return Validation(std::move(parts));
}

} // namespace loom::generate
