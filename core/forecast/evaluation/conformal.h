// SPDX-License-Identifier: GPL-3.0-or-later
// Prediction intervals around any point forecast from its own past errors: split conformal (Vovk,
// Gammerman & Shafer 2005; Lei et al. 2018, scores divided by a volatility forecast) with a level
// that adapts when coverage drifts (Gibbs & Candes 2021, eq. 2). An error counts only once its
// outcome is known: step k of origin s is used from origin s + k on.
// Thread rule: a Conformal belongs to one thread; intervals() does not change it.
#pragma once

#include <deque>
#include <span>
#include <vector>

#include "base/json.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

struct ConformalOptions {
    std::vector<double> coverages{0.8, 0.95};
    std::size_t memory = 2000; ///< latest errors that are kept at least, of all assets together
    double adaptation = 0.01;  ///< gamma; 0 = plain split conformal
};

/// Forecast volatility of one step ahead from each row, as exponentially weighted root mean square
/// of one-step log returns (RiskMetrics 1996, decay 0.94), [row] of one asset; NaN before the first
/// twenty returns. Only rows up to each one are used.
std::vector<double> volatilityForecast(const ForecastData& data, std::size_t asset);

/// Errors and levels of every step of the horizon; assets share them, since their errors are
/// measured in their own volatilities.
class Conformal {
  public:
    Conformal(std::size_t horizon, ConformalOptions options);

    const ConformalOptions& options() const { return m_options; }
    /// Enough errors for a finite interval of every coverage at this step.
    bool ready(std::size_t step) const;

    /// The quantiles of levelsFor(coverages) around a point forecast, whose step (1-based) has the
    /// given volatility; NaN until ready.
    void quantiles(std::size_t step, double point, double volatility, std::span<double> out) const;

    /// Tells what became of a forecast: errors of all assets at one origin, in volatilities.
    void learn(std::size_t step, std::span<const double> scores);

    Json toJson() const;
    static Conformal fromJson(const Json& json); ///< throws Json::exception

  private:
    struct Step {
        std::deque<std::vector<double>> recent; ///< of the latest origins, each ascending
        std::vector<double> sorted;             ///< all of them
        std::vector<double> miss;               ///< adapted share outside, one a coverage
    };
    double level(const Step& step, std::size_t coverage) const;

    ConformalOptions m_options;
    std::vector<Step> m_steps;
};

/// Runs along the origins in order and gives every forecast its intervals: learn what has become
/// known, then predict. `warmUp` forecasts (earlier origins, of the validation part) are learnt
/// first. Returns the state after the last known outcome.
Conformal addIntervals(const ForecastData& data, const Forecasts* warmUp, Forecasts& forecasts,
                       const ConformalOptions& options);

} // namespace loom::forecast
