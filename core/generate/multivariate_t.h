// SPDX-License-Identifier: GPL-3.0-or-later
// What makes normal vectors multivariate t. Thread rule: pure functions.
#pragma once

#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>

#include "generate/normal_map.h"

namespace loom::generate {

/// sqrt(nu / W) with W chi-squared of nu degrees of freedom: one factor for a whole normal vector
/// (McNeil, Frey & Embrechts 2015, section 6.2.1).
inline NormalMap mixingFactor(double nu) {
    const boost::math::chi_squared law(nu);
    return NormalMap([&](double below, double above) {
        const double w = below < above ? boost::math::quantile(law, below)
                                       : boost::math::quantile(boost::math::complement(law, above));
        return std::sqrt(nu / w);
    });
}

} // namespace loom::generate
