// SPDX-License-Identifier: GPL-3.0-or-later
// The data on one grid, the rows a fit may use, and the words of what is refused. Known answers are
// worked out by hand.
#include "baseline_run.h"
#include "support/test_case.h"

#include <cmath>

using namespace loom;
using namespace loom::tests;

class ForecastDataTest : public QObject {
    Q_OBJECT

    static ForecastData powersOfTwo() {
        auto data = dailySeries({1, 2, 4, kMissing, 16, 32, 64, 128}, 2);
        data.featureNames = {"f"};
        data.features = {0, 1, 2, 3, kMissing, 5, 6, 7};
        return data;
    }

    static bool contains(const Status& status, const char* words) {
        return !status && status.error().message.find(words) != std::string::npos;
    }

  private Q_SLOTS:
    void shapesAndOrderAreChecked() {
        VERIFY_OK(powersOfTwo().finish());
        const auto broken = [](void (*breakIt)(ForecastData&)) {
            auto data = powersOfTwo();
            breakIt(data);
            const auto status = data.finish();
            return !status && status.error().code == ErrorCode::Internal;
        };
        QVERIFY(broken([](ForecastData& d) { d.assets.clear(); }));
        QVERIFY(broken([](ForecastData& d) { d.horizon = 0; }));
        QVERIFY(broken([](ForecastData& d) { d.closes.pop_back(); }));
        QVERIFY(broken([](ForecastData& d) { d.opens = {1}; }));
        QVERIFY(broken([](ForecastData& d) { d.features.pop_back(); }));
        QVERIFY(broken([](ForecastData& d) { d.sessions.pop_back(); }));
        QVERIFY(broken([](ForecastData& d) { d.slots = {0}; }));
        QVERIFY(broken([](ForecastData& d) { d.labelRows = {0}; }));
        QVERIFY(broken([](ForecastData& d) { std::swap(d.times[0], d.times[1]); }));
        QVERIFY(broken([](ForecastData& d) { d.times[1] = d.times[0]; }));
        QVERIFY(broken([](ForecastData& d) { d.closes[2] = 0; }));
        QVERIFY(broken([](ForecastData& d) { d.closes[2] = -1; }));
        QVERIFY(
            broken([](ForecastData& d) { d.closes[2] = std::numeric_limits<double>::infinity(); }));
    }

    void gapsAreCounted() {
        auto data = powersOfTwo();
        VERIFY_OK(data.finish());
        QCOMPARE(data.missingIn(0, 0, 8), std::size_t{1});
        QCOMPARE(data.missingIn(0, 0, 3), std::size_t{0});
        QVERIFY(data.complete(0, 0, 3) && data.complete(0, 4, 8) && !data.complete(0, 3, 4));
        QVERIFY(data.featuresComplete(0, 0, 4) && !data.featuresComplete(0, 4, 5));
        QVERIFY(data.featuresComplete(0, 5, 8));
    }

    void outcomesAreCumulativeLogReturns() {
        auto data = powersOfTwo();
        VERIFY_OK(data.finish());
        const double two = std::log(2.0);
        QCOMPARE(data.outcome(0, 0, 1), two);
        QCOMPARE(data.outcome(0, 0, 2), 2 * two);
        QVERIFY(std::isnan(data.outcome(0, 2, 1))); // the bar is missing
        QCOMPARE(data.outcome(0, 2, 2), 2 * two);   // across it
        QVERIFY(std::isnan(data.outcome(0, 3, 1)));
        QVERIFY(std::isnan(data.outcome(0, 7, 1))); // after the end
        QVERIFY(std::isnan(data.outcome(0, 6, 2)));
    }

    void shuffledLabelsChangeLabelsOnly() {
        auto data = powersOfTwo();
        data.closes[1] = 3;
        data.labelRows = {4, 5, 6, 0, 0, 0, 0, 0};
        VERIFY_OK(data.finish());
        QCOMPARE(data.outcome(0, 0, 1), std::log(3.0));
        QCOMPARE(data.label(0, 0, 1), std::log(2.0));
        QCOMPARE(data.label(0, 4, 1), std::log(3.0));
    }

    void truncatedDataAreWhatWasKnown() {
        auto data = powersOfTwo();
        data.assets.push_back("BBB");
        data.closes.insert(data.closes.end(), {9, 8, 7, 6, 5, 4, 3, kMissing});
        data.opens = data.closes;
        data.slots = {0, 1, 0, 1, 0, 1, 0, 1};
        data.features.insert(data.features.end(), 8, 1.5);
        VERIFY_OK(data.finish());
        const auto cut = data.truncated(5);
        QCOMPARE(cut.rows(), std::size_t{5});
        QCOMPARE(cut.slots.size(), std::size_t{5});
        QCOMPARE(cut.close(0, 4), 16.0);
        QCOMPARE(cut.close(1, 4), 5.0);
        QCOMPARE(cut.logs(1)[0], std::log(9.0));
        QCOMPARE(cut.feature(1, 4)[0], 1.5);
        QCOMPARE(cut.missingIn(0, 0, 5), std::size_t{1});
        QCOMPARE(cut.missingIn(1, 0, 5), std::size_t{0});
        QVERIFY(!cut.featuresComplete(0, 0, 5) && cut.featuresComplete(1, 0, 5));
        QVERIFY(std::isnan(cut.outcome(1, 4, 1)));
        auto again = cut;
        VERIFY_OK(again.finish()); // its shapes hold
        QCOMPARE(data.truncated(0).rows(), std::size_t{0});
    }

    /// Rows 10 … 29 train, 30 … 39 validate; window 4, horizon 3.
    void samplesAreGuardedAtTheBorders() {
        const FitSpan span{.from = 10, .trainTo = 30, .validationFrom = 30, .validationTo = 40};
        const auto train = span.training(4, 3);
        QCOMPARE(train.from, std::size_t{13}); // inputs 10 … 13
        QCOMPARE(train.to, std::size_t{27});   // last origin 26, labels 27 … 29
        const auto validation = span.validation(4, 3);
        QCOMPARE(validation.from, std::size_t{29}); // first label 30
        QCOMPARE(validation.to, std::size_t{37});   // last labels 37 … 39
        QCOMPARE(validation.count(), std::size_t{8});
        const FitSpan none{.from = 10, .trainTo = 30};
        QCOMPARE(none.validation(4, 3).count(), std::size_t{0});
        const FitSpan tight{.from = 10, .trainTo = 16};
        QCOMPARE(tight.training(4, 3).count(), std::size_t{0});
        QCOMPARE(tight.training(4, 2).count(), std::size_t{1});
        const FitSpan late{.from = 28, .trainTo = 30, .validationFrom = 30, .validationTo = 40};
        QCOMPARE(late.validation(4, 3).from, std::size_t{31}); // inputs from 28 on
    }

    void tooLittleToTrainOnIsSaidInWords() {
        auto data = powersOfTwo();
        VERIFY_OK(data.finish());
        VERIFY_OK(checkTraining(data, {.trainTo = 8}, 1, 2, "Net"));
        QVERIFY(contains(checkTraining(data, {.trainTo = 5}, 3, 4, "Net"),
                         "Net needs at least 8 daily bars to train on: a window of 3, a horizon of "
                         "2 and 4 samples. The training part has 5."));
        QVERIFY(contains(checkTraining(data, {.trainTo = 8}, 3, 1, "Net"), "a missing one"));
        data.closes[3] = 8;
        VERIFY_OK(data.finish());
        QVERIFY(contains(checkTraining(data, {.trainTo = 8}, 3, 4, "Net"),
                         "only 2 samples whose features are all known"));
    }

    void otherKindsOfDataAreNamed() {
        auto data = powersOfTwo();
        VERIFY_OK(data.finish());
        const auto kind = DataKind::of(data, true);
        VERIFY_OK(kind.checkSame(data, "Net"));
        VERIFY_OK(DataKind::fromJson(kind.toJson()).checkSame(data, "Net"));
        auto other = data;
        other.frequency = Frequency::Minute5;
        QVERIFY(contains(kind.checkSame(other, "Net"),
                         "trained on daily bars, the data are 5-minute bars"));
        other = data;
        other.horizon = 3;
        QVERIFY(contains(kind.checkSame(other, "Net"), "forecasts 2 steps, 3 are asked for"));
        other = data;
        other.featureNames = {"g"};
        QVERIFY(contains(kind.checkSame(other, "Net"), "features [f], the data have [g]"));
        other = data;
        other.assets = {"BBB"};
        QVERIFY(contains(kind.checkSame(other, "Net"), "looks at AAA together, the data hold BBB"));
        VERIFY_OK(DataKind::of(data, false).checkSame(other, "Net"));
    }

    void namesAreListedInWords() {
        const std::vector<std::string> names{"A", "B", "C", "D", "E"};
        const std::span all(names);
        QCOMPARE(namesInWords({}), std::string("nothing"));
        QCOMPARE(namesInWords(all.first(1)), std::string("A"));
        QCOMPARE(namesInWords(all.first(2)), std::string("A and B"));
        QCOMPARE(namesInWords(all.first(3)), std::string("A, B and C"));
        QCOMPARE(namesInWords(all), std::string("A, B, C and 2 more"));
    }

    void stepReturnsLeaveGapsOut() {
        auto data = powersOfTwo();
        VERIFY_OK(data.finish());
        const std::vector<double> expected(5, std::log(2.0));
        const auto steps = stepReturns(data, 0, 0, 8);
        QCOMPARE(steps.size(), expected.size());
        QCOMPARE(stepReturns(data, 0, 1, 3).size(), std::size_t{1});
    }

    void originsAreWalkedInOrder() {
        auto data = powersOfTwo();
        VERIFY_OK(data.finish());
        const std::vector<std::size_t> origins{5, 1, 5, 3};
        const Forecasts out(data, origins);
        OriginWalk walk(out);
        QCOMPARE(walk.end(), std::size_t{6});
        std::vector<std::size_t> rows, places;
        for (std::size_t row = 0; row < walk.end(); ++row)
            walk.at(row, [&](std::size_t i) {
                rows.push_back(row);
                places.push_back(i);
            });
        QCOMPARE(rows, (std::vector<std::size_t>{1, 3, 5, 5}));
        QCOMPARE(places, (std::vector<std::size_t>{1, 3, 0, 2}));
        QCOMPARE(OriginWalk(Forecasts(data, {})).end(), std::size_t{0});
    }
};

LOOM_TEST(ForecastDataTest)
#include "test_data.moc"
