// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics of a fidelity report. A family of metrics is one file in stats/metrics that registers
// them; reports, tables and exports walk the registry and never name a metric. Thread rule: the
// registry is immutable once made; the functions are pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "stats/profile.h"

namespace loom::stats {

enum class MetricGroup { Distribution, Dynamics, Moments, Tails, CrossSection, Classifier };
/// Lower: a distance, zero is best. Target: a statistic that should equal the real one.
enum class Better { Lower, Target };

struct MetricInfo {
    std::string id;    ///< "emd_5"
    std::string title; ///< "EMD, 5 days"
    std::string unit;  ///< "log return", empty when a pure number
    MetricGroup group = MetricGroup::Distribution;
    Better better = Better::Lower;
    std::string convention; ///< the formula in one line: norm, bins, estimator, scale
    std::string source;     ///< author, year, equation or section
    /// From real to generated; never negative; NaN when either profile cannot say.
    std::function<double(const Profile& real, const Profile& generated)> distance;
    /// The statistic itself, set when better is Target.
    std::function<double(const Profile&)> statistic = {};
    /// The distance once the generated values are shifted to the real mean, set where the drift
    /// alone can decide the distance: what is left is the shape.
    std::function<double(const Profile& real, const Profile& generated)> meanMatched = {};
    /// What a model without dynamics scores, set for distances between dependence curves.
    std::function<double(const Profile& real)> noDynamics = {};
    /// What a model without dynamics scores in the mean against a series that has none either: the
    /// sampling noise of the real curve. Scores near it say nothing about dynamics.
    std::function<double(const Profile& real)> noise = {};
    /// What a perfect model scores that is independent beyond this receptive field.
    std::function<double(const Profile& real, std::size_t receptiveField)> structuralFloor = {};
};

/// In the order of a report: by file of stats/metrics, then as registered.
class MetricRegistry {
  public:
    explicit MetricRegistry(ProfileOptions options) : m_options(std::move(options)) {}

    void add(MetricInfo info) { m_infos.push_back(std::move(info)); }
    /// Adds a Target metric whose distance is the absolute difference of the statistic.
    void addStatistic(MetricInfo info);
    const std::vector<MetricInfo>& all() const { return m_infos; }
    const MetricInfo* find(std::string_view id) const;
    const ProfileOptions& options() const { return m_options; }

  private:
    ProfileOptions m_options;
    std::vector<MetricInfo> m_infos;
};

MetricRegistry makeMetricRegistry(ProfileOptions options = {});

} // namespace loom::stats
