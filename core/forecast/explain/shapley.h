// SPDX-License-Identifier: GPL-3.0-or-later
// Shapley values of the numbers in a window, or of groups of them: what a group adds to the
// forecast on average over all orders in which the groups can be put in the place of the baseline
// (Shapley 1953). Sampled over random orders (Castro, Gomez & Tejada 2009; Strumbelj & Kononenko
// 2014), each with its reverse (antithetic), or exact by enumeration. Values add up to
// f(window) - f(baseline) but for rounding, however few orders were drawn.
// Thread rule: pure; works on all cores; results depend on the seed only.
#pragma once

#include <vector>

#include "forecast/explain/input_model.h"
#include "jobs/job.h"

namespace loom::forecast {

/// Places of inputs that come and go together. Inputs in no group are always present.
using InputGroup = std::vector<std::size_t>;

inline constexpr std::size_t kMostExactGroups = 16; ///< 65,536 forecasts

enum class ShapleyWay {
    Auto,  ///< exact when that takes no more forecasts than the samples
    Exact, ///< InvalidInput for more than kMostExactGroups groups
    Sampled,
};

struct ShapleyOptions {
    ShapleyWay way = ShapleyWay::Auto;
    std::size_t pairs = 200; ///< random orders, each with its reverse
    std::uint64_t seed = 1;
};

struct ShapleyValues {
    std::vector<double> values;         ///< one a group, log returns
    std::vector<double> standardErrors; ///< over pairs; zero when exact, NaN for a single pair
    double forecast = 0;                ///< f(window)
    double base = 0;                    ///< f(window) with no group present
    std::size_t evaluations = 0;        ///< forecasts made
    std::size_t pairs = 0;              ///< drawn
    bool exact = false;
    bool stopped = false; ///< fewer pairs than asked for

    double gap() const; ///< sum of values - (forecast - base)
};

/// A stop that keeps the best gives the values of the pairs drawn so far; Cancelled when there are
/// none, when the values are enumerated, and when the stop discards.
Result<ShapleyValues> shapleyValues(const WindowFunction& function, std::size_t step,
                                    std::span<const InputGroup> groups,
                                    const ShapleyOptions& options, jobs::JobContext& context);

} // namespace loom::forecast
