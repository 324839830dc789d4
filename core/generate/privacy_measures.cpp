// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/privacy_measures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "generate/copied_windows.h"
#include "stats/moments.h"

namespace loom::generate {

namespace {

constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();
constexpr double kSmallShare = 0.05; // of the distances within the training part

std::vector<double> deviationsOf(std::span<const double> values, std::size_t assets) {
    std::vector<double> out, column;
    for (std::size_t a = 0; a < assets; ++a) {
        column.clear();
        for (std::size_t at = a; at < values.size(); at += assets)
            column.push_back(values[at]);
        const double deviation = stats::standardDeviation(column);
        out.push_back(deviation > 0 ? deviation : 1);
    }
    return out;
}

stats::PointCloud realCloud(const std::vector<double>& values, std::size_t assets,
                            std::size_t window, std::span<const double> scale) {
    const std::vector<float> single(values.begin(), values.end());
    return stats::windowsOf(single, 1, assets, window, scale, kEverything, 1);
}

std::vector<double> finite(const std::vector<float>& distances) {
    std::vector<double> out;
    for (const float d : distances)
        if (std::isfinite(d))
            out.push_back(d);
    return out;
}

/// kDistanceQuantiles of them (Hyndman and Fan 1996, type 7).
std::vector<double> quantilesOf(const std::vector<float>& distances) {
    auto all = finite(distances);
    if (all.empty())
        return {};
    std::sort(all.begin(), all.end());
    std::vector<double> out;
    for (std::size_t i = 0; i < kDistanceQuantiles; ++i) {
        const double place = static_cast<double>(i) * static_cast<double>(all.size() - 1) /
                             static_cast<double>(kDistanceQuantiles - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, all.size() - 1);
        out.push_back(all[below] +
                      (place - static_cast<double>(below)) * (all[above] - all[below]));
    }
    return out;
}

/// Values as whole numbers of a unit: equal numbers are equal to within rounding.
float rounded(double value, double unit) {
    return static_cast<float>(std::round(value / unit));
}

double roundedShare(const PrivacyInput& input, const Paths& synthetic, std::size_t window,
                    double unit) {
    std::vector<double> training;
    training.reserve(input.training.size());
    for (const double r : input.training)
        training.push_back(static_cast<double>(rounded(r, unit)));
    Paths paths = synthetic;
    for (float& r : paths.returns)
        r = rounded(static_cast<double>(r), unit);
    return copiedWindowShare(training, paths, window);
}

/// As many points as the smaller cloud has, evenly taken, so that neither is denser.
stats::PointCloud thinned(const stats::PointCloud& cloud, std::size_t count) {
    stats::PointCloud out{.count = std::min(count, cloud.count), .dimensions = cloud.dimensions};
    for (std::size_t i = 0; i < out.count; ++i) {
        const auto point = cloud.point(i * cloud.count / out.count);
        out.values.insert(out.values.end(), point.begin(), point.end());
    }
    return out;
}

/// P(a member's score beats a stranger's) + half of the ties; the score is minus the distance.
double attackAuc(std::vector<float> members, const std::vector<float>& strangers) {
    std::sort(members.begin(), members.end());
    double wins = 0;
    for (const float distance : strangers) {
        const auto [low, high] = std::equal_range(members.begin(), members.end(), distance);
        wins += static_cast<double>(low - members.begin()) + 0.5 * static_cast<double>(high - low);
    }
    return wins / static_cast<double>(members.size()) / static_cast<double>(strangers.size());
}

} // namespace

PrivacyGauge::PrivacyGauge(const PrivacyInput& input, const PrivacyOptions& options,
                           std::size_t window)
    : m_input(input), m_options(options), m_window(window),
      m_scale(deviationsOf(input.training, input.assets)),
      m_training(realCloud(input.training, input.assets, window, m_scale)),
      m_holdout(realCloud(input.holdout, input.assets, window, m_scale)),
      m_ownDistances(stats::nearestOthers(m_training, 1, window - 1).distances) {
    const auto own = finite(m_ownDistances);
    m_ownMedian = stats::median(own);
    m_ownSmall = stats::quantile(own, kSmallShare);
}

stats::PointCloud PrivacyGauge::cloudOf(const Paths& synthetic) const {
    return stats::windowsOf(synthetic.returns, synthetic.count, synthetic.assets, m_window, m_scale,
                            m_options.maximumWindows, m_options.seed);
}

std::size_t PrivacyGauge::looked(const Paths& synthetic) const {
    return std::min(m_options.maximumWindows, synthetic.count * (synthetic.length - m_window + 1));
}

PrivacyDistances PrivacyGauge::distances() const {
    PrivacyDistances out;
    out.training = quantilesOf(m_ownDistances);
    if (m_holdout.count >= 2)
        out.holdout = quantilesOf(stats::nearest(m_holdout, m_training, 1).distances);
    out.nearDuplicate = m_ownSmall;
    return out;
}

PrivacyMeasures PrivacyGauge::measure(const Paths& synthetic) const {
    PrivacyMeasures out;
    out.exactCopies = copiedWindowShare(m_input.training, synthetic, m_window);
    out.roundedCopies = roundedShare(m_input, synthetic, m_window, m_options.roundingUnit);

    const stats::PointCloud cloud = cloudOf(synthetic);
    const auto toTraining = stats::nearest(cloud, m_training, 1).distances;
    out.distances = quantilesOf(toTraining);
    const auto near = std::count_if(toTraining.begin(), toTraining.end(),
                                    [&](float d) { return static_cast<double>(d) < m_ownSmall; });
    out.nearDuplicates = static_cast<double>(near) / static_cast<double>(toTraining.size());
    out.memorization = std::max(0.0, 1 - stats::median(finite(toTraining)) / m_ownMedian);

    const auto fromTraining = stats::nearest(m_training, cloud, 1).distances;
    const auto fromAsMany =
        stats::nearest(m_training, thinned(cloud, m_training.count), 1).distances;
    std::size_t identified = 0;
    for (std::size_t i = 0; i < fromAsMany.size(); ++i)
        identified += fromAsMany[i] < m_ownDistances[i] ? 1 : 0;
    out.identifiability = static_cast<double>(identified) / static_cast<double>(m_training.count);
    if (m_holdout.count < 2)
        return out;

    const std::size_t equal = std::min(m_training.count, m_holdout.count);
    const auto known = stats::nearest(cloud, thinned(m_training, equal), 1).distances;
    const auto unknown = stats::nearest(cloud, thinned(m_holdout, equal), 1).distances;
    double closer = 0;
    for (std::size_t i = 0; i < known.size(); ++i)
        closer += known[i] < unknown[i] ? 1 : known[i] == unknown[i] ? 0.5 : 0;
    out.closerToTraining = closer / static_cast<double>(known.size());
    out.membershipAuc = attackAuc(fromTraining, stats::nearest(m_holdout, cloud, 1).distances);
    return out;
}

} // namespace loom::generate
