// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/comparison/direction.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "stats/probability.h"

namespace loom::stats {

namespace {
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
}

Interval wilsonInterval(double share, double effective, double confidence) {
    if (!(effective > 0) || std::isnan(share))
        return {kMissing, kMissing};
    const double z = normalQuantile((1 + confidence) / 2);
    const double shrink = 1 + z * z / effective;
    const double centre = (share + z * z / (2 * effective)) / shrink;
    const double half =
        z / shrink *
        std::sqrt(share * (1 - share) / effective + z * z / (4 * effective * effective));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double effectiveCount(std::size_t rows, std::size_t horizon) {
    return static_cast<double>(rows) / static_cast<double>(std::max<std::size_t>(horizon, 1));
}

std::vector<double> movesFrom(std::span<const double> values, std::span<const double> last) {
    std::vector<double> out(values.begin(), values.end());
    assert(last.empty() || last.size() == values.size());
    for (std::size_t t = 0; t < last.size() && t < out.size(); ++t)
        out[t] -= last[t];
    return out;
}

DirectionalAccuracy directionalAccuracy(std::span<const double> actualMoves,
                                        std::span<const double> forecastMoves, std::size_t horizon,
                                        double confidence) {
    assert(actualMoves.size() == forecastMoves.size());
    DirectionalAccuracy out;
    std::size_t hits = 0, ups = 0;
    for (std::size_t t = 0; t < actualMoves.size(); ++t) {
        const double y = actualMoves[t], f = forecastMoves[t];
        if (std::isnan(y) || std::isnan(f)) {
            ++out.leftOut;
        } else if (f == 0) {
            ++out.noForecast;
        } else if (y == 0) {
            ++out.noMove;
        } else {
            ++out.rows;
            ups += y > 0;
            hits += (y > 0) == (f > 0);
        }
    }
    const auto n = static_cast<double>(out.rows);
    out.accuracy = out.rows > 0 ? static_cast<double>(hits) / n : kMissing;
    out.upRate = out.rows > 0 ? static_cast<double>(ups) / n : kMissing;
    out.baseRate = out.rows > 0 ? std::max(out.upRate, 1 - out.upRate) : kMissing;
    out.effectiveRows = effectiveCount(out.rows, horizon);
    out.interval = wilsonInterval(out.accuracy, out.effectiveRows, confidence);
    return out;
}

} // namespace loom::stats
