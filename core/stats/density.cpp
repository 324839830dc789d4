// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/density.h"

#include "base/random.h"
#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace loom::stats {

Histogram histogram(std::span<const double> values, std::size_t bins, double low, double high) {
    Histogram out;
    if (bins == 0 || !(high > low))
        return out;
    const double width = (high - low) / static_cast<double>(bins);
    for (std::size_t i = 0; i <= bins; ++i)
        out.edges.push_back(low + width * static_cast<double>(i));
    out.density.assign(bins, 0.0);
    double present = 0;
    for (const double value : values) {
        if (std::isnan(value))
            continue;
        present += 1;
        if (value < low || value > high)
            continue;
        const auto bin = static_cast<std::size_t>((value - low) / width);
        out.density[std::min(bin, bins - 1)] += 1;
    }
    for (double& bar : out.density)
        bar /= std::max(present, 1.0) * width;
    return out;
}

double silvermanBandwidth(std::span<const double> ascending) {
    const Moments m = moments(ascending);
    const double range = quantileSorted(ascending, 0.75) - quantileSorted(ascending, 0.25);
    const double spread = range > 0 ? std::min(m.stdev, range / 1.34) : m.stdev;
    return 0.9 * spread * std::pow(static_cast<double>(m.count), -0.2);
}

std::vector<double> kernelDensity(std::span<const double> ascending, std::span<const double> at,
                                  double bandwidth) {
    std::vector<double> out(at.size(), 0.0);
    if (ascending.empty() || !(bandwidth > 0))
        return out;
    constexpr double kStepsPerBandwidth = 20;
    constexpr double kReach = 8; // bandwidths; the kernel is 1e-14 there
    const double step = bandwidth / kStepsPerBandwidth;
    const double scale =
        1 / (static_cast<double>(ascending.size()) * bandwidth * std::sqrt(2 * std::numbers::pi));
    for (std::size_t i = 0; i < at.size(); ++i) {
        const double low = at[i] - kReach * bandwidth;
        auto value = std::lower_bound(ascending.begin(), ascending.end(), low);
        const auto end = std::upper_bound(value, ascending.end(), at[i] + kReach * bandwidth);
        double sum = 0;
        while (value != end) {
            const double cell = std::floor((*value - low) / step);
            const auto next = std::lower_bound(value, end, low + (cell + 1) * step);
            const auto last = next == value ? value + 1 : next;
            // A cell's values stand at its middle: its width is a twentieth of the kernel's.
            const double u = (low + (cell + 0.5) * step - at[i]) / bandwidth;
            sum += static_cast<double>(last - value) * std::exp(-0.5 * u * u);
            value = last;
        }
        out[i] = sum * scale;
    }
    return out;
}

QuantileBand quantileBand(std::span<const double> values, std::size_t count, std::size_t bootstraps,
                          double coverage, std::uint64_t seed) {
    QuantileBand out;
    const auto ascending = sortedPresent(values);
    for (std::size_t i = 1; i <= count; ++i)
        out.probabilities.push_back(static_cast<double>(i) / static_cast<double>(count + 1));
    std::vector<std::vector<double>> draws(count);
    Rng rng(seed);
    std::vector<double> sample(ascending.size());
    for (std::size_t b = 0; b < bootstraps && !ascending.empty(); ++b) {
        for (double& value : sample)
            value = ascending[rng.below(ascending.size())];
        std::sort(sample.begin(), sample.end());
        for (std::size_t i = 0; i < count; ++i)
            draws[i].push_back(quantileSorted(sample, out.probabilities[i]));
    }
    for (std::size_t i = 0; i < count; ++i) {
        out.quantiles.push_back(quantileSorted(ascending, out.probabilities[i]));
        out.low.push_back(quantile(draws[i], (1 - coverage) / 2));
        out.high.push_back(quantile(draws[i], (1 + coverage) / 2));
    }
    return out;
}

} // namespace loom::stats
