// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_innovation.h"

#include <cmath>
#include <numbers>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/exp_sinh.hpp>

namespace loom::generate {

Innovation innovationFrom(std::string_view id) {
    if (id == "student_t")
        return Innovation::StudentT;
    return id == "skewed_t" ? Innovation::SkewedT : Innovation::Normal;
}

InnovationLaw::InnovationLaw(Innovation kind, double nu, double lambda)
    : m_kind(kind), m_nu(nu), m_lambda(kind == Innovation::SkewedT ? lambda : 0) {
    if (kind == Innovation::Normal) {
        m_logConstant = -0.5 * std::log(2 * std::numbers::pi);
        return;
    }
    m_unitVariance = std::sqrt((nu - 2) / nu);
    const double logC = std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) -
                        0.5 * std::log(std::numbers::pi * (nu - 2));
    m_a = 4 * m_lambda * std::exp(logC) * (nu - 2) / (nu - 1);
    m_b = std::sqrt(1 + 3 * m_lambda * m_lambda - m_a * m_a);
    m_left = 1 / (1 - m_lambda);
    m_right = 1 / (1 + m_lambda);
    m_logConstant = logC + std::log(m_b);
}

double InnovationLaw::logDensity(double z) const {
    if (m_kind == Innovation::Normal)
        return m_logConstant - 0.5 * z * z;
    const double y = m_b * z + m_a;
    const double u = y * (y < 0 ? m_left : m_right);
    return m_logConstant - (m_nu + 1) / 2 * std::log1p(u * u / (m_nu - 2));
}

double InnovationLaw::sumLogDensity(std::span<const double> z) const {
    const auto n = static_cast<double>(z.size());
    if (m_kind == Innovation::Normal) {
        double squares = 0;
        for (const double value : z)
            squares += value * value;
        return n * m_logConstant - 0.5 * squares;
    }
    LogProduct tails;
    const double inverse = 1 / (m_nu - 2);
    for (const double value : z) {
        const double y = m_b * value + m_a;
        const double u = y * (y < 0 ? m_left : m_right);
        tails.multiply(1 + u * u * inverse);
    }
    return n * m_logConstant - (m_nu + 1) / 2 * tails.log();
}

double InnovationLaw::quantile(double below, double above) const {
    if (m_kind == Innovation::Normal) {
        const boost::math::normal law;
        return below < above ? boost::math::quantile(law, below)
                             : boost::math::quantile(boost::math::complement(law, above));
    }
    // y lies left of 0 with probability (1 - lambda) / 2; its size is that of a t on either side.
    const boost::math::students_t law(m_nu);
    const bool left = below < (1 - m_lambda) / 2;
    const double tail = left ? below * m_left : above * m_right;
    const double size = -m_unitVariance * boost::math::quantile(law, tail);
    return ((left ? -size / m_left : size / m_right) - m_a) / m_b;
}

InnovationDraws::InnovationDraws(const InnovationLaw& law) {
    if (!law.normal())
        m_map.emplace([&](double below, double above) { return law.quantile(below, above); });
}

double InnovationLaw::expectation(const std::function<double(double)>& f) const {
    boost::math::quadrature::exp_sinh<double> halfLine;
    const auto weighted = [&](double z) {
        const double density = std::exp(logDensity(z));
        return density > 0 ? f(z) * density : 0.0;
    };
    return halfLine.integrate([&](double z) { return weighted(z); }) +
           halfLine.integrate([&](double z) { return weighted(-z); });
}

void LogProduct::multiply(double factor) {
    m_product *= factor;
    if (++m_pending == 8) {
        m_sum += std::log(m_product);
        m_product = 1;
        m_pending = 0;
    }
}

double LogProduct::log() const {
    return m_sum + std::log(m_product);
}

} // namespace loom::generate
