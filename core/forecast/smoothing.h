// SPDX-License-Identifier: GPL-3.0-or-later
// Exponential smoothing in its innovations form with additive errors and no season (Hyndman,
// Koehler, Ord & Snyder 2008, models ANN, AAN and AAdN):
//     y[t] = l[t-1] + phi b[t-1] + e[t]
//     l[t] = l[t-1] + phi b[t-1] + alpha e[t]
//     b[t] = phi b[t-1] + beta e[t]
// A missing value moves the state on without an error. Thread rule: pure functions and values.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace loom::forecast {

enum class SmoothingForm { Level, Trend, DampedTrend };

/// "ANN", "AAN", "AAdN".
std::string_view smoothingFormName(SmoothingForm form);

struct Smoothing {
    SmoothingForm form = SmoothingForm::Level;
    double alpha = 1, beta = 0, phi = 1;
    double level = 0; ///< before the first value, measured from that value
    double slope = 0; ///< before the first value

    double squaredErrors = 0; ///< of the fit
    std::size_t errors = 0;   ///< how many were counted
    /// Of Gaussian errors whose variance is squaredErrors / errors.
    double logLikelihood() const;
    /// Corrected Akaike criterion; parameters, start values and the variance are counted.
    double aicc() const;
};

/// What a fit reads: the values from the first one on (not NaN), NaN = missing. The error of a
/// value after a missing one is not counted. targets, when not empty, are what the forecast of each
/// value is compared with in place of the value itself.
struct SmoothingSample {
    std::vector<double> values;
    std::vector<double> targets = {};
};

/// The least sum of squared one-step errors within 0.0001 <= alpha <= 0.9999, beta = r alpha with r
/// in the same range, 0.8 <= phi <= 0.98; start values solved for exactly. At least 10 values.
Smoothing fitSmoothing(SmoothingForm form, const SmoothingSample& sample);

/// The state after some values.
class SmoothingState {
  public:
    /// Before the first value.
    SmoothingState(const Smoothing& model, double first)
        : m_model(model), m_level(first + model.level), m_slope(model.slope) {}
    /// NaN = missing.
    void take(double value);
    /// Of the next value.
    double next() const { return m_level + m_model.phi * m_slope; }
    /// out[k] = forecast of the value k + 1 steps on, less `from`.
    void forecast(double from, std::span<double> out) const;

  private:
    Smoothing m_model;
    double m_level, m_slope;
};

/// The x in [least, most] with the least f(x), from a grid and a search around its best point; the
/// grid is even in log x.
double leastOnLogGrid(double least, double most, const std::function<double(double)>& f);

} // namespace loom::forecast
