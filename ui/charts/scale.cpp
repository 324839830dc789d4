// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/scale.h"

#include <algorithm>
#include <array>

namespace loom::ui {

namespace {

Ticks ticksAtStep(const Range& values, double step) {
    Ticks ticks;
    ticks.decimals = 0;
    // 2.5 needs one digit more than its power of ten.
    for (double scaled = step; ticks.decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6;
         scaled *= 10)
        ++ticks.decimals;
    const double slack = 1e-9 * step;
    const auto first = static_cast<long long>(std::ceil((values.lo - slack) / step));
    const auto last = static_cast<long long>(std::floor((values.hi + slack) / step));
    for (long long i = first; i <= last; ++i)
        ticks.values.push_back(static_cast<double>(i) * step);
    return ticks;
}

int decimalsOf(double smallest) {
    return smallest >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(smallest) - 1e-9));
}

} // namespace

double toAxis(double value, Scale scale) {
    if (scale != Scale::Log)
        return value;
    return value > 0 ? std::log10(value) : kMissing;
}

double fromAxis(double position, Scale scale) {
    return scale == Scale::Log ? std::pow(10.0, position) : position;
}

Ticks linearTicks(const Range& values, int most) {
    if (values.empty() || most < 1 || !(values.span() > 0))
        return {};
    static constexpr std::array kSteps{1.0, 2.0, 2.5, 5.0};
    double power = std::pow(10.0, std::floor(std::log10(values.span() / most)) - 1);
    if (!(power > 0))
        return {};
    Ticks finer;
    for (int decade = 0; decade < 4; ++decade, power *= 10) {
        for (const double step : kSteps) {
            Ticks ticks = ticksAtStep(values, step * power);
            // One tick says nothing about the scale.
            if (static_cast<int>(ticks.values.size()) <= most)
                return ticks.values.size() < 2 && finer.values.size() >= 2 ? finer : ticks;
            finer = std::move(ticks);
        }
    }
    return {};
}

Ticks logTicks(const Range& values, int most) {
    if (values.empty() || !(values.lo > 0) || most < 1)
        return {};
    if (values.hi / values.lo < 3)
        return linearTicks(values, most);
    static const std::array<std::vector<double>, 4> kDigits{
        std::vector<double>{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8}, std::vector<double>{1, 2, 3, 5},
        std::vector<double>{1, 2, 5}, std::vector<double>{1}};
    const int low = static_cast<int>(std::floor(std::log10(values.lo)));
    const int high = static_cast<int>(std::ceil(std::log10(values.hi)));
    for (const auto& digits : kDigits) {
        Ticks ticks;
        for (int decade = low; decade <= high; ++decade)
            for (const double digit : digits) {
                const double value = digit * std::pow(10.0, decade);
                if (value >= values.lo && value <= values.hi)
                    ticks.values.push_back(value);
            }
        if (static_cast<int>(ticks.values.size()) > most)
            continue;
        if (ticks.values.size() < 2)
            return linearTicks(values, most);
        const bool halves = digits.size() == 10;
        ticks.decimals =
            decimalsOf(ticks.values.front()) + (halves && ticks.values.front() < 9 ? 1 : 0);
        return ticks;
    }
    // More decades than ticks: every second, third, …
    Ticks ticks;
    const int stride = (high - low + most) / most;
    for (int decade = low; decade <= high; decade += stride) {
        const double value = std::pow(10.0, decade);
        if (value >= values.lo && value <= values.hi)
            ticks.values.push_back(value);
    }
    if (!ticks.values.empty())
        ticks.decimals = decimalsOf(ticks.values.front());
    return ticks;
}

} // namespace loom::ui
