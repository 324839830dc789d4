// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/samples.h"

#include <algorithm>
#include <cmath>

namespace loom::forecast {

namespace {

bool hasLabel(const ForecastData& data, std::size_t asset, std::size_t origin) {
    for (std::size_t step = 1; step <= data.horizon; ++step)
        if (std::isnan(data.label(asset, origin, step)))
            return false;
    return true;
}

bool hasLabels(const ForecastData& data, std::size_t asset, std::size_t origin, bool joint) {
    if (!joint)
        return hasLabel(data, asset, origin);
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        if (!hasLabel(data, a, origin))
            return false;
    return true;
}

std::vector<SampleRef> samplesIn(const ForecastData& data, FitSpan::Origins origins,
                                 const WindowMaker& windows) {
    const bool joint = windows.assetsPerSample() > 1;
    std::vector<SampleRef> out;
    for (std::size_t a = 0; a < (joint ? 1 : data.assetCount()); ++a)
        for (std::size_t t = origins.from; t < origins.to; ++t)
            if (windows.complete(data, a, t) && hasLabels(data, a, t, joint))
                out.push_back({.asset = static_cast<std::uint32_t>(a),
                               .origin = static_cast<std::uint32_t>(t)});
    return out;
}

} // namespace

std::vector<SampleRef> trainingSamples(const ForecastData& data, const FitSpan& span,
                                       const WindowMaker& windows, std::size_t history) {
    auto origins = span.training(windows.window(), data.horizon);
    if (history > 0 && origins.count() > history)
        origins.from = origins.to - history;
    return samplesIn(data, origins, windows);
}

std::vector<SampleRef> validationSamples(const ForecastData& data, const FitSpan& span,
                                         const WindowMaker& windows) {
    return samplesIn(data, span.validation(windows.window(), data.horizon), windows);
}

std::vector<SampleRef> thinned(std::vector<SampleRef> samples, std::size_t most) {
    if (samples.size() <= most)
        return samples;
    std::vector<SampleRef> out;
    out.reserve(most);
    for (std::size_t i = 0; i < most; ++i)
        out.push_back(samples[i * samples.size() / most]);
    return out;
}

void fillTargets(const ForecastData& data, const SampleRef& sample, std::size_t assets,
                 std::span<double> targets) {
    for (std::size_t a = 0; a < assets; ++a)
        for (std::size_t k = 0; k < data.horizon; ++k)
            targets[a * data.horizon + k] =
                data.label(assets == 1 ? sample.asset : a, sample.origin, k + 1);
}

} // namespace loom::forecast
