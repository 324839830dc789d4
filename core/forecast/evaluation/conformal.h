// SPDX-License-Identifier: GPL-3.0-or-later
// Prediction intervals around any point forecast from its own past errors: split conformal (Vovk,
// Gammerman & Shafer 2005; Lei et al. 2018, scores divided by a volatility forecast) with a level
// that adapts when coverage drifts (Gibbs & Candes 2021, eq. 2). A model that has learnt quantiles
// may have them corrected instead, each by the errors against itself (conformalized quantile
// regression with two tails, Romano, Patterson & Candes 2019, Theorem 2). An error counts only once
// its outcome is known: step k of origin s is used from origin s + k on.
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

/// What the errors are measured from.
enum class IntervalBase {
    Point,     ///< the point forecast: one list of errors serves all levels
    Quantiles, ///< the model's own quantiles: a list of errors for each
};

/// Errors and levels of every step of the horizon; assets share them, since their errors are
/// measured in their own volatilities.
class Conformal {
  public:
    Conformal(std::size_t horizon, ConformalOptions options,
              IntervalBase base = IntervalBase::Point);

    const ConformalOptions& options() const { return m_options; }
    IntervalBase base() const { return m_base; }
    /// Lists of errors a step.
    std::size_t tracks() const { return m_tracks; }
    /// Enough errors for a finite interval of every coverage at this step.
    bool ready(std::size_t step) const;

    /// The quantiles of levelsFor(coverages) around a point forecast, whose step (1-based) has the
    /// given volatility; own: the model's at the same levels (IntervalBase::Quantiles). NaN until
    /// ready.
    void quantiles(std::size_t step, double point, std::span<const double> own, double volatility,
                   std::span<double> out) const;

    /// Tells what became of a forecast: errors of all assets at one origin, in volatilities,
    /// [asset][track].
    void learn(std::size_t step, std::span<const double> scores);

    /// (outcome - base) / volatility of one asset: one number a track.
    void scores(double outcome, double point, std::span<const double> own, double volatility,
                std::span<double> out) const;

    Json toJson() const;
    static Conformal fromJson(const Json& json); ///< throws Json::exception

  private:
    struct Track {
        std::deque<std::vector<double>> recent; ///< of the latest origins, each ascending
        std::vector<double> sorted;             ///< all of them
    };
    struct Step {
        std::vector<Track> tracks;
        std::vector<double> miss; ///< adapted share outside, one a coverage
    };
    /// The two ends of the interval of a coverage: places among levels and tracks, and how far
    /// they are moved.
    struct Ends {
        std::size_t low, high;           ///< levels
        std::size_t lowTrack, highTrack; ///< lists of errors
    };
    Ends endsOf(std::size_t rank) const;
    double level(const Step& step, std::size_t coverage) const;
    void adapt(Step& step, std::span<const double> known) const;
    void remember(Track& track, std::vector<double> known) const;

    ConformalOptions m_options;
    IntervalBase m_base;
    std::size_t m_tracks;
    std::vector<std::size_t> m_order; ///< coverages, narrow to wide
    std::vector<Step> m_steps;
};

/// Runs along the origins in order and gives every forecast its intervals: learn what has become
/// known, then predict. `warmUp` forecasts (earlier origins, of the validation part) are learnt
/// first. Forecasts that come with quantiles of levelsFor(coverages), warm-up too, have those
/// corrected; others get intervals around their points. Returns the state after the last known
/// outcome.
Conformal addIntervals(const ForecastData& data, const Forecasts* warmUp, Forecasts& forecasts,
                       const ConformalOptions& options);

} // namespace loom::forecast
