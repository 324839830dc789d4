// SPDX-License-Identifier: GPL-3.0-or-later
// The samples of a training: which asset, which origin. Thread rule: immutable.
#pragma once

#include <cstdint>
#include <vector>

#include "forecast/neural/window_maker.h"

namespace loom::forecast {

struct SampleRef {
    std::uint32_t asset = 0;
    std::uint32_t origin = 0;
};

/// Every complete window whose label lies in the part; a joint sample needs the labels of all
/// assets.
std::vector<SampleRef> trainingSamples(const ForecastData& data, const FitSpan& span,
                                       const WindowMaker& windows, std::size_t history);
std::vector<SampleRef> validationSamples(const ForecastData& data, const FitSpan& span,
                                         const WindowMaker& windows);

/// At most `most` of them, evenly spread.
std::vector<SampleRef> thinned(std::vector<SampleRef> samples, std::size_t most);

/// Cumulative log returns to learn, [asset of the sample][step].
void fillTargets(const ForecastData& data, const SampleRef& sample, std::size_t assets,
                 std::span<double> targets);

} // namespace loom::forecast
