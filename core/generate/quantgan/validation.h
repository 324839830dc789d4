// SPDX-License-Identifier: GPL-3.0-or-later
// How good a generator is while it trains: a few numbers against held-out returns, cheap enough to
// be taken every few seconds. Thread rule: immutable after construction; score() uses all cores.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "generate/quantgan/model.h"
#include "stats/dependence.h"
#include "stats/path_view.h"

namespace loom::generate {

struct ValidationScore {
    double emd1 = 0;        ///< Wasserstein-1 of one-day returns, log return
    double acfAbsolute = 0; ///< share of what a model without dynamics scores
    double leverage = 0;    ///< share of what a model without dynamics scores
    double volatility = 0;  ///< generated over real standard deviation (of the training part when
                            ///< the validation part is held out)
    double horizons = 0;    ///< mean over 1, 5, 20, 100 days of EMD / real standard deviation
    /// One number to choose by, lower is better: acfAbsolute and horizons with the weights of the
    /// style, leverage, 3 |log volatility|.
    double total = 0;
};

/// What a choice looks at. maxLag: of the curves over time, as in the report.
struct CheckStyle {
    std::size_t maxLag = 250;
    double acfWeight = 1, horizonWeight = 10;
};
/// The weights make a typical error of each part count about the same.
inline constexpr CheckStyle kSeriesStyle{};
/// One-day laws and correlations of a panel hold whatever the network has learnt, and its long
/// horizons hang on the drift of the years looked at: memory is what is left to choose by.
inline constexpr CheckStyle kPanelStyle{.maxLag = 20, .acfWeight = 2, .horizonWeight = 5};

/// One real series that generated ones are compared with.
class SeriesCheck {
  public:
    /// pathLength: of the generated paths.
    SeriesCheck(std::vector<double> real, std::size_t pathLength, const CheckStyle& style);

    ValidationScore score(const stats::PathView& paths) const;

  private:
    struct Horizon {
        std::size_t days = 0;
        std::vector<double> sorted;
        double stdev = 0;
    };
    CheckStyle m_style;
    std::vector<double> m_real;
    std::size_t m_lags;
    double m_stdev = 0;
    stats::DependenceCurves m_curves;
    stats::DependenceScores m_noDynamics;
    std::vector<Horizon> m_horizons;
};

/// Real days that generated paths of one length are compared with: a series as it is; a panel asset
/// by asset, and the mean of its assets (log returns, equal weights) as one more series, in which
/// correlations, joint stress and common volatility show.
class DaysCheck {
  public:
    /// real: day by day, then asset by asset.
    DaysCheck(std::span<const double> real, std::size_t assets, std::size_t pathLength);

    /// The mean over the assets; its total is the mean of theirs and of that of their mean. A total
    /// of NaN when an output is not finite or the context asks to stop.
    ValidationScore score(const QuantGanState& state, const learn::TcnWeights& weights,
                          std::uint64_t seed, const jobs::JobContext& context) const;

  private:
    std::size_t m_assets, m_pathLength, m_paths;
    std::vector<SeriesCheck> m_checks;
};

/// One stretch of days, or several with equal weights.
class Validation {
  public:
    explicit Validation(std::vector<DaysCheck> parts) : m_parts(std::move(parts)) {}

    ValidationScore score(const QuantGanState& state, const learn::TcnWeights& weights,
                          std::uint64_t seed, const jobs::JobContext& context) const;

  private:
    std::vector<DaysCheck> m_parts;
};

/// Whether the held-out part is long enough to choose a step by.
bool canValidate(const TrainingData& data);

/// What a training is judged by while it runs: the held-out part at the training part's level of
/// volatility, or the training part when there is too little held out, or the whole window in
/// paper-table mode. A panel by both parts: the memory of single assets over a few years is mostly
/// noise, and a calm held-out part, which has little, would tell a model that has learnt that of
/// the training years from one that has none hardly at all. A calm or wild validation period says
/// nothing about the volatility a model of the past should have: judged by it, the choice would
/// fall on whichever step happens to have that period's volatility.
Validation validationFor(const TrainingData& data);

} // namespace loom::generate
