// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals cover what they promise when nothing drifts (split conformal: at least 1 - alpha, Lei
// et al. 2018, theorem 2.2), come back to it when volatility drifts, and never use an outcome
// before it is known.
#include <algorithm>

#include "forecast/evaluation/conformal.h"
#include "forecast/evaluation/plan.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

/// The last value's forecasts for rows [from, to).
Forecasts naive(const ForecastData& data, std::size_t from, std::size_t to) {
    std::vector<std::size_t> origins;
    for (std::size_t t = from; t < to; ++t)
        origins.push_back(t);
    Forecasts out(data, origins);
    std::ranges::fill(out.points, 0.0);
    return out;
}

/// The quantiles of a walk with a volatility of 0.01 a step at the levels of 80 and 90 %, their
/// tails stretched.
Forecasts withQuantiles(Forecasts forecasts, double lower, double upper) {
    forecasts.levels = levelsFor({0.8, 0.9});
    const std::vector<double> normal{-1.6449, -1.2816, 0, 1.2816, 1.6449};
    forecasts.quantiles.clear();
    for (std::size_t i = 0; i < forecasts.points.size(); ++i) {
        const double width = 0.01 * std::sqrt(static_cast<double>(i % forecasts.horizon + 1));
        for (const double z : normal)
            forecasts.quantiles.push_back(width * z * (z < 0 ? lower : upper));
    }
    return forecasts;
}

/// Share of outcomes inside the outermost interval, over origins [from, to) of the forecasts.
double coverage(const ForecastData& data, const Forecasts& forecasts, std::size_t step) {
    const std::size_t levels = forecasts.levels.size();
    double inside = 0, all = 0;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i) {
        const auto q = forecasts.quantile(i, 0).subspan((step - 1) * levels, levels);
        const double real = data.outcome(0, forecasts.origins[i], step);
        if (std::isnan(q.front()) || std::isnan(real))
            continue;
        ++all;
        inside += q.front() <= real && real <= q.back() ? 1 : 0;
    }
    return inside / all;
}

ForecastData walkWithVolatility(const std::function<double(std::size_t)>& volatility,
                                std::size_t rows) {
    auto data = tests::madeMarket(tests::Market::RandomWalk, 1, rows, 5);
    Rng rng(3);
    double x = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        x += volatility(row) * rng.normal();
        data.closes[row] = 100 * std::exp(x);
    }
    (void)data.finish();
    return data;
}

} // namespace

class ConformalTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void coversWhatItPromises() {
        const auto data = walkWithVolatility([](std::size_t) { return 0.01; }, 4000);
        auto forecasts = naive(data, 100, 3990);
        (void)addIntervals(data, nullptr, forecasts, {.coverages = {0.8, 0.9}});
        QCOMPARE(forecasts.levels.size(), std::size_t{5});
        for (const std::size_t step : {1U, 5U}) {
            const double found = coverage(data, forecasts, step);
            QVERIFY2(std::abs(found - 0.9) < 0.02, std::to_string(found).c_str());
        }
    }

    /// The volatility doubles in the middle: the coverage of the second half stays near its aim.
    void followsADrift() {
        const auto data =
            walkWithVolatility([](std::size_t row) { return row < 2000 ? 0.01 : 0.02; }, 4000);
        auto forecasts = naive(data, 100, 3990);
        (void)addIntervals(data, nullptr, forecasts, {.coverages = {0.9}});
        Forecasts late = naive(data, 2000, 3990);
        late.levels = forecasts.levels;
        late.quantiles.assign(forecasts.quantiles.end() -
                                  static_cast<std::ptrdiff_t>(late.points.size() * 3),
                              forecasts.quantiles.end());
        const double found = coverage(data, late, 1);
        QVERIFY2(std::abs(found - 0.9) < 0.03, std::to_string(found).c_str());
    }

    void usesNoOutcomeEarly() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 800, 5);
        auto whole = naive(data, 100, 700);
        (void)addIntervals(data, nullptr, whole, {});
        const auto cut = data.truncated(601);
        auto known = naive(cut, 100, 601);
        (void)addIntervals(cut, nullptr, known, {});
        for (std::size_t i = 0; i < known.quantiles.size(); ++i)
            QVERIFY(whole.quantiles[i] == known.quantiles[i] ||
                    (std::isnan(whole.quantiles[i]) && std::isnan(known.quantiles[i])));
    }

    void warmUpGivesIntervalsFromTheFirstOrigin() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 1, 800, 5);
        const auto earlier = naive(data, 100, 400);
        auto forecasts = naive(data, 405, 500);
        (void)addIntervals(data, &earlier, forecasts, {});
        QVERIFY(std::isfinite(forecasts.quantiles.front()));
        auto without = naive(data, 405, 500);
        (void)addIntervals(data, nullptr, without, {});
        QVERIFY(std::isnan(without.quantiles.front()));
    }

    /// Quantiles that a model has learnt badly are corrected, each tail by itself: here the lower
    /// one is four times too near and the upper one twice too far.
    void correctsLearntQuantiles() {
        const auto data = walkWithVolatility([](std::size_t) { return 0.01; }, 4000);
        auto forecasts = withQuantiles(naive(data, 100, 3990), 0.25, 2.0);
        auto narrow = forecasts;
        const auto state = addIntervals(data, nullptr, forecasts, {.coverages = {0.8, 0.9}});
        QCOMPARE(state.base(), IntervalBase::Quantiles);
        for (const std::size_t step : {1U, 5U}) {
            QVERIFY(std::abs(coverage(data, narrow, step) - 0.9) > 0.05);
            const double found = coverage(data, forecasts, step);
            QVERIFY2(std::abs(found - 0.9) < 0.02, std::to_string(found).c_str());
        }
        // On average the late ends are the true quantiles of a normal law, +-1.645 sigma.
        constexpr std::size_t kLate = 1000;
        double low = 0, high = 0;
        for (std::size_t i = forecasts.origins.size() - kLate; i < forecasts.origins.size(); ++i) {
            low += forecasts.quantile(i, 0)[0] / kLate;
            high += forecasts.quantile(i, 0)[4] / kLate;
        }
        QVERIFY2(std::abs(low / -0.01645 - 1) < 0.12, std::to_string(low).c_str());
        QVERIFY2(std::abs(high / 0.01645 - 1) < 0.12, std::to_string(high).c_str());
    }

    /// Where the law's width is known to the model, its intervals follow it and those around
    /// points, which only know past volatility, do not: same coverage, better pinball loss.
    void learntQuantilesFollowWhatOnlyTheModelKnows() {
        const auto wild = [](std::size_t row) { return row % 2 == 0 ? 0.03 : 0.005; };
        const auto data = walkWithVolatility(wild, 4000);
        auto points = naive(data, 100, 3990);
        auto own = withQuantiles(naive(data, 100, 3990), 1, 1);
        const std::size_t levels = own.levels.size();
        for (std::size_t i = 0; i < own.origins.size(); ++i)
            for (std::size_t l = 0; l < levels; ++l) // step 1 is tomorrow's, whose width is known
                own.quantile(i, 0)[l] *= wild(own.origins[i] + 1) / 0.01;
        (void)addIntervals(data, nullptr, points, {.coverages = {0.8, 0.9}});
        (void)addIntervals(data, nullptr, own, {.coverages = {0.8, 0.9}});
        QVERIFY(std::abs(coverage(data, own, 1) - 0.9) < 0.03);
        const auto pinball = [&](const Forecasts& f) {
            double sum = 0;
            for (std::size_t i = 1000; i < f.origins.size(); ++i)
                for (std::size_t l = 0; l < levels; ++l) {
                    const double error = data.outcome(0, f.origins[i], 1) - f.quantile(i, 0)[l];
                    sum += error * (f.levels[l] - (error < 0 ? 1 : 0));
                }
            return sum;
        };
        QVERIFY(pinball(own) < 0.9 * pinball(points));
    }

    void learntQuantilesUseNoOutcomeEarlyAndSurviveJson() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 800, 5);
        auto whole = withQuantiles(naive(data, 100, 700), 0.5, 0.5);
        const auto state = addIntervals(data, nullptr, whole, {.coverages = {0.8, 0.9}});
        const auto cut = data.truncated(601);
        auto known = withQuantiles(naive(cut, 100, 601), 0.5, 0.5);
        (void)addIntervals(cut, nullptr, known, {.coverages = {0.8, 0.9}});
        for (std::size_t i = 0; i < known.quantiles.size(); ++i)
            QVERIFY(whole.quantiles[i] == known.quantiles[i] ||
                    (std::isnan(whole.quantiles[i]) && std::isnan(known.quantiles[i])));
        const auto again = Conformal::fromJson(Json::parse(state.toJson().dump()));
        QCOMPARE(again.base(), IntervalBase::Quantiles);
        const std::vector<double> own{-0.02, -0.01, 0, 0.01, 0.02};
        std::vector<double> a(5), b(5);
        state.quantiles(3, 0.001, own, 0.02, a);
        again.quantiles(3, 0.001, own, 0.02, b);
        QCOMPARE(a, b);
        QVERIFY(std::ranges::is_sorted(a));
    }

    void survivesItsJson() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 800, 5);
        auto forecasts = naive(data, 100, 700);
        const auto state = addIntervals(data, nullptr, forecasts, {});
        const auto again = Conformal::fromJson(Json::parse(state.toJson().dump()));
        std::vector<double> a(5), b(5);
        for (const std::size_t step : {1U, 5U}) {
            state.quantiles(step, 0.001, {}, 0.02, a);
            again.quantiles(step, 0.001, {}, 0.02, b);
            QCOMPARE(a, b);
            QVERIFY(std::ranges::is_sorted(a));
        }
    }
};

LOOM_TEST(ConformalTest)
#include "test_conformal.moc"
