// SPDX-License-Identifier: GPL-3.0-or-later
// The simple baselines against answers worked out by hand, and what all of them do at gaps.
#include "baseline_run.h"
#include "support/sample_market.h"
#include "support/test_case.h"

#include <array>
#include <cmath>
#include <numeric>

using namespace loom;
using namespace loom::tests;

namespace {

/// Closes with these one-step log returns; NaN leaves the bar out and its return is lost.
std::vector<double> closesOf(const std::vector<double>& returns) {
    std::vector<double> out{100};
    double log = std::log(100.0);
    for (const double r : returns) {
        log += std::isnan(r) ? 0 : r;
        out.push_back(std::isnan(r) ? kMissing : std::exp(log));
    }
    return out;
}

bool near(std::span<const double> values, const std::vector<double>& expected) {
    return std::ranges::equal(values, expected, [](double a, double b) {
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-12;
    });
}

} // namespace

class BaselinesTest : public QObject {
    Q_OBJECT

    /// Sessions of four bars; the second is a half day of two. A return of each bar: 10 x session +
    /// slot, in thousandths.
    static ForecastData intraday(std::size_t horizon) {
        std::vector<double> returns;
        ForecastData data;
        constexpr std::array<int, 4> kBars{4, 2, 4, 4};
        std::vector<std::int32_t> sessions, slots;
        for (int session = 0; session < 4; ++session)
            for (int slot = 0; slot < kBars.at(static_cast<std::size_t>(session)); ++slot) {
                sessions.push_back(session);
                slots.push_back(slot);
                if (sessions.size() > 1)
                    returns.push_back(0.001 * (10 * session + slot));
            }
        data = dailySeries(closesOf(returns), horizon);
        data.frequency = Frequency::Minute5;
        data.sessions = sessions;
        data.slots = slots;
        return data;
    }

  private Q_SLOTS:
    void driftIsTheMeanStepSoFar() {
        auto data = dailySeries(closesOf({0.01, 0.03, -0.01, 0.05}), 3);
        VERIFY_OK(data.finish());
        const auto out =
            forecastsOf(BaselineRun("drift").fit(data, {.trainTo = 2}), data, {0, 1, 2, 4});
        QVERIFY(near(out.point(0, 0), {kMissing, kMissing, kMissing}));
        QVERIFY(near(out.point(1, 0), {0.01, 0.02, 0.03}));
        QVERIFY(near(out.point(2, 0), {0.02, 0.04, 0.06}));
        QVERIFY(near(out.point(3, 0), {0.02, 0.04, 0.06}));
    }

    void driftLeavesOutStepsAcrossGaps() {
        auto data = dailySeries(closesOf({0.01, kMissing, 0.5, 0.03}), 1);
        VERIFY_OK(data.finish());
        const auto out =
            forecastsOf(BaselineRun("drift").fit(data, {.trainTo = 2}), data, {1, 2, 3, 4});
        QVERIFY(near(out.points, {0.01, kMissing, 0.01, 0.02}));
    }

    /// The outcomes of rows whose labels end in the training part, and no others.
    void meanIsThatOfTheTrainingPart() {
        std::vector<double> returns;
        for (int i = 0; i < 30; ++i)
            returns.push_back(0.001 * (i % 5) - 0.003);
        auto data = dailySeries(closesOf(returns), 2);
        VERIFY_OK(data.finish());
        const FitSpan span{.from = 3, .trainTo = 20};
        double one = 0, two = 0;
        for (std::size_t row = 3; row < 19; ++row)
            one += returns[row] / 16;
        for (std::size_t row = 3; row < 18; ++row)
            two += (returns[row] + returns[row + 1]) / 15;
        const auto mean = forecastsOf(BaselineRun("mean").fit(data, span), data, {0, 25, 30});
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(near(mean.point(i, 0), {one, two}));
        QVERIFY(one < 0 && two < 0);
        const auto up = forecastsOf(BaselineRun("always_up").fit(data, span), data, {25});
        QVERIFY(near(up.points, {-one, -two}));
    }

    void lastValueDoesNotMove() {
        auto data = dailySeries(closesOf({0.01, kMissing, 0.02}), 2);
        VERIFY_OK(data.finish());
        const auto out =
            forecastsOf(BaselineRun("last_value").fit(data, {.trainTo = 2}), data, {1, 2});
        QVERIFY(near(out.points, {0, 0, kMissing, kMissing}));
    }

    void theSeasonOfDailyBarsIsCounted() {
        std::vector<double> returns(20);
        std::iota(returns.begin(), returns.end(), 1.0); // the return into row t is t thousandths
        for (double& r : returns)
            r *= 0.001;
        auto data = dailySeries(closesOf(returns), 7);
        VERIFY_OK(data.finish());
        const BaselineRun naive("seasonal_naive");
        // Five days: the moves after row 7 were 8, 9 … 12, then again.
        auto out = forecastsOf(naive.fit(data, {.trainTo = 10}), data, {4, 12});
        QVERIFY(std::isnan(out.point(0, 0)[0])); // not a whole season behind it
        QVERIFY(near(out.point(1, 0), {0.008, 0.017, 0.027, 0.038, 0.05, 0.058, 0.067}));
        out = forecastsOf(naive.fit(data, {.trainTo = 10}, {{"season", 3}}), data, {12});
        QVERIFY(near(out.points, {0.01, 0.021, 0.033, 0.043, 0.054, 0.066, 0.076}));
    }

    void aSeasonWithAMissingBarIsPassedOver() {
        std::vector<double> returns(20, 0.001);
        returns[8] = kMissing; // row 9
        returns[2] = 0.005;    // row 3
        auto data = dailySeries(closesOf(returns), 3);
        VERIFY_OK(data.finish());
        const auto out =
            forecastsOf(BaselineRun("seasonal_naive").fit(data, {.trainTo = 10}), data, {9, 12});
        QVERIFY(std::isnan(out.point(0, 0)[0]));
        QVERIFY(near(out.point(1, 0), {0.005, 0.006, 0.007})); // after row 2, two seasons back
    }

    /// Rows 0-3, 4-5 (half day), 6-9, 10-13.
    void withinTheDayTheSlotCounts() {
        auto data = intraday(2);
        VERIFY_OK(data.finish());
        const auto model = BaselineRun("seasonal_naive").fit(data, {.trainTo = 10});
        VERIFY_OK(model);
        const auto out = forecastsOf(model, data, {2, 4, 6, 8, 12});
        QVERIFY(std::isnan(out.point(0, 0)[0]));        // no session before
        QVERIFY(near(out.point(1, 0), {0.001, 0.003})); // slot 0: after row 0
        QVERIFY(near(out.point(2, 0), {0.011, 0.031})); // slot 0: after row 4, overnight
        QVERIFY(near(out.point(3, 0), {0.003, 0.013})); // slot 2: the half day has none
        QVERIFY(near(out.point(4, 0), {0.023, 0.053})); // slot 2: after row 8
        QCOMPARE((*model)->facts().front().value,
                 std::string("the same slot of the previous session"));
    }

    /// m = mean of training, then r in turn; the return across the gap is not taken in.
    void weightedMeansCarryOverGaps() {
        auto data = dailySeries(closesOf({0.01, kMissing, 0.5, 0.03}), 2);
        VERIFY_OK(data.finish());
        const auto out =
            forecastsOf(BaselineRun("ewma").with(data, {0.5, 0.002}), data, {0, 1, 3, 4});
        QVERIFY(near(out.point(0, 0), {kMissing, kMissing}));
        QVERIFY(near(out.point(1, 0), {0.006, 0.012}));
        QVERIFY(near(out.point(2, 0), {0.006, 0.012}));
        QVERIFY(near(out.point(3, 0), {0.018, 0.036}));
    }

    /// The lags are the last returns there are: 0.03 and 0.01 at the end.
    void autoregressionSkipsGaps() {
        auto data = dailySeries(closesOf({0.01, kMissing, 0.5, 0.03}), 2);
        VERIFY_OK(data.finish());
        const auto out = forecastsOf(BaselineRun("ar").with(data, {0.001, 0.5, 0.2}), data, {3, 4});
        QVERIFY(std::isnan(out.point(0, 0)[0])); // one return only
        const double first = 0.001 + 0.5 * 0.03 + 0.2 * 0.01;
        const double second = 0.001 + 0.5 * first + 0.2 * 0.03;
        QVERIFY(near(out.point(1, 0), {first, first + second}));
    }

    /// With alpha 1 the level is the last price, however long the gap; the trend goes on meanwhile.
    void smoothingMovesOnThroughGaps() {
        auto data = dailySeries(closesOf({0.01, kMissing, 0.5}), 1);
        VERIFY_OK(data.finish());
        const auto out = forecastsOf(BaselineRun("ets").with(data, {1, 1, 0.5, 1, -0.02, 0.01, 0}),
                                     data, {1, 2, 3});
        // Errors: 0.01 at row 0, slope 0.015; -0.005 at row 1, slope 0.0125; row 2 missing;
        // row 3: 0.5 - 2 x 0.0125 = 0.475, slope 0.25.
        QVERIFY(near(out.points, {0.0125, kMissing, 0.25}));
    }

    void theEnsembleIsTheMeanOfItsMembers() {
        const auto data = sampleMarket({.rows = 400, .assets = 2, .horizon = 4});
        const std::vector<std::size_t> origins{200, 320, 399};
        std::vector<double> mean(origins.size() * 2 * 4, 0.0);
        for (const char* id : {"ets", "theta", "ar"}) {
            const auto out =
                forecastsOf(BaselineRun(id).fit(data, {.trainTo = 300}), data, origins);
            for (std::size_t i = 0; i < mean.size(); ++i)
                mean[i] += out.points.at(i) / 3;
        }
        const auto model = BaselineRun("stats_ensemble").fit(data, {.trainTo = 300});
        VERIFY_OK(model);
        QVERIFY(near(forecastsOf(model, data, origins).points, mean));
        QCOMPARE((*model)->facts().front().name, std::string("ETS: Form"));
    }

    void anUnstableOrderIsNotTaken() {
        std::vector<double> returns;
        double r = 0.0001;
        for (int i = 0; i < 120; ++i) { // explosive: each return 1.03 times the last, turned
            returns.push_back(r);
            r *= -1.03;
        }
        auto data = dailySeries(closesOf(returns), 50);
        VERIFY_OK(data.finish());
        const auto model = BaselineRun("ar").fit(data, {.trainTo = 110});
        VERIFY_OK(model);
        QCOMPARE((*model)->facts().front().value, std::string("0"));
    }

    void aFitNamesTheAssetsItLeftOut() {
        auto data = rawMarket({.rows = 300, .assets = 3});
        std::fill_n(data.closes.begin() + 300, 300, 50.0);
        VERIFY_OK(data.finish());
        for (const char* id : {"mean", "ewma", "ar", "ets", "theta", "ridge", "stats_ensemble"}) {
            const BaselineRun run(id);
            const auto model = run.fit(data, {.trainTo = 200});
            VERIFY_OK(model);
            const auto facts = (*model)->facts();
            QCOMPARE(facts.back().name, std::string("Left out"));
            QVERIFY(facts.back().warning);
            QVERIFY2(facts.back().value.find("A1") != std::string::npos, id);
            const auto out = forecastsOf(model, data, {250});
            QVERIFY(std::isnan(out.point(0, 1)[0]));
            QVERIFY(std::isfinite(out.point(0, 0)[0]) && std::isfinite(out.point(0, 2)[0]));
        }
    }

    void assetsThatWereNotTrainedOnAreNotGuessed() {
        const auto data = sampleMarket({.rows = 300, .assets = 2});
        for (const char* id : {"mean", "ewma", "ar", "ets", "theta", "ridge", "stats_ensemble"}) {
            const auto model = BaselineRun(id).fit(data, {.trainTo = 200});
            VERIFY_OK(model);
            auto other = data;
            other.assets = {"A1", "NEW"};
            const auto out = forecastsOf(model, other, {250});
            QVERIFY2(std::isfinite(out.point(0, 0)[0]) && std::isnan(out.point(0, 1)[0]), id);
            other.assets = {"X", "NEW"};
            const std::vector<std::size_t> last{250};
            jobs::PlainJobContext context;
            const auto refused = (*model)->forecast(other, last, context);
            QVERIFY(!refused);
            QVERIFY(refused.error().message.find("trained on A0 and A1, the data hold X and NEW") !=
                    std::string::npos);
        }
    }

    /// Shuffled labels leave nothing to learn from the past: what depends on it goes to zero.
    void shuffledLabelsAreWhatIsLearned() {
        std::vector<double> returns;
        for (int i = 0; i < 1200; ++i) // the next return is always -0.8 times the last, and noise
            returns.push_back(i == 0 ? 0.01
                                     : -0.8 * returns.back() + 0.002 * std::sin(1.7 * i * i));
        auto data = dailySeries(closesOf(returns), 1);
        VERIFY_OK(data.finish());
        auto shuffled = data;
        Rng rng(3);
        shuffled.labelRows.resize(data.rows());
        std::iota(shuffled.labelRows.begin(), shuffled.labelRows.end(), 0U);
        for (std::size_t i = 1000; i > 1; --i)
            std::swap(shuffled.labelRows[i - 1], shuffled.labelRows[rng.below(i)]);
        VERIFY_OK(shuffled.finish());
        std::vector<std::size_t> origins(100);
        std::iota(origins.begin(), origins.end(), std::size_t{1050});
        const auto sharpness = [&](const char* id, const ForecastData& from) {
            const auto out =
                forecastsOf(BaselineRun(id).fit(from, {.trainTo = 1002}), data, origins);
            double sum = 0;
            for (const double value : out.points)
                sum += std::abs(value) / static_cast<double>(out.points.size());
            return sum;
        };
        for (const char* id : {"ar", "ridge"}) {
            QVERIFY(sharpness(id, data) > 0.0005);
            QVERIFY2(sharpness(id, shuffled) < 0.3 * sharpness(id, data), id);
        }
    }
};

LOOM_TEST(BaselinesTest)
#include "test_baselines.moc"
