// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/probability.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace loom::stats {

namespace {
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
}

double normalBelow(double z) {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double normalAbove(double z) {
    return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

double normalTwoSided(double z) {
    return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

double normalQuantile(double p) {
    return p > 0 && p < 1 ? boost::math::quantile(boost::math::normal(), p) : kMissing;
}

double studentAbove(double t, double degrees) {
    if (std::isnan(t) || !(degrees > 0))
        return kMissing;
    if (std::isinf(t))
        return t > 0 ? 0 : 1;
    return boost::math::cdf(boost::math::complement(boost::math::students_t(degrees), t));
}

double studentTwoSided(double t, double degrees) {
    return 2 * studentAbove(std::abs(t), degrees);
}

double studentQuantile(double p, double degrees) {
    return p > 0 && p < 1 && degrees > 0
               ? boost::math::quantile(boost::math::students_t(degrees), p)
               : kMissing;
}

double chiSquareAbove(double x, double degrees) {
    if (std::isnan(x) || !(degrees > 0))
        return kMissing;
    if (x <= 0 || std::isinf(x))
        return x <= 0 ? 1 : 0;
    return boost::math::cdf(boost::math::complement(boost::math::chi_squared(degrees), x));
}

double fAbove(double x, double numeratorDegrees, double denominatorDegrees) {
    if (std::isnan(x) || !(numeratorDegrees > 0) || !(denominatorDegrees > 0))
        return kMissing;
    if (x <= 0 || std::isinf(x))
        return x <= 0 ? 1 : 0;
    const boost::math::fisher_f law(numeratorDegrees, denominatorDegrees);
    return boost::math::cdf(boost::math::complement(law, x));
}

} // namespace loom::stats
