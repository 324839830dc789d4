// SPDX-License-Identifier: GPL-3.0-or-later
// A forecast as a function of the numbers in its window, for attributions. Thread rule: immutable.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "forecast/data.h"

namespace loom::forecast {

class InputModel {
  public:
    virtual ~InputModel() = default;

    /// Names by place.
    virtual std::vector<std::string> names(const ForecastData& data) const = 0;
    /// The window of an origin as the network sees it; empty when it is incomplete.
    virtual std::vector<float> inputs(const ForecastData& data, std::size_t asset,
                                      std::size_t origin) const = 0;
    /// The output at `place` ([asset][step] of the points) for each row of inputs, in units of the
    /// network.
    virtual std::vector<double> values(std::span<const float> rows, std::size_t count,
                                       std::size_t place) const = 0;
    /// Its gradient by the inputs, row by row.
    virtual std::vector<float> gradients(std::span<const float> rows, std::size_t count,
                                         std::size_t place) const = 0;
    /// What an output of one means as a log return: [asset][step].
    virtual std::vector<double> units(const ForecastData& data, std::size_t asset,
                                      std::size_t origin) const = 0;
};

} // namespace loom::forecast
