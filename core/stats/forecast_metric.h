// SPDX-License-Identifier: GPL-3.0-or-later
// How good forecasts are. A metric is one file in stats/forecast_metrics that registers it; boards,
// tables and exports walk the registry and never name a metric. Thread rule: the registry is
// immutable once made; the functions are pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "stats/forecast_view.h"

namespace loom::stats {

struct ForecastScore {
    double value; ///< NaN when no row can be scored
    std::size_t rows = 0;
    std::size_t leftOut = 0; ///< rows without what the metric needs (missing, or not defined there)
};

enum class ForecastBetter { Lower, Higher, Target };
enum class ForecastInput { Point, Scale, Quantiles, Samples };

struct ForecastMetricInfo {
    std::string id;    ///< "mase"
    std::string title; ///< "MASE"
    std::string unit;  ///< "target" (that of the data), "%", empty when a pure number
    ForecastBetter better = ForecastBetter::Lower;
    double target = 0;   ///< what is best when better is Target
    std::string formula; ///< in one line
    std::string source;  ///< author, year, equation
    ForecastInput needs = ForecastInput::Point;
    bool onPrices = true;  ///< whether it says something about prices
    bool onReturns = true; ///< whether it says something about returns
    /// The view has passed checkView().
    std::function<ForecastScore(const ForecastView&)> score;
};

struct ForecastMetricOptions {
    /// Central intervals that coverage, width and interval score are given for; the view must hold
    /// the levels (1 - p) / 2 and (1 + p) / 2.
    std::vector<double> intervals{0.8, 0.95};
};

/// In the order of the file names in stats/forecast_metrics.
class ForecastMetricRegistry {
  public:
    explicit ForecastMetricRegistry(ForecastMetricOptions options)
        : m_options(std::move(options)) {}

    void add(ForecastMetricInfo info) { m_infos.push_back(std::move(info)); }
    const std::vector<ForecastMetricInfo>& all() const { return m_infos; }
    const ForecastMetricInfo* find(std::string_view id) const;
    const ForecastMetricOptions& options() const { return m_options; }

  private:
    ForecastMetricOptions m_options;
    std::vector<ForecastMetricInfo> m_infos;
};

ForecastMetricRegistry makeForecastMetricRegistry(ForecastMetricOptions options = {});

/// Whether the metric says something about this target and the view holds what it needs.
bool applies(const ForecastMetricInfo& metric, const ForecastView& view);

/// Mean of valueOf(row) over the rows where it is a number. value is NaN when there is none.
ForecastScore meanOverRows(std::size_t rows, const std::function<double(std::size_t)>& valueOf);

/// 1 - sum (y - f)² / sum (y - b)² over the rows where all three are present: the skill of f
/// against a benchmark b (Campbell & Thompson 2008). NaN when the benchmark makes no error.
ForecastScore skill(std::span<const double> actual, std::span<const double> forecast,
                    std::span<const double> benchmark);

/// The columns of a central interval among the levels, or nothing when they are not there.
struct IntervalColumns {
    std::size_t lower = 0, upper = 0;
};
bool findInterval(std::span<const double> levels, double coverage, IntervalColumns& columns);

} // namespace loom::stats
