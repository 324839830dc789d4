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
    /// One number to choose by, lower is better: acfAbsolute + leverage + 10 horizons + 3 |log
    /// volatility|. The weights make a typical error of each count about the same.
    double total = 0;
};

/// One real series that generated ones are compared with.
class SeriesCheck {
  public:
    /// pathLength: of the generated paths.
    SeriesCheck(std::vector<double> real, std::size_t pathLength);

    ValidationScore score(const stats::PathView& paths) const;

  private:
    struct Horizon {
        std::size_t days = 0;
        std::vector<double> sorted;
        double stdev = 0;
    };
    std::vector<double> m_real;
    std::size_t m_lags;
    double m_stdev = 0;
    stats::DependenceCurves m_curves;
    stats::DependenceScores m_noDynamics;
    std::vector<Horizon> m_horizons;
};

/// A series against itself. A panel asset by asset, and the mean of its assets (log returns, equal
/// weights) as one more series, in which correlations, joint stress and common volatility show: the
/// score is the mean over the assets, its total the mean of that and of the mean's total.
class Validation {
  public:
    /// real: day by day, then asset by asset. pathLength: of the generated paths that are compared
    /// with the real ones.
    Validation(std::span<const double> real, std::size_t assets, std::size_t pathLength);

    /// total is NaN when an output is not finite.
    ValidationScore score(const QuantGanState& state, const learn::TcnWeights& weights,
                          std::uint64_t seed, const jobs::JobContext& context) const;

  private:
    std::size_t m_assets, m_pathLength, m_paths;
    std::vector<SeriesCheck> m_checks;
};

/// Whether the held-out part is long enough to choose a step by.
bool canValidate(const TrainingData& data);

/// What a training is judged by while it runs: the held-out part at the training part's level of
/// volatility, or the training part when there is too little held out, or the whole window in
/// paper-table mode. A calm or wild validation period says nothing about the volatility a model of
/// the past should have: judged by it, the choice would fall on whichever step happens to have that
/// period's volatility.
Validation validationFor(const TrainingData& data);

} // namespace loom::generate
