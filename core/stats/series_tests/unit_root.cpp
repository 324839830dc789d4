// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/unit_root.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "stats/series_tests/nested_regression.h"
#include "stats/series_tests/series_check.h"

namespace loom::stats {

namespace {

using Eigen::Index;

enum class LevelColumn { BeforeLags, Last };

/// Columns: trend, lagged level and `lags` lagged differences, the level before or after the lags.
/// Time runs from 0 to 1 so that its powers stay of one size; t values do not depend on that.
NestedRegression regressionOf(std::span<const double> x, UnitRootTrend trend, std::size_t lags,
                              LevelColumn place) {
    const auto n = static_cast<Index>(x.size()), q = static_cast<Index>(lags);
    const Eigen::Map<const Eigen::VectorXd> level(x.data(), n);
    const Eigen::VectorXd difference = level.tail(n - 1) - level.head(n - 1);
    const Index rows = n - 1 - q, terms = static_cast<Index>(trendTerms(trend));
    Eigen::MatrixXd design(rows, terms + 1 + q);
    const Eigen::ArrayXd time =
        Eigen::ArrayXd::LinSpaced(rows, 1, static_cast<double>(rows)) / static_cast<double>(rows);
    for (Index power = 0; power < terms; ++power)
        design.col(power) = time.pow(static_cast<double>(power));
    const Index levelColumn = place == LevelColumn::Last ? terms + q : terms;
    design.col(levelColumn) = level.segment(q, rows);
    for (Index lag = 1; lag <= q; ++lag)
        design.col(place == LevelColumn::Last ? terms + lag - 1 : terms + lag) =
            difference.segment(q - lag, rows);
    return {std::move(design), difference.tail(rows)};
}

/// The best number of lags on the sample that allows all of them.
std::size_t chooseLags(const NestedRegression& regression, std::size_t maxLag, Index withoutLags,
                       LagChoice choice) {
    const auto columns = [&](std::size_t lags) { return withoutLags + static_cast<Index>(lags); };
    if (choice == LagChoice::TStatistic) {
        constexpr double kStop = 1.6448536269514722; // the normal quantile of 95 %
        std::size_t lags = maxLag;
        while (lags > 0 && std::abs(regression.lastT(columns(lags))) < kStop)
            --lags;
        return lags;
    }
    const auto criterion = [&](std::size_t lags) {
        return choice == LagChoice::Bic ? regression.bic(columns(lags))
                                        : regression.aic(columns(lags));
    };
    std::size_t best = 0;
    for (std::size_t lags = 1; lags <= maxLag; ++lags)
        if (criterion(lags) < criterion(best))
            best = lags;
    return best;
}

Error followsExactly() {
    return fail(ErrorCode::InvalidInput,
                "The series follows its own past exactly (a straight line or a repeating pattern), "
                "so a unit root cannot be tested.");
}

Result<std::size_t> mostLags(std::size_t n, const AdfOptions& options) {
    const std::size_t room = n / 2, needed = trendTerms(options.trend) + 1;
    if (room < needed)
        return fail(ErrorCode::NoData, "The series is too short for this trend.");
    const std::size_t most = room - needed;
    if (options.maxLag && *options.maxLag > most)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} lags are too many for {} values: at most {} with this trend.",
                                *options.maxLag, n, most));
    const double schwert = std::ceil(12 * std::pow(static_cast<double>(n) / 100, 0.25));
    return options.maxLag.value_or(std::min(most, static_cast<std::size_t>(schwert)));
}

} // namespace

Result<AdfTest> adf(std::span<const double> x, const AdfOptions& options) {
    if (auto testable = checkTestable(x); !testable)
        return std::move(testable).error();
    const auto most = mostLags(x.size(), options);
    if (!most)
        return most.error();
    AdfTest out;
    out.lags = *most;
    const auto withoutLags = static_cast<Index>(trendTerms(options.trend) + 1);
    if (options.choice != LagChoice::Fixed) {
        const auto search = regressionOf(x, options.trend, *most, LevelColumn::BeforeLags);
        if (!search.determined())
            return followsExactly();
        out.lags = chooseLags(search, *most, withoutLags, options.choice);
    }
    const auto last = regressionOf(x, options.trend, out.lags, LevelColumn::Last);
    if (!last.determined())
        return followsExactly();
    out.statistic = last.lastT(withoutLags + static_cast<Index>(out.lags));
    out.observations = x.size() - 1 - out.lags;
    out.pValue = mackinnonP(out.statistic, options.trend);
    out.critical = mackinnonCritical(out.observations, options.trend);
    return out;
}

} // namespace loom::stats
