// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/adam.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace loom::learn {

void Adam::step(std::span<float> parameters, std::span<const float> gradient, double rateFactor) {
    assert(parameters.size() == m_first.size() && gradient.size() == m_first.size());
    ++m_steps;
    const double steps = static_cast<double>(m_steps);
    const double correction1 = 1 - std::pow(m_options.beta1, steps);
    const double correction2 = 1 - std::pow(m_options.beta2, steps);
    const auto size = static_cast<float>(m_options.rate * rateFactor / correction1);
    const auto scale = static_cast<float>(1 / std::sqrt(correction2));
    const auto beta1 = static_cast<float>(m_options.beta1);
    const auto beta2 = static_cast<float>(m_options.beta2);
    const auto epsilon = static_cast<float>(m_options.epsilon);
    // Told apart, the four arrays are worked on several floats at a time, with the same result.
    float* __restrict weight = parameters.data();
    const float* __restrict slope = gradient.data();
    float* __restrict first = m_first.data();
    float* __restrict second = m_second.data();
    const std::size_t count = parameters.size();
    for (std::size_t i = 0; i < count; ++i) {
        const float g = slope[i];
        first[i] = beta1 * first[i] + (1 - beta1) * g;
        second[i] = beta2 * second[i] + (1 - beta2) * g * g;
        weight[i] -= size * first[i] / (std::sqrt(second[i]) * scale + epsilon);
    }
}

void Adam::restore(std::int64_t steps, std::span<const float> first,
                   std::span<const float> second) {
    m_steps = steps;
    m_first.assign(first.begin(), first.end());
    m_second.assign(second.begin(), second.end());
}

void moveAverage(std::span<float> average, std::span<const float> values, double decay) {
    const auto keep = static_cast<float>(decay);
    for (std::size_t i = 0; i < average.size(); ++i)
        average[i] = keep * average[i] + (1 - keep) * values[i];
}

double clipNorm(std::span<float> gradient, double limit) {
    double sum = 0;
    for (const float g : gradient)
        sum += static_cast<double>(g) * g;
    const double norm = std::sqrt(sum);
    if (limit > 0 && norm > limit) {
        const auto factor = static_cast<float>(limit / norm);
        for (float& g : gradient)
            g *= factor;
    }
    return norm;
}

} // namespace loom::learn
