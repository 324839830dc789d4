// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/output_scale.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace loom::generate {

namespace {

/// Lower triangle of the covariance, row by row in a full square.
std::vector<double> covarianceOf(std::span<const float> values, std::span<const double> mean) {
    const std::size_t n = mean.size();
    std::vector<double> sum(n * n, 0.0);
    std::array<double, kMostChannels> centred{};
    for (std::size_t at = 0; at < values.size(); at += n) {
        for (std::size_t k = 0; k < n; ++k)
            centred[k] = values[at + k] - mean[k];
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t j = 0; j <= k; ++j)
                sum[k * n + j] += centred[k] * centred[j];
    }
    for (double& value : sum)
        value /= static_cast<double>(values.size() / n);
    return sum;
}

/// In place; entries above the diagonal stay as they are.
void factorise(std::vector<double>& matrix, std::size_t n) {
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t j = 0; j <= k; ++j) {
            double sum = matrix[k * n + j];
            for (std::size_t i = 0; i < j; ++i)
                sum -= matrix[k * n + i] * matrix[j * n + i];
            matrix[k * n + j] = k == j ? std::sqrt(sum) : sum / matrix[j * n + j];
        }
}

} // namespace

OutputScale OutputScale::identity(std::size_t channels) {
    OutputScale scale{std::vector<double>(channels, 0.0),
                      std::vector<double>(channels * channels, 0.0)};
    for (std::size_t k = 0; k < channels; ++k)
        scale.root[k * channels + k] = 1;
    return scale;
}

OutputScale OutputScale::measured(std::span<const float> values, std::size_t channels) {
    assert(channels > 0 && channels <= kMostChannels && values.size() % channels == 0);
    const std::size_t n = channels;
    OutputScale scale{std::vector<double>(n, 0.0), {}};
    for (std::size_t at = 0; at < values.size(); at += n)
        for (std::size_t k = 0; k < n; ++k)
            scale.mean[k] += values[at + k];
    for (double& mean : scale.mean)
        mean /= static_cast<double>(values.size() / n);
    scale.root = covarianceOf(values, scale.mean);
    double ridge = kSmallestOutputVariance;
    if (n > 1)
        for (std::size_t k = 0; k < n; ++k)
            ridge += kWhiteningRidge * scale.root[k * n + k] / static_cast<double>(n);
    for (std::size_t k = 0; k < n; ++k)
        scale.root[k * n + k] += ridge;
    factorise(scale.root, n);
    return scale;
}

bool OutputScale::isFinite() const {
    const auto finite = [](double value) { return std::isfinite(value); };
    return std::all_of(mean.begin(), mean.end(), finite) &&
           std::all_of(root.begin(), root.end(), finite);
}

double OutputScale::smallest() const {
    double least = root.front();
    for (std::size_t k = 1; k < channels(); ++k)
        least = std::min(least, root[k * channels() + k]);
    return least;
}

void OutputScale::apply(std::span<float> values) const {
    const std::size_t n = channels();
    std::array<double, kMostChannels> x{};
    for (std::size_t at = 0; at < values.size(); at += n)
        for (std::size_t k = 0; k < n; ++k) {
            double sum = values[at + k] - mean[k];
            for (std::size_t j = 0; j < k; ++j)
                sum -= root[k * n + j] * x[j];
            x[k] = sum / root[k * n + k];
            values[at + k] = static_cast<float>(x[k]);
        }
}

// With x = L^-1 y for centred y: dx = L^-1 dy - Phi(S) x, where S = L^-1 dSigma L^-T and Phi keeps
// the lower triangle and half of the diagonal. Its adjoint makes the gradient
// L^-T (g - mean g - M x), M the mean of g x' with its lower triangle mirrored.
void backThroughStandardise(std::span<const float> x, const OutputScale& scale,
                            std::span<float> gradient) {
    const std::size_t n = scale.channels();
    const auto days = static_cast<double>(x.size() / n);
    std::vector<double> mean(n, 0.0), product(n * n, 0.0);
    for (std::size_t at = 0; at < x.size(); at += n)
        for (std::size_t k = 0; k < n; ++k) {
            mean[k] += gradient[at + k];
            for (std::size_t j = 0; j <= k; ++j)
                product[k * n + j] += static_cast<double>(gradient[at + k]) * x[at + j];
        }
    for (double& value : mean)
        value /= days;
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t j = 0; j <= k; ++j) {
            product[k * n + j] /= days;
            product[j * n + k] = product[k * n + j];
        }
    std::array<double, kMostChannels> v{};
    for (std::size_t at = 0; at < x.size(); at += n) {
        for (std::size_t k = 0; k < n; ++k) {
            v[k] = gradient[at + k] - mean[k];
            for (std::size_t j = 0; j < n; ++j)
                v[k] -= x[at + j] * product[k * n + j];
        }
        for (std::size_t k = n; k-- > 0;) { // back substitution with the transposed factor
            for (std::size_t i = k + 1; i < n; ++i)
                v[k] -= scale.root[i * n + k] * v[i];
            v[k] /= scale.root[k * n + k];
            gradient[at + k] = static_cast<float>(v[k]);
        }
    }
}

} // namespace loom::generate
