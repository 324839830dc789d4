// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "studies/dataset.h"

#include <cmath>
#include <limits>

using namespace loom;
using namespace loom::studies;

namespace {

market::Series seriesOf(const std::vector<double>& closes) {
    market::Series series;
    series.instrument.symbol = "TEST";
    const Date first = Date::fromYmd(2020, 1, 1);
    for (std::size_t i = 0; i < closes.size(); ++i) {
        const double c = closes[i];
        series.bars.push_back(
            {.time = Timestamp::atMidnightUtc(first + static_cast<int>(i)).seconds,
             .open = c,
             .high = c,
             .low = c,
             .close = c});
    }
    return series;
}

market::Series walk(std::size_t n) {
    std::vector<double> closes;
    for (std::size_t i = 0; i < n; ++i)
        closes.push_back(100 + static_cast<double>(i % 7) + 0.1 * static_cast<double>(i));
    return seriesOf(closes);
}

} // namespace

class DatasetTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void returnsAndSplitAreWhatTheStudySays() {
        const auto set = makeDataset(walk(101), {.symbol = "TEST"}, {}, 10);
        VERIFY_OK(set);
        QCOMPARE(set->data.returns.size(), std::size_t{100});
        QCOMPARE(set->data.trainEnd, std::size_t{60});
        QCOMPARE(set->data.validationEnd, std::size_t{80});
        QCOMPARE(set->data.returns[0], std::log(set->closes[1] / set->closes[0]));
        QCOMPARE(set->spanText(0, 60), std::string("2020-01-02 to 2020-03-01, 60 returns"));
        const auto paper = makeDataset(walk(101), {.symbol = "TEST"}, {.paperTable = true}, 10);
        VERIFY_OK(paper);
        QVERIFY(paper->data.wholeWindow);
        QCOMPARE(paper->data.trainEnd, std::size_t{100});
    }

    void theHashFollowsTheData() {
        const auto one = makeDataset(walk(50), {.symbol = "TEST"}, {}, 1);
        const auto same = makeDataset(walk(50), {.symbol = "OTHER"}, {}, 1);
        auto changed = walk(50);
        changed.bars[20].close += 1e-9;
        QCOMPARE(one->hash, same->hash);
        QVERIFY(makeDataset(changed, {.symbol = "TEST"}, {}, 1)->hash != one->hash);
    }

    void provisionalBarsAreLeftOut() {
        auto series = walk(50);
        series.bars.back().final = false;
        const auto set = makeDataset(series, {.symbol = "TEST"}, {}, 1);
        VERIFY_OK(set);
        QCOMPARE(set->closes.size(), std::size_t{49});
        QCOMPARE(set->provisionalBars, std::size_t{1});
    }

    void unusableDataIsExplained() {
        const auto says = [](const Result<Dataset>& result, const char* part) {
            return !result && result.error().message.find(part) != std::string::npos;
        };
        QVERIFY(says(makeDataset(seriesOf({}), {.symbol = "TEST"}, {}, 1), "fetch or import"));
        QVERIFY(says(
            makeDataset(walk(50), {.symbol = "TEST", .from = Date::fromYmd(2030, 1, 1)}, {}, 1),
            "stored are 2020-01-01 to 2020-02-19"));
        QVERIFY(says(makeDataset(walk(50), {.symbol = "TEST"}, {}, 300), "at least 501 days"));
        QVERIFY(
            says(makeDataset(seriesOf({5, 5, 5, 5, 5, 5}), {.symbol = "TEST"}, {}, 1), "constant"));
        QVERIFY(
            says(makeDataset(seriesOf({5, 6, -1, 5}), {.symbol = "TEST"}, {}, 1), "2020-01-03"));
        QVERIFY(says(makeDataset(seriesOf({5, 6, std::numeric_limits<double>::quiet_NaN()}),
                                 {.symbol = "TEST"}, {}, 1),
                     "positive prices"));
    }
};

LOOM_TEST(DatasetTest)
#include "test_dataset.moc"
