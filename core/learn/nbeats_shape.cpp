// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/nbeats.h"

#include <cmath>
#include <numbers>

#include "learn/detail/parameter_list.h"

namespace loom::learn {

namespace {

/// 0, 1, 1 + 1/N … below H/2 (the official code's frequencies); 0 alone for a horizon of one.
std::vector<double> frequencies(int harmonics, int horizon) {
    std::vector<double> out = {0};
    for (int i = harmonics; 2 * i < harmonics * horizon; ++i)
        out.push_back(static_cast<double>(i) / harmonics);
    return out;
}

/// One coefficient's backcast and its forecast at one level.
struct BasisRow {
    std::vector<double> backcast, forecast;
};

BasisRow power(int exponent, const NBeatsShape& shape) {
    const auto grid = [&](int length) {
        std::vector<double> out;
        for (int k = 0; k < length; ++k)
            out.push_back(std::pow(static_cast<double>(k) / length, exponent));
        return out;
    };
    return {grid(shape.lookback), grid(shape.horizon)};
}

BasisRow wave(double frequency, bool sine, const NBeatsShape& shape) {
    const auto grid = [&](int length, double direction) {
        std::vector<double> out;
        for (int k = 0; k < length; ++k) {
            const double angle = direction * 2 * std::numbers::pi * frequency * k / shape.horizon;
            out.push_back(sine ? std::sin(angle) : std::cos(angle));
        }
        return out;
    };
    // The backcast's angles are divided by the horizon, too.
    return {grid(shape.lookback, -1), grid(shape.horizon, 1)};
}

/// Groups of basis functions: for each group the levels one after the other, then the groups of the
/// backcast.
std::vector<double> arranged(const std::vector<std::vector<BasisRow>>& groups,
                             const NBeatsShape& shape) {
    const auto back = static_cast<std::size_t>(shape.lookback);
    const auto ahead = static_cast<std::size_t>(shape.horizon);
    const auto levels = static_cast<std::size_t>(shape.levels);
    const std::size_t width = back + levels * ahead;
    std::vector<double> out;
    for (const auto& group : groups)
        for (std::size_t level = 0; level < levels; ++level)
            for (const BasisRow& row : group) {
                out.resize(out.size() + width);
                std::copy(row.forecast.begin(), row.forecast.end(),
                          out.end() - static_cast<std::ptrdiff_t>((levels - level) * ahead));
            }
    for (const auto& group : groups)
        for (const BasisRow& row : group) {
            out.resize(out.size() + width);
            std::copy(row.backcast.begin(), row.backcast.end(),
                      out.end() - static_cast<std::ptrdiff_t>(width));
        }
    return out;
}

} // namespace

NBeatsShape NBeatsShape::generic(int lookback, int horizon, int stacks, int width) {
    NBeatsShape shape{.lookback = lookback, .horizon = horizon};
    shape.stacks.assign(static_cast<std::size_t>(stacks), NBeatsStack{.width = width});
    return shape;
}

NBeatsShape NBeatsShape::interpretable(int lookback, int horizon, int trendWidth,
                                       int seasonalWidth) {
    NBeatsShape shape{.lookback = lookback, .horizon = horizon};
    shape.stacks = {
        {.basis = NBeatsBasis::Trend, .blocks = 3, .width = trendWidth, .shared = true},
        {.basis = NBeatsBasis::Seasonality, .blocks = 3, .width = seasonalWidth, .shared = true}};
    return shape;
}

int NBeatsShape::coefficients(const NBeatsStack& stack) const {
    switch (stack.basis) {
    case NBeatsBasis::Trend:
        return (levels + 1) * (stack.degree + 1);
    case NBeatsBasis::Seasonality:
        return 2 * (levels + 1) * static_cast<int>(frequencies(stack.harmonics, horizon).size());
    case NBeatsBasis::Generic:
        break;
    }
    return lookback + outputs();
}

std::vector<Parameter> NBeatsShape::parameters() const {
    detail::ParameterList list;
    for (std::size_t s = 0; s < stacks.size(); ++s) {
        const NBeatsStack& stack = stacks[s];
        for (int b = 0; b < (stack.shared ? 1 : stack.blocks); ++b) {
            const std::string block = "stack" + std::to_string(s) + ".block" + std::to_string(b);
            for (int i = 0; i < stack.layers; ++i)
                list.addLinear(block + ".layer" + std::to_string(i),
                               i == 0 ? lookback + extras : stack.width, stack.width);
            list.addLinear(block + ".coefficients", stack.width, coefficients(stack));
        }
    }
    return list.take();
}

std::vector<double> nbeatsBasis(const NBeatsShape& shape, const NBeatsStack& stack) {
    std::vector<BasisRow> first, second;
    switch (stack.basis) {
    case NBeatsBasis::Trend:
        for (int i = 0; i <= stack.degree; ++i)
            first.push_back(power(i, shape));
        return arranged({first}, shape);
    case NBeatsBasis::Seasonality:
        for (const double f : frequencies(stack.harmonics, shape.horizon)) {
            first.push_back(wave(f, false, shape));
            second.push_back(wave(f, true, shape));
        }
        return arranged({first, second}, shape);
    case NBeatsBasis::Generic:
        break;
    }
    return {};
}

} // namespace loom::learn
