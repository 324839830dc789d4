// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/stationarity.h"

#include <fmt/format.h>

namespace loom::stats {

namespace {

StationarityVerdict verdictOf(bool adfRejects, bool kpssRejects) {
    if (adfRejects)
        return kpssRejects ? StationarityVerdict::Conflicting : StationarityVerdict::Stationary;
    return kpssRejects ? StationarityVerdict::UnitRoot : StationarityVerdict::Undecided;
}

std::string sentence(StationarityVerdict verdict) {
    switch (verdict) {
    case StationarityVerdict::Stationary:
        return "Stationary: it returns to its mean or trend. Use it as it is.";
    case StationarityVerdict::UnitRoot:
        return "Unit root: it wanders without a level to return to. Take differences before "
               "modelling (of prices: returns).";
    case StationarityVerdict::Conflicting:
        return "Not clear: both tests reject, which points to a break, long memory or a changing "
               "variance. Look at shorter windows before deciding on differences.";
    case StationarityVerdict::Undecided:
        return "Not clear: neither test rejects, so there is too little data to tell. More history "
               "would help.";
    }
    return {};
}

std::string pOf(double p) {
    return p < 0.001 ? "< 0.001" : fmt::format("= {:.3f}", p);
}

} // namespace

std::string verdictId(StationarityVerdict verdict) {
    switch (verdict) {
    case StationarityVerdict::Stationary:
        return "stationary";
    case StationarityVerdict::UnitRoot:
        return "unit_root";
    case StationarityVerdict::Conflicting:
        return "conflicting";
    case StationarityVerdict::Undecided:
        return "undecided";
    }
    return {};
}

Result<Stationarity> stationarity(std::span<const double> x, const StationarityOptions& options) {
    const auto unitRoot =
        adf(x, {.trend = options.trend, .choice = options.choice, .maxLag = options.maxLag});
    if (!unitRoot)
        return unitRoot.error();
    const bool line =
        options.trend == UnitRootTrend::Linear || options.trend == UnitRootTrend::Quadratic;
    const auto steady = kpss(x, {.trend = line ? KpssTrend::Line : KpssTrend::Level});
    if (!steady)
        return steady.error();
    Stationarity out{.adf = *unitRoot, .kpss = *steady, .level = options.level};
    out.verdict = verdictOf(unitRoot->pValue < options.level, steady->pValue < options.level);
    out.difference = out.verdict == StationarityVerdict::UnitRoot;
    const std::string kpssP =
        steady->range == KpssTest::Range::Inside ? pOf(steady->pValue) : steady->pText();
    out.text = fmt::format("{} (ADF p {}, KPSS p {})", sentence(out.verdict), pOf(unitRoot->pValue),
                           kpssP);
    return out;
}

} // namespace loom::stats
