// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that the tests say of a series of returns or residuals, with a plain sentence for each
// property that a model has to respect. Thread rule: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stats/moments.h"
#include "stats/series_tests/residual_tests.h"
#include "stats/series_tests/stationarity.h"

namespace loom::stats {

struct DiagnosisOptions {
    UnitRootTrend trend = UnitRootTrend::Constant;
    std::optional<std::size_t> lags{}; ///< of Ljung-Box and ARCH-LM; else defaultLags()
    double level = 0.05;               ///< at which a test rejects
};

struct Diagnosis {
    Moments moments;
    double smallest = 0, largest = 0;
    Stationarity stationarity;
    PortmanteauTest values;  ///< of x
    PortmanteauTest squares; ///< of x²
    ArchTest arch;
    NormalityTest normality;
    std::vector<std::string> findings; ///< autocorrelation, volatility, tails
};

/// Refused in words when one of the tests refuses the series or the options.
Result<Diagnosis> diagnose(std::span<const double> x, const DiagnosisOptions& options = {});

} // namespace loom::stats
