// SPDX-License-Identifier: GPL-3.0-or-later
// What a cross-section model sees instead of log returns, asset by asset, and the way back. Fitted
// on the training part only; missing values stay missing. Thread rule: immutable once fitted.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/json.h"
#include "generate/generator.h"
#include "learn/lambert_w.h"

namespace loom::generate {

enum class Marginals {
    Standard, ///< (r - mean) / standard deviation
    Ranks,    ///< normal scores of the ranks; tails beyond 5 % by a generalised Pareto law
    LambertW, ///< heavy tails taken away (Goerg 2015)
};

/// A generalised Pareto tail beyond a threshold, fitted by probability-weighted moments (Hosking &
/// Wallis 1987). Unit of the data; sign +1 right, -1 left tail.
struct ParetoTail {
    double threshold = 0;
    double probability = 0; ///< of lying beyond the threshold
    double shape = 0;       ///< xi, kept within -0.5 … 0.45 so that a variance exists
    double scale = 1;
    /// The value that is exceeded with probability p <= probability.
    double quantile(double p) const;
};
/// The `share` largest of ascending values (at least ten of them).
ParetoTail fitParetoTail(std::span<const double> ascending, double share);

class PanelScaler {
  public:
    PanelScaler() = default;
    /// The assets must have passed checkPanel().
    static PanelScaler fitted(const TrainingData& data, Marginals marginals);

    Marginals marginals() const { return m_marginals; }
    std::size_t assets() const { return m_assets.size(); }
    double toNetwork(std::size_t asset, double logReturn) const;

    struct Return {
        double value = 0;
        bool bounded = false; ///< beyond twice the largest training return, and cut there
    };
    Return toReturn(std::size_t asset, double x) const;

    Json toJson() const;
    /// Throws Json::exception when a field is missing or of the wrong type.
    static PanelScaler fromJson(const Json& json);

  private:
    struct Asset {
        double mean = 0, stdev = 1;  ///< Standard
        double bound = 1;            ///< largest |return| allowed on the way back
        std::vector<double> sorted;  ///< Ranks: training returns, ascending
        ParetoTail left, right;      ///< Ranks; the left one of the mirrored returns
        learn::ReturnScaler lambert; ///< LambertW
    };
    double fromRank(const Asset& asset, double x) const;

    Marginals m_marginals = Marginals::Standard;
    std::vector<Asset> m_assets;
};

} // namespace loom::generate
