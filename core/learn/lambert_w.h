// SPDX-License-Identifier: GPL-3.0-or-later
// Heavy tails around a Gaussian: Lambert W x Gaussian of type h (Goerg 2015). z = u exp(delta
// u^2/2) makes tails, its inverse takes them away. delta >= 1/4 has no fourth moment, delta >= 1/2
// no variance. Thread rule: pure functions.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace loom::learn {

/// Principal branch W of w exp(w) = x for x >= 0.
double lambertW(double x);

/// u = sgn(z) sqrt(W(delta z^2) / delta); a series for tiny delta z^2 (identity at delta = 0).
double removeTails(double z, double delta);
/// z = u exp(delta u^2 / 2).
double addTails(double u, double delta);

enum class TailMethod {
    Igmm,       ///< delta such that the kurtosis of u is 3, location and scale re-estimated (Goerg)
    Likelihood, ///< maximum likelihood of location, scale and delta
    None,       ///< delta = 0
};

struct TailFit {
    double location = 0; ///< of the underlying Gaussian, unit of the data
    double scale = 1;    ///< of the underlying Gaussian, unit of the data
    double delta = 0;
};

/// Needs at least 8 finite values that are not all equal.
TailFit fitTails(std::span<const double> values, TailMethod method);

/// Log-likelihood of the values (Goerg 2015, eq. 10).
double tailLogLikelihood(std::span<const double> values, const TailFit& fit);

/// What moments do not exist with this delta, in words; empty when there is nothing to say.
std::string tailWarning(double delta);

/// Log returns to what a network sees, and back: standardise, remove tails, standardise. Fitted on
/// training returns only.
class ReturnScaler {
  public:
    struct State {
        double location = 0, scale = 1; ///< first standardisation
        double delta = 0;
        double mean = 0, stdev = 1; ///< second standardisation
        double bound = 0;           ///< |x| is bounded by this on the way back
    };
    ReturnScaler() = default;
    explicit ReturnScaler(State state) : m_state(state) {}
    /// margin >= 1: the bound is this times the largest |x| of the training part.
    static ReturnScaler fitted(std::span<const double> training, TailMethod method, double margin);

    const State& state() const { return m_state; }
    std::vector<double> toNetwork(std::span<const double> returns) const;
    bool touches(double x) const { return x > m_state.bound || x < -m_state.bound; }
    /// The value is bounded first, so that no output explodes.
    double toReturn(double x) const;

  private:
    State m_state;
};

} // namespace loom::learn
