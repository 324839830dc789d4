// SPDX-License-Identifier: GPL-3.0-or-later
// What makes normal vectors multivariate t. Thread rule: plain functions.
#pragma once

#include <cmath>

#include <boost/random/gamma_distribution.hpp>

#include "base/random.h"

namespace loom::generate {

/// sqrt(nu / W) with W chi-squared of nu degrees of freedom: one factor for a whole normal vector
/// (McNeil, Frey & Embrechts 2015, section 6.2.1).
inline double mixingFactor(Rng& rng, double nu) {
    boost::random::gamma_distribution<double> gamma(nu / 2, 2);
    return std::sqrt(nu / gamma(rng.engine()));
}

} // namespace loom::generate
