// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics of a panel report. A family is one file in stats/panel_metrics that registers them.
// Thread rule: the registry is immutable once made; the functions are pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "stats/metric.h"
#include "stats/panel_profile.h"

namespace loom::stats {

struct PanelMetricInfo {
    std::string id;    ///< "correlation_frobenius"
    std::string title; ///< "Correlations, Frobenius"
    std::string unit;  ///< empty when a pure number
    MetricGroup group = MetricGroup::CrossSection;
    std::string convention; ///< the formula in one line
    std::string source;     ///< author, year, equation or section
    /// From real to generated; never negative; NaN when either profile cannot say.
    std::function<double(const PanelProfile& real, const PanelProfile& generated)> distance;
    /// The statistic itself, for metrics that compare one number with the real one.
    std::function<double(const PanelProfile&)> statistic = {};
    /// What a model without dynamics scores, set for distances between curves over time.
    std::function<double(const PanelProfile& real)> noDynamics = {};
    /// What a model without dynamics scores against a series that has none either.
    std::function<double(const PanelProfile& real)> noise = {};
};

/// In the order of a report: by file of stats/panel_metrics, then as registered.
class PanelMetricRegistry {
  public:
    explicit PanelMetricRegistry(PanelProfileOptions options) : m_options(options) {}

    void add(PanelMetricInfo info) { m_infos.push_back(std::move(info)); }
    const std::vector<PanelMetricInfo>& all() const { return m_infos; }
    const PanelProfileOptions& options() const { return m_options; }

  private:
    PanelProfileOptions m_options;
    std::vector<PanelMetricInfo> m_infos;
};

PanelMetricRegistry makePanelMetricRegistry(PanelProfileOptions options = {});

/// Mean over the assets of perAsset(asset); NaN values are left out.
double meanOverAssets(std::size_t assets, const std::function<double(std::size_t)>& perAsset);

} // namespace loom::stats
