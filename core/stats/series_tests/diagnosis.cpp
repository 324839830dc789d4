// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/diagnosis.h"

#include <algorithm>

#include <fmt/format.h>

namespace loom::stats {

namespace {

std::string pText(double p) {
    return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p);
}

std::string memoryFinding(const Diagnosis& d, double level) {
    const double p = d.values.ljungBox.pValue;
    if (p >= level)
        return fmt::format("No autocorrelation up to lag {} is seen (Ljung-Box {}).", d.values.lag,
                           pText(p));
    // The chi-square law assumes a constant variance (Diebold 1988).
    const char* caution = d.arch.lagrange.pValue < level
                              ? " The changing volatility alone makes this test reject too often."
                              : "";
    return fmt::format("The values depend on their own past: autocorrelation up to lag {} "
                       "(Ljung-Box {}).{}",
                       d.values.lag, pText(p), caution);
}

std::string volatilityFinding(const Diagnosis& d, double level) {
    const double squares = d.squares.ljungBox.pValue, arch = d.arch.lagrange.pValue;
    if (squares < level && arch < level)
        return fmt::format("Volatility clusters: large moves follow large moves (Ljung-Box of the "
                           "squares {}, ARCH-LM {}). Intervals of constant width will be wrong.",
                           pText(squares), pText(arch));
    if (squares < level || arch < level)
        return fmt::format("Volatility may cluster: the two tests disagree (Ljung-Box of the "
                           "squares {}, ARCH-LM {}).",
                           pText(squares), pText(arch));
    return fmt::format("No volatility clusters are seen (Ljung-Box of the squares {}, ARCH-LM {}).",
                       pText(squares), pText(arch));
}

std::string tailFinding(const Diagnosis& d, double level) {
    const double p = d.normality.test.pValue;
    if (p >= level)
        return fmt::format("The values look normal (Jarque-Bera {}).", pText(p));
    const char* shape = d.moments.excessKurtosis > 0
                            ? "Extreme values are more frequent than under "
                              "a normal law"
                            : "The values are not normal";
    return fmt::format("{} (Jarque-Bera {}, excess kurtosis {:.2f}, skewness {:.2f}).", shape,
                       pText(p), d.moments.excessKurtosis, d.moments.skewness);
}

} // namespace

Result<Diagnosis> diagnose(std::span<const double> x, const DiagnosisOptions& options) {
    const auto steady = stationarity(x, {.trend = options.trend, .level = options.level});
    if (!steady)
        return steady.error();
    const auto values = portmanteau(x, options.lags);
    if (!values)
        return values.error();
    std::vector<double> squared(x.begin(), x.end());
    for (double& v : squared)
        v *= v;
    const auto squares = portmanteau(squared, options.lags);
    if (!squares)
        return Error(squares.error()).during("test the squares");
    const auto arch = archTest(x, options.lags);
    if (!arch)
        return arch.error();
    const auto normality = jarqueBera(x);
    if (!normality)
        return normality.error();
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    Diagnosis out{.moments = moments(x),
                  .smallest = *low,
                  .largest = *high,
                  .stationarity = *steady,
                  .values = *values,
                  .squares = *squares,
                  .arch = *arch,
                  .normality = *normality,
                  .findings = {}};
    out.findings = {memoryFinding(out, options.level), volatilityFinding(out, options.level),
                    tailFinding(out, options.level)};
    return out;
}

} // namespace loom::stats
