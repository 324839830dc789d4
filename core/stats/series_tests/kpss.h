// SPDX-License-Identifier: GPL-3.0-or-later
// KPSS test. Null: the series is stationary around a level or a line; the opposite of the
// Dickey-Fuller test, so both are read together. Thread rule: pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"

namespace loom::stats {

enum class KpssTrend {
    Level, ///< "c"
    Line,  ///< "ct"
};

enum class KpssLags {
    Auto,  ///< Hobijn, Franses & Ooms 1998
    Legacy ///< ceil(12 (n / 100)^(1/4)); Schwert 1989
};

struct KpssOptions {
    KpssTrend trend = KpssTrend::Level;
    KpssLags rule = KpssLags::Auto;
    std::optional<std::size_t> lags{}; ///< instead of the rule; fewer than values
};

struct KpssTest {
    double statistic = 0; ///< large speaks against stationarity
    double pValue = 0.1;  ///< from the table, between 0.01 and 0.10
    enum class Range { Inside, AtMost, AtLeast } range = Range::Inside; ///< at the table's ends
    std::size_t lags = 0;
    std::array<double, 4> critical{}; ///< at 10, 5, 2.5, 1 %

    /// "0.034", "<= 0.01" or ">= 0.10".
    std::string pText() const;
};

/// Kwiatkowski, Phillips, Schmidt & Shin 1992, eq. 11 and Table 1: sum of squared partial sums of
/// the residuals / n² over their Bartlett long-run variance. Equal to statsmodels kpss. Refused in
/// words: see checkTestable(); too many lags; values exactly on a line (Line).
Result<KpssTest> kpss(std::span<const double> x, const KpssOptions& options = {});

} // namespace loom::stats
