// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/prediction.h"

#include <algorithm>
#include <cmath>

namespace loom::predictions {

namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kEarliestClose = 20 * kHour; ///< 16:00 in New York in summer
constexpr double kSameLevel = 1e-9;

const Quantile* at(const Prediction& prediction, double level) {
    const auto found = std::ranges::find_if(prediction.quantiles, [level](const Quantile& q) {
        return std::abs(q.level - level) < kSameLevel;
    });
    return found == prediction.quantiles.end() ? nullptr : &*found;
}

/// From a bar's time to its close.
std::int64_t untilClose(forecast::Frequency frequency) {
    switch (frequency) {
    case forecast::Frequency::Minute5:
        return kHour / 12;
    case forecast::Frequency::Minute15:
        return kHour / 4;
    case forecast::Frequency::Hour1:
        return kHour;
    case forecast::Frequency::Day1:
    case forecast::Frequency::Week1:
        break;
    }
    return kEarliestClose;
}

} // namespace

bool isAfterwards(const Prediction& prediction) {
    return prediction.createdAt >= prediction.target + untilClose(prediction.frequency);
}

bool sawLater(const Prediction& prediction) {
    return prediction.trainedTo && *prediction.trainedTo > prediction.key.madeAt;
}

std::optional<std::pair<double, double>> interval(const Prediction& prediction, double coverage) {
    const auto* low = at(prediction, (1 - coverage) / 2);
    const auto* high = at(prediction, (1 + coverage) / 2);
    if (low == nullptr || high == nullptr)
        return std::nullopt;
    return std::pair(low->price, high->price);
}

std::vector<double> coverages(const Prediction& prediction) {
    std::vector<double> out;
    for (const Quantile& q : prediction.quantiles)
        if (q.level > 0.5 && at(prediction, 1 - q.level) != nullptr)
            out.push_back(2 * q.level - 1);
    return out;
}

} // namespace loom::predictions
