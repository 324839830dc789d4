// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/lambert_w.h"

#include <algorithm>
#include <array>
#include <boost/math/tools/roots.hpp>
#include <cmath>

#include <fmt/format.h>

#include "stats/moments.h"

namespace loom::learn {

namespace {

constexpr double kLargestDelta = 2.0;

std::vector<double> withoutTails(std::span<const double> values, const TailFit& fit) {
    std::vector<double> u(values.size());
    std::transform(values.begin(), values.end(), u.begin(), [&](double x) {
        return removeTails((x - fit.location) / fit.scale, fit.delta);
    });
    return u;
}

/// Excess kurtosis of the Gaussianised values falls as delta grows; the delta where it is zero.
double deltaForNormalKurtosis(std::span<const double> values, TailFit fit) {
    const auto excess = [&](double delta) {
        fit.delta = delta;
        return stats::moments(withoutTails(values, fit)).excessKurtosis;
    };
    if (excess(0) <= 0)
        return 0;
    if (excess(kLargestDelta) >= 0)
        return kLargestDelta;
    std::uintmax_t iterations = 100;
    const auto [low, high] = boost::math::tools::toms748_solve(
        excess, 0.0, kLargestDelta, boost::math::tools::eps_tolerance<double>(40), iterations);
    return (low + high) / 2;
}

/// Goerg (2015), algorithm 1: alternate between delta and the moments of u scale + location.
TailFit fitByMoments(std::span<const double> values) {
    const stats::Moments sample = stats::moments(values);
    TailFit fit{sample.mean, sample.stdev, 0};
    for (int round = 0; round < 100; ++round) {
        fit.delta = deltaForNormalKurtosis(values, fit);
        const stats::Moments u = stats::moments(withoutTails(values, fit));
        const TailFit before = fit;
        fit.location += u.mean * fit.scale;
        fit.scale *= u.stdev;
        if (std::abs(fit.location - before.location) < 1e-10 * fit.scale &&
            std::abs(fit.scale / before.scale - 1) < 1e-10)
            break;
    }
    fit.delta = deltaForNormalKurtosis(values, fit);
    return fit;
}

/// Nelder & Mead (1965) over location, log scale and log delta.
TailFit fitByLikelihood(std::span<const double> values) {
    using Point = std::array<double, 3>;
    const TailFit start = fitByMoments(values);
    const auto fitAt = [&](const Point& p) {
        return TailFit{start.location + p[0] * start.scale, start.scale * std::exp(p[1]),
                       std::min(kLargestDelta, std::exp(p[2]))};
    };
    const auto cost = [&](const Point& p) { return -tailLogLikelihood(values, fitAt(p)); };
    std::array<std::pair<double, Point>, 4> simplex;
    const Point origin = {0, 0, std::log(std::max(start.delta, 0.01))};
    for (std::size_t i = 0; i < simplex.size(); ++i) {
        Point p = origin;
        if (i > 0)
            p[i - 1] += 0.2;
        simplex[i] = {cost(p), p};
    }
    const auto along = [&](const Point& center, const Point& worst, double factor) {
        Point p;
        for (std::size_t k = 0; k < 3; ++k)
            p[k] = center[k] + factor * (worst[k] - center[k]);
        return std::pair{cost(p), p};
    };
    for (int step = 0; step < 500; ++step) {
        std::sort(simplex.begin(), simplex.end());
        if (simplex[3].first - simplex[0].first < 1e-9)
            break;
        Point center{};
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t k = 0; k < 3; ++k)
                center[k] += simplex[i].second[k] / 3;
        auto next = along(center, simplex[3].second, -1);
        if (next < simplex[0])
            next = std::min(next, along(center, simplex[3].second, -2));
        else if (next.first >= simplex[2].first)
            next = std::min(next, along(center, simplex[3].second, 0.5));
        if (next.first < simplex[3].first) {
            simplex[3] = next;
            continue;
        }
        for (std::size_t i = 1; i < 4; ++i)
            simplex[i] = along(simplex[0].second, simplex[i].second, 0.5);
    }
    return fitAt(std::min_element(simplex.begin(), simplex.end())->second);
}

} // namespace

double lambertW(double x) {
    if (x <= 0)
        return 0;
    // Halley's method from a start that is good at both ends (Corless et al. 1996).
    double w = x < 3 ? std::log1p(x) * 0.7 : std::log(x) - std::log(std::log(x));
    for (int step = 0; step < 20; ++step) {
        const double e = std::exp(w);
        const double f = w * e - x;
        const double change = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
        w -= change;
        if (std::abs(change) <= 1e-15 * (1 + std::abs(w)))
            break;
    }
    return w;
}

double removeTails(double z, double delta) {
    const double s = delta * z * z;
    if (s < 1e-8) // W(s) = s - s^2 + …, so u = z (1 - s/2 + …)
        return z * (1 - s / 2);
    return std::copysign(std::sqrt(lambertW(s) / delta), z);
}

double addTails(double u, double delta) {
    return u * std::exp(delta * u * u / 2);
}

TailFit fitTails(std::span<const double> values, TailMethod method) {
    if (method == TailMethod::Igmm)
        return fitByMoments(values);
    if (method == TailMethod::Likelihood)
        return fitByLikelihood(values);
    const stats::Moments sample = stats::moments(values);
    return {sample.mean, sample.stdev, 0};
}

double tailLogLikelihood(std::span<const double> values, const TailFit& fit) {
    constexpr double kLogSqrtTwoPi = 0.91893853320467274178;
    double sum = 0;
    for (const double x : values) {
        const double z = (x - fit.location) / fit.scale;
        const double w = lambertW(fit.delta * z * z);
        const double u = removeTails(z, fit.delta);
        sum -= kLogSqrtTwoPi + std::log(fit.scale) + u * u / 2 + w / 2 + std::log1p(w);
    }
    return sum;
}

std::string tailWarning(double delta) {
    if (delta >= 0.5)
        return fmt::format(
            "delta is {:.3f}: with 1/2 or more the fitted tails have no variance, so "
            "volatility and kurtosis depend on the tail bound.",
            delta);
    if (delta >= 0.25)
        return fmt::format("delta is {:.3f}: with 1/4 or more the fitted tails have no fourth "
                           "moment, so do not compare kurtosis with history.",
                           delta);
    return {};
}

ReturnScaler ReturnScaler::fitted(std::span<const double> training, TailMethod method,
                                  double margin) {
    const TailFit fit = fitTails(training, method);
    const std::vector<double> u = withoutTails(training, fit);
    const stats::Moments second = stats::moments(u);
    ReturnScaler scaler(State{fit.location, fit.scale, fit.delta, second.mean, second.stdev, 0});
    for (const double x : scaler.toNetwork(training))
        scaler.m_state.bound = std::max(scaler.m_state.bound, std::abs(x) * margin);
    return scaler;
}

std::vector<double> ReturnScaler::toNetwork(std::span<const double> returns) const {
    std::vector<double> x = withoutTails(returns, {m_state.location, m_state.scale, m_state.delta});
    for (double& value : x)
        value = (value - m_state.mean) / m_state.stdev;
    return x;
}

double ReturnScaler::toReturn(double x) const {
    const double u = std::clamp(x, -m_state.bound, m_state.bound) * m_state.stdev + m_state.mean;
    return addTails(u, m_state.delta) * m_state.scale + m_state.location;
}

} // namespace loom::learn
