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
constexpr std::size_t kValues = 200000; ///< generated for one score
constexpr std::size_t kMaxLag = 250;
constexpr std::size_t kPaperPathLength = 4000;
constexpr std::size_t kFewestValidationDays = 60;

/// The held-out returns at the mean and spread of the training part.
std::vector<double> atTrainingLevel(const TrainingData& data) {
    const auto from = stats::moments(data.validation());
    const auto to = stats::moments(data.training());
    std::vector<double> out;
    for (const double r : data.validation())
        out.push_back((r - from.mean) / from.stdev * to.stdev + to.mean);
    return out;
}

} // namespace

Validation::Validation(std::vector<double> real, std::size_t pathLength)
    : m_real(std::move(real)), m_pathLength(std::max<std::size_t>(pathLength, 2)),
      m_paths(std::clamp<std::size_t>(kValues / m_pathLength, 16, 256)),
      m_lags(std::clamp<std::size_t>(m_real.size() / 4, 1, kMaxLag)),
      m_stdev(stats::standardDeviation(m_real)), m_curves(stats::dependenceCurves(m_real, m_lags)),
      m_noDynamics(stats::noDynamicsScores(m_curves)) {
    for (const std::size_t days : {1U, 5U, 20U, 100U}) {
        if (4 * days > m_real.size() || days > m_pathLength)
            break;
        auto sums = stats::aggregated(m_real, days);
        const double stdev = stats::standardDeviation(sums);
        std::sort(sums.begin(), sums.end());
        m_horizons.push_back({days, std::move(sums), stdev});
    }
}

ValidationScore Validation::score(const QuantGanState& state, const learn::TcnWeights& weights,
                                  std::uint64_t seed, const jobs::JobContext& context) const {
    auto values = drawOutputs(state, weights, m_paths, m_pathLength, seed, context);
    const learn::ReturnScaler scaler(state.scaler);
    for (float& value : values)
        value = static_cast<float>(scaler.toReturn(value));
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        return {.total = std::numeric_limits<double>::quiet_NaN()};
    const stats::PathView paths{m_paths, m_pathLength, values};
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
    score.volatility = stats::moments(std::span<const float>(values)).stdev / m_stdev;
    for (std::size_t h = 0; h < emd.size(); ++h)
        score.horizons += emd[h] / m_horizons[h].stdev / static_cast<double>(emd.size());
    score.emd1 = emd.empty() ? 0 : emd.front();
    score.total = score.acfAbsolute + score.leverage + 10 * score.horizons +
                  3 * std::abs(std::log(score.volatility));
    return score;
}

bool canValidate(const TrainingData& data) {
    return data.validation().size() >= kFewestValidationDays;
}

Validation validationFor(const TrainingData& data) {
    const auto training = data.training();
    if (data.wholeWindow || !canValidate(data))
        return Validation({training.begin(), training.end()},
                          data.wholeWindow ? kPaperPathLength : training.size());
    return Validation(atTrainingLevel(data), data.validation().size());
}

} // namespace loom::generate
