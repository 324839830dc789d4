// SPDX-License-Identifier: GPL-3.0-or-later
// A forecast as a function of the numbers in its window, for attributions. Every number has a
// presence: 1 leaves it as it was, 0 puts the baseline in its place, anything between lies on the
// straight line. So the members of an ensemble that see windows of different lengths and scales are
// one function, and the forecast that is explained is the one that is shown: the median of the
// members. (The median is continuous and piecewise smooth; its gradient is that of the member in
// the middle, so integrals along a path are exact.) Thread rule: immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "forecast/data.h"

namespace loom::forecast {

/// One number of a window.
struct InputPlace {
    std::string feature; ///< "rsi14", "SPY", "close"
    std::size_t lag = 0; ///< rows before the origin; 0 = known at the origin's close

    friend bool operator==(const InputPlace&, const InputPlace&) = default;
};

/// "at the origin", "1 week back", "3 weeks back".
std::string lagInWords(std::size_t lag, Frequency frequency);
/// "SPY, 3 weeks back".
std::string inWords(const InputPlace& place, Frequency frequency);

/// What a number is compared with.
enum class Baseline {
    TrainingMean, ///< every number at its mean of the training part; a path of closes stands still
    LastValue,    ///< the past repeats the origin: features keep its values, prices stand still
};
/// "training mean", "last value".
std::string_view baselineWord(Baseline baseline);

/// The forecast of one asset at one origin. Refers to its model: no longer-lived than that.
class WindowFunction {
  public:
    virtual ~WindowFunction() = default;

    virtual const std::vector<InputPlace>& inputs() const = 0;
    /// The cumulative log return at a step (0 … H - 1) for each row of inputs().size() presences.
    virtual std::vector<double> values(std::span<const double> presence,
                                       std::size_t step) const = 0;
    /// Its derivatives by the presences, row by row.
    virtual std::vector<double> gradients(std::span<const double> presence,
                                          std::size_t step) const = 0;
};

class InputModel {
  public:
    virtual ~InputModel() = default;

    /// InvalidInput when the data are of another kind or the window is incomplete.
    virtual Result<std::unique_ptr<WindowFunction>> at(const ForecastData& data, std::size_t asset,
                                                       std::size_t origin,
                                                       Baseline baseline) const = 0;
    /// The same model as before training: fresh weights. No longer-lived than this one.
    virtual std::unique_ptr<InputModel> randomised(std::uint64_t seed) const = 0;
};

} // namespace loom::forecast
