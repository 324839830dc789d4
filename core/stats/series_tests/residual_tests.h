// SPDX-License-Identifier: GPL-3.0-or-later
// What is left in returns or in the residuals of a model: autocorrelation, changing variance,
// tails. Each is refused in words for a series that checkTestable() refuses. Thread rule: pure
// functions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/result.h"

namespace loom::stats {

struct TestValue {
    double statistic = 0;
    double pValue = 1;
};

/// min(10, n / 5): the lags of the tests below when none are given.
std::size_t defaultLags(std::size_t n);

/// Null: no autocorrelation up to the lag.
struct PortmanteauTest {
    std::size_t lag = 0;
    std::size_t degrees = 0; ///< lag minus the fitted parameters
    TestValue ljungBox;      ///< Q = n (n + 2) sum r_k² / (n - k); Ljung & Box 1978
    TestValue boxPierce;     ///< Q = n sum r_k²; Box & Pierce 1970
};

/// With the biased autocorrelations, against chi-square. Equal to statsmodels acorr_ljungbox.
/// fittedParameters: of the model whose residuals these are (p + q of an ARMA). Refused when no
/// degree of freedom is left, or the lag reaches the length.
Result<PortmanteauTest> portmanteau(std::span<const double> x, std::optional<std::size_t> lag = {},
                                    std::size_t fittedParameters = 0);

/// Null: the variance does not depend on past squares.
struct ArchTest {
    std::size_t lag = 0;
    TestValue lagrange; ///< (rows - fitted parameters) R² against chi-square (Engle 1982)
    TestValue f;        ///< the same regression's F
};

/// Regress x² on a constant and `lag` own lags. Equal to statsmodels het_arch.
Result<ArchTest> archTest(std::span<const double> x, std::optional<std::size_t> lag = {},
                          std::size_t fittedParameters = 0);

/// Null: normal. n / 6 (S² + (K - 3)² / 4) against chi-square(2); Jarque & Bera 1980.
struct NormalityTest {
    TestValue test;
    double skewness = 0;
    double kurtosis = 3;
};
Result<NormalityTest> jarqueBera(std::span<const double> x);

} // namespace loom::stats
