// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/smoothing.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/tools/minima.hpp>
#include <nlopt.hpp>

namespace loom::forecast {

namespace {

constexpr double kLeast = 1e-4, kMost = 0.9999;
constexpr double kLeastPhi = 0.8, kMostPhi = 0.98;

/// Errors as a linear function of the start values: e = c + l h + b g with start level l and slope
/// b. Its sums are all that is needed to find the best l and b and their sum of squares.
struct ErrorSums {
    double cc = 0, ch = 0, cg = 0, hh = 0, hg = 0, gg = 0;
    std::size_t count = 0;

    void add(double c, double h, double g) {
        cc += c * c;
        ch += c * h;
        cg += c * g;
        hh += h * h;
        hg += h * g;
        gg += g * g;
        ++count;
    }
};

/// Level and slope of one of the three recursions that run side by side.
struct Chain {
    double level = 0, slope = 0;

    double next(double phi) const { return level + phi * slope; }
    void move(double phi, double alpha, double beta, double error) {
        level += phi * slope + alpha * error;
        slope = phi * slope + beta * error;
    }
};

ErrorSums errorSums(const SmoothingSample& sample, double alpha, double beta, double phi) {
    ErrorSums sums;
    Chain data, unitLevel{.level = 1, .slope = 0}, unitSlope{.level = 0, .slope = 1};
    const double first = sample.values.front();
    bool afterGap = false;
    for (std::size_t t = 0; t < sample.values.size(); ++t) {
        const double value = sample.values[t];
        const double nextData = data.next(phi), h = -unitLevel.next(phi), g = -unitSlope.next(phi);
        const bool missing = std::isnan(value);
        if (!missing && !afterGap) {
            const double target = sample.targets.empty() ? value : sample.targets[t];
            if (!std::isnan(target))
                sums.add(target - first - nextData, h, g);
        }
        afterGap = missing;
        data.move(phi, alpha, beta, missing ? 0 : value - first - nextData);
        unitLevel.move(phi, alpha, beta, missing ? 0 : h);
        unitSlope.move(phi, alpha, beta, missing ? 0 : g);
    }
    return sums;
}

/// The model with its best start values.
Smoothing started(SmoothingForm form, const SmoothingSample& sample, double alpha, double beta,
                  double phi) {
    const ErrorSums s = errorSums(sample, alpha, beta, phi);
    Smoothing out{.form = form, .alpha = alpha, .beta = beta, .phi = phi, .errors = s.count};
    const double det = s.hh * s.gg - s.hg * s.hg;
    if (form != SmoothingForm::Level && det > 1e-12 * s.hh * s.gg) {
        out.level = (s.cg * s.hg - s.ch * s.gg) / det;
        out.slope = (s.ch * s.hg - s.cg * s.hh) / det;
    } else if (s.hh > 0) {
        out.level = -s.ch / s.hh;
    }
    out.squaredErrors = std::max(0.0, s.cc + out.level * s.ch + out.slope * s.cg);
    return out;
}

/// x = (alpha, beta / alpha[, phi]).
Smoothing trended(SmoothingForm form, const SmoothingSample& sample, std::span<const double> x) {
    return started(form, sample, x[0], x[0] * x[1], x.size() > 2 ? x[2] : 1.0);
}

std::vector<double> bestStart(SmoothingForm form, const SmoothingSample& sample) {
    std::vector<double> best;
    double least = std::numeric_limits<double>::infinity();
    for (const double alpha : {0.1, 0.5, 0.9, 0.99})
        for (const double ratio : {0.002, 0.05, 0.4}) {
            std::vector<double> x{alpha, ratio};
            if (form == SmoothingForm::DampedTrend)
                x.push_back(0.9);
            if (const double at = trended(form, sample, x).squaredErrors; at < least) {
                least = at;
                best = x;
            }
        }
    return best;
}

/// ln of the mean squared error, which no unit of the values changes the shape of.
double criterion(const Smoothing& model) {
    constexpr double kFloor = 1e-300;
    return std::log(std::max(model.squaredErrors, kFloor));
}

Smoothing fitTrend(SmoothingForm form, const SmoothingSample& sample) {
    std::vector<double> x = bestStart(form, sample);
    const std::size_t size = x.size();
    std::vector<double> lower{kLeast, kLeast, kLeastPhi}, upper{kMost, kMost, kMostPhi};
    std::vector<double> step{0.05, 0.02, 0.03};
    for (auto* bounds : {&lower, &upper, &step})
        bounds->resize(size);
    struct Task {
        SmoothingForm form;
        const SmoothingSample* sample;
    } task{form, &sample};
    nlopt::opt search(nlopt::LN_BOBYQA, static_cast<unsigned>(size));
    search.set_lower_bounds(lower);
    search.set_upper_bounds(upper);
    search.set_initial_step(step);
    search.set_xtol_abs(1e-7);
    search.set_maxeval(400);
    search.set_min_objective(
        [](unsigned n, const double* at, double*, void* data) {
            const auto& t = *static_cast<const Task*>(data);
            return criterion(trended(t.form, *t.sample, std::span(at, n)));
        },
        &task);
    double least = 0;
    try {
        search.optimize(x, least);
    } catch (const nlopt::roundoff_limited&) { // x is the best point so far
    }
    return trended(form, sample, x);
}

} // namespace

std::string_view smoothingFormName(SmoothingForm form) {
    static constexpr std::array<std::string_view, 3> kNames{"ANN", "AAN", "AAdN"};
    return kNames.at(static_cast<std::size_t>(form));
}

double Smoothing::logLikelihood() const {
    const auto n = static_cast<double>(errors);
    return -0.5 * n * (std::log(2 * std::numbers::pi * squaredErrors / n) + 1);
}

double Smoothing::aicc() const {
    static constexpr std::array<double, 3> kParameters{3, 5, 6};
    const double k = kParameters.at(static_cast<std::size_t>(form));
    const auto n = static_cast<double>(errors);
    return -2 * logLikelihood() + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

Smoothing fitSmoothing(SmoothingForm form, const SmoothingSample& sample) {
    assert(sample.values.size() >= 10 && !std::isnan(sample.values.front()));
    if (form != SmoothingForm::Level)
        return fitTrend(form, sample);
    const double alpha = leastOnLogGrid(
        kLeast, kMost, [&](double a) { return criterion(started(form, sample, a, 0, 1)); });
    return started(form, sample, alpha, 0, 1);
}

void SmoothingState::take(double value) {
    const double error = std::isnan(value) ? 0 : value - next();
    m_level = next() + m_model.alpha * error;
    m_slope = m_model.phi * m_slope + m_model.beta * error;
}

void SmoothingState::forecast(double from, std::span<double> out) const {
    double slope = m_slope, level = m_level - from;
    for (double& value : out) {
        slope *= m_model.phi;
        level += slope;
        value = level;
    }
}

double leastOnLogGrid(double least, double most, const std::function<double(double)>& f) {
    constexpr int kPoints = 24;
    const double from = std::log(least), to = std::log(most);
    const auto point = [&](int i) { return from + (to - from) * i / (kPoints - 1); };
    int best = 0;
    double bestValue = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kPoints; ++i)
        if (const double value = f(std::exp(point(i))); value < bestValue) {
            bestValue = value;
            best = i;
        }
    const auto [x, value] = boost::math::tools::brent_find_minima(
        [&](double logX) { return f(std::exp(logX)); }, point(std::max(best - 1, 0)),
        point(std::min(best + 1, kPoints - 1)), 40);
    return value < bestValue ? std::exp(x) : std::exp(point(best));
}

} // namespace loom::forecast
