// SPDX-License-Identifier: GPL-3.0-or-later
// The laws of standardised shocks (mean 0, variance 1) of the GARCH family: normal, Student t
// (Bollerslev 1987, eq. 1) and the skewed t of Hansen (1994, eqs. 10 to 13), in the
// parametrisation of arch. Thread rule: plain values.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/random.h"
#include "generate/normal_map.h"

namespace loom::generate {

enum class Innovation { Normal, StudentT, SkewedT };

/// "normal", "student_t", "skewed_t": as the parameter "innovation" says it.
Innovation innovationFrom(std::string_view id);

class InnovationLaw {
  public:
    /// nu > 2 degrees of freedom unless normal; -1 < lambda < 1, negative = the longer tail left.
    explicit InnovationLaw(Innovation kind, double nu = 0, double lambda = 0);

    double logDensity(double z) const;
    double sumLogDensity(std::span<const double> z) const;
    /// d log f / d z.
    double score(double z) const {
        if (m_kind == Innovation::Normal)
            return -z;
        const double y = m_b * z + m_a;
        const double scale = y < 0 ? m_left : m_right;
        const double u = y * scale;
        return -(m_nu + 1) * u * m_b * scale / (m_nu - 2 + u * u);
    }
    /// The value with these probabilities below and above it (their sum is 1).
    double quantile(double below, double above) const;
    /// E[f(z)] for f of no faster growth than z^2.
    double expectation(const std::function<double(double)>& f) const;

    bool normal() const { return m_kind == Innovation::Normal; }

  private:
    Innovation m_kind;
    double m_nu;
    double m_lambda;
    double m_a = 0, m_b = 1;        ///< Hansen's a and b: y = a + b z
    double m_left = 1, m_right = 1; ///< 1 / (1 -+ lambda)
    double m_logConstant = 0;       ///< log(b c), or that of the normal law
    double m_unitVariance = 1;      ///< sqrt((nu - 2) / nu)
};

/// Draws from a law; made once, as it may hold a table. Immutable.
class InnovationDraws {
  public:
    explicit InnovationDraws(const InnovationLaw& law);
    double operator()(Rng& rng) const { return m_map ? (*m_map)(rng) : rng.normal(); }

  private:
    std::optional<NormalMap> m_map; ///< unless normal
};

/// The log of a product of many positive numbers at the cost of one logarithm in eight. Each factor
/// must lie within 1e-35 … 1e35.
class LogProduct {
  public:
    void multiply(double factor);
    double log() const;

  private:
    double m_sum = 0;
    double m_product = 1;
    int m_pending = 0;
};

} // namespace loom::generate
