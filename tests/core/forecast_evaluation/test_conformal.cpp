// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals cover what they promise when nothing drifts (split conformal: at least 1 - alpha, Lei
// et al. 2018, theorem 2.2), come back to it when volatility drifts, and never use an outcome
// before it is known.
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

    void survivesItsJson() {
        const auto data = tests::madeMarket(tests::Market::RandomWalk, 2, 800, 5);
        auto forecasts = naive(data, 100, 700);
        const auto state = addIntervals(data, nullptr, forecasts, {});
        const auto again = Conformal::fromJson(Json::parse(state.toJson().dump()));
        std::vector<double> a(5), b(5);
        for (const std::size_t step : {1U, 5U}) {
            state.quantiles(step, 0.001, 0.02, a);
            again.quantiles(step, 0.001, 0.02, b);
            QCOMPARE(a, b);
            QVERIFY(std::ranges::is_sorted(a));
        }
    }
};

LOOM_TEST(ConformalTest)
#include "test_conformal.moc"
