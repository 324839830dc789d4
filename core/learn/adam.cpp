// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/adam.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace loom::learn {

namespace {

/// Floats that one piece of the work covers.
constexpr std::size_t kPiece = 1 << 15;

std::size_t piecesOf(std::size_t count) {
    return (count + kPiece - 1) / kPiece;
}

double sumOfSquares(std::span<const float> values) {
    double sum = 0;
    for (const float v : values)
        sum += static_cast<double>(v) * v;
    return sum;
}

void scale(std::span<float> values, float factor) {
    for (float& v : values)
        v *= factor;
}

} // namespace

AdamFactors adamFactors(const AdamOptions& options, std::int64_t step, double rateFactor) {
    const double steps = static_cast<double>(step);
    const double correction1 = 1 - std::pow(options.beta1, steps);
    const double correction2 = 1 - std::pow(options.beta2, steps);
    return {.size = static_cast<float>(options.rate * rateFactor / correction1),
            .scale = static_cast<float>(1 / std::sqrt(correction2)),
            .beta1 = static_cast<float>(options.beta1),
            .beta2 = static_cast<float>(options.beta2),
            .epsilon = static_cast<float>(options.epsilon)};
}

void Adam::update(std::size_t begin, std::size_t end, std::span<float> parameters,
                  std::span<const float> gradient, const AdamFactors& factors) {
    const auto [size, scale, beta1, beta2, epsilon] = factors;
    // Told apart, the four arrays are worked on several floats at a time, with the same result.
    float* __restrict weight = parameters.data();
    const float* __restrict slope = gradient.data();
    float* __restrict first = m_first.data();
    float* __restrict second = m_second.data();
    for (std::size_t i = begin; i < end; ++i) {
        const float g = slope[i];
        first[i] = beta1 * first[i] + (1 - beta1) * g;
        second[i] = beta2 * second[i] + (1 - beta2) * g * g;
        weight[i] -= size * first[i] / (std::sqrt(second[i]) * scale + epsilon);
    }
}

void Adam::step(std::span<float> parameters, std::span<const float> gradient, double rateFactor) {
    assert(parameters.size() == m_first.size() && gradient.size() == m_first.size());
    update(0, m_first.size(), parameters, gradient, adamFactors(m_options, ++m_steps, rateFactor));
}

void Adam::step(std::span<float> parameters, std::span<const float> gradient, double rateFactor,
                Workers& workers) {
    assert(parameters.size() == m_first.size() && gradient.size() == m_first.size());
    const AdamFactors factors = adamFactors(m_options, ++m_steps, rateFactor);
    workers.run(piecesOf(m_first.size()), [&](std::size_t piece) {
        update(piece * kPiece, std::min((piece + 1) * kPiece, m_first.size()), parameters, gradient,
               factors);
    });
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
    const double norm = std::sqrt(sumOfSquares(gradient));
    if (limit > 0 && norm > limit)
        scale(gradient, static_cast<float>(limit / norm));
    return norm;
}

double clipNorm(std::span<float> gradient, double limit, Workers& workers) {
    const auto part = [&](std::size_t piece) {
        return gradient.subspan(piece * kPiece, std::min(kPiece, gradient.size() - piece * kPiece));
    };
    std::vector<double> squares(piecesOf(gradient.size()));
    workers.run(squares.size(),
                [&](std::size_t piece) { squares[piece] = sumOfSquares(part(piece)); });
    double sum = 0;
    for (const double s : squares)
        sum += s;
    const double norm = std::sqrt(sum);
    if (limit > 0 && norm > limit)
        workers.run(squares.size(), [&](std::size_t piece) {
            scale(part(piece), static_cast<float>(limit / norm));
        });
    return norm;
}

} // namespace loom::learn
