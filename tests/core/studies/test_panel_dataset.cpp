// SPDX-License-Identifier: GPL-3.0-or-later
// Alignment of several histories into a panel; expected values follow from the rules by hand.
#include "support/test_case.h"

#include "studies/panel_dataset.h"

#include <cmath>
#include <functional>
#include <limits>

using namespace loom;
using namespace loom::studies;

namespace {

const Date kStart = Date::fromYmd(2020, 1, 6); // a Monday

/// Closes of the days first … first + count - 1 after kStart, wiggling by the phase.
market::Series walk(const std::string& symbol, int first, int count, int phase) {
    market::Series series;
    series.instrument.symbol = symbol;
    series.source = "sample";
    for (int i = first; i < first + count; ++i) {
        const double c = 100 + i * 0.1 + (i * phase) % 7;
        series.bars.push_back({.time = Timestamp::atMidnightUtc(kStart + i).seconds,
                               .open = c,
                               .high = c,
                               .low = c,
                               .close = c});
    }
    return series;
}

DataSelection selectionOf(const std::vector<market::Series>& series,
                          Alignment alignment = Alignment::Inner) {
    DataSelection selection;
    for (const auto& one : series)
        selection.symbols.push_back(one.instrument.symbol);
    selection.alignment = alignment;
    return selection;
}

Result<PanelDataset> panelOf(const std::vector<market::Series>& series,
                             Alignment alignment = Alignment::Inner,
                             generate::MissingReturns missing = generate::MissingReturns::Allowed,
                             std::size_t minimum = 5) {
    return makePanelDataset(series, selectionOf(series, alignment), {}, minimum, missing);
}

std::string errorOf(const Result<PanelDataset>& result) {
    return result ? "no error" : result.error().message;
}

void drop(market::Series& series, int day) {
    std::erase_if(series.bars, [&](const market::Bar& bar) { return bar.date() == kStart + day; });
}

} // namespace

class PanelDatasetTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void innerKeepsTheDaysThatAllShare() {
        std::vector<market::Series> series{walk("A", 0, 60, 2), walk("B", 10, 60, 3)};
        drop(series[1], 20);
        const auto set = panelOf(series);
        VERIFY_OK(set);
        QCOMPARE(set->dates.size(), std::size_t{49}); // days 10 to 59 without day 20
        QCOMPARE(set->data.days(), std::size_t{48});
        QCOMPARE(set->data.assetCount(), std::size_t{2});
        QCOMPARE(set->data.dates.front(), (kStart + 11).days);
        QCOMPARE(set->droppedBefore, std::size_t{10});
        QCOMPARE(set->droppedInside, std::size_t{1});
        QCOMPARE(set->droppedAfter, std::size_t{10});
        QCOMPARE(set->coverage[0].dropped, std::size_t{11});
        QCOMPARE(set->coverage[1].dropped, std::size_t{10});
        QCOMPARE(set->coverage[1].missing, std::size_t{0});
        QCOMPARE(set->coverage[1].first, kStart + 10);
        QVERIFY(std::none_of(set->data.returns.begin(), set->data.returns.end(),
                             [](double r) { return std::isnan(r); }));
        // Row 9 goes from day 19 to day 21.
        QCOMPARE(set->data.returns[9 * 2],
                 std::log(series[0].bars[21].close / series[0].bars[19].close));
        QCOMPARE(set->data.trainEnd, std::size_t{29}); // 60 % of 48
        QCOMPARE(set->spanText(0, 2), std::string("2020-01-17 to 2020-01-18, 2 days of 2 assets"));
    }

    void raggedLeavesHolesWhereAnAssetHasNoClose() {
        std::vector<market::Series> series{walk("A", 0, 60, 2), walk("B", 0, 60, 3),
                                           walk("C", 10, 50, 5)};
        drop(series[2], 20);
        for (int day = 30; day < 40; ++day)
            drop(series[2], day);
        const auto set = panelOf(series, Alignment::Ragged);
        VERIFY_OK(set);
        QCOMPARE(set->dates.size(), std::size_t{60});
        const auto at = [&](int day) { return set->data.returns[(day - 1) * 3 + 2]; };
        QVERIFY(std::isnan(at(10))); // no close before
        QVERIFY(std::isfinite(at(11)));
        QVERIFY(std::isnan(at(20)));
        const auto close = [&](int day) { return set->closes[day * 3 + 2]; };
        QCOMPARE(at(21), std::log(close(21) / close(19))); // two days old
        QVERIFY(std::isnan(at(35)) && std::isnan(at(40))); // 11 days old: too far
        QVERIFY(std::isfinite(at(41)));
        QCOMPARE(set->coverage[2].missing, std::size_t{21});
        const auto notes = set->notes();
        QVERIFY(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("C lacks 21 of 60 days") != std::string::npos;
        }));
    }

    void raggedIsOnlyForModelsThatTakeMissingReturns() {
        std::vector<market::Series> series{walk("A", 0, 60, 2), walk("B", 0, 60, 3),
                                           walk("C", 10, 50, 5)};
        const auto refused = panelOf(series, Alignment::Ragged, generate::MissingReturns::Refused);
        QVERIFY2(errorOf(refused).find("leaves 10 of 177 returns missing (C on 2020-01-07") !=
                     std::string::npos,
                 errorOf(refused).c_str());
        series.pop_back(); // nothing is missing any more
        VERIFY_OK(panelOf(series, Alignment::Ragged, generate::MissingReturns::Refused));
    }

    void theHashFollowsSymbolsAndPrices() {
        std::vector<market::Series> series{walk("A", 0, 60, 2), walk("B", 0, 60, 3)};
        const auto one = panelOf(series);
        QCOMPARE(panelOf(series)->hash, one->hash);
        auto renamed = series;
        renamed[0].instrument.symbol = "Z";
        QVERIFY(panelOf(renamed)->hash != one->hash);
        series[1].bars[20].close += 1e-9;
        QVERIFY(panelOf(series)->hash != one->hash);
    }

    void unusablePanelsAreExplained_data() {
        QTest::addColumn<std::function<std::vector<market::Series>()>>("make");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, std::function<std::vector<market::Series>()> make,
                            const char* words) {
            QTest::newRow(name) << std::move(make) << QString::fromLatin1(words);
        };
        using Panel = std::vector<market::Series>;
        row(
            "one asset", [] { return Panel{walk("A", 0, 60, 2)}; }, "at least two assets");
        row(
            "twice",
            [] {
                return Panel{walk("A", 0, 60, 2), walk("A", 0, 60, 2)};
            },
            "A is in the panel twice");
        row(
            "no overlap",
            [] {
                return Panel{walk("OLD", 0, 30, 2), walk("NEW", 40, 30, 3)};
            },
            "OLD ends on 2020-02-04, before NEW begins on 2020-02-15");
        row(
            "no bars",
            [] {
                return Panel{walk("A", 0, 60, 2), walk("EMPTY", 0, 0, 3)};
            },
            "No daily bars of EMPTY");
        row(
            "constant",
            [] {
                Panel panel{walk("A", 0, 60, 2), walk("FLAT", 0, 60, 3)};
                for (auto& bar : panel[1].bars)
                    bar.close = 5;
                return panel;
            },
            "Every close of FLAT");
        row(
            "infinite",
            [] {
                Panel panel{walk("A", 0, 60, 2), walk("BAD", 0, 60, 3)};
                panel[1].bars[7].close = std::numeric_limits<double>::infinity();
                return panel;
            },
            "The close of BAD on 2020-01-13 is inf");
        row(
            "equal assets",
            [] {
                Panel panel{walk("A", 0, 60, 2), walk("A2", 0, 60, 2)};
                return panel;
            },
            "A and A2 have equal returns");
        row(
            "two rows",
            [] {
                return Panel{walk("A", 0, 2, 2), walk("B", 0, 2, 3)};
            },
            "share 2 days");
        row(
            "more assets than days",
            [] {
                Panel panel;
                for (int a = 0; a < 20; ++a)
                    panel.push_back(walk("S" + std::to_string(a), 0, 25, a + 2));
                return panel;
            },
            "20 assets but only 14 days");
    }
    void unusablePanelsAreExplained() {
        QFETCH(std::function<std::vector<market::Series>()>, make);
        QFETCH(QString, words);
        const auto error = errorOf(panelOf(make()));
        QVERIFY2(QString::fromStdString(error).contains(words), error.c_str());
    }

    void anAssetWithoutBarsInTheSpanIsNamed() {
        const std::vector<market::Series> series{walk("A", 0, 60, 2), walk("LATE", 40, 20, 3)};
        auto selection = selectionOf(series);
        selection.to = kStart + 30;
        const auto error =
            errorOf(makePanelDataset(series, selection, {}, 5, generate::MissingReturns::Allowed));
        QVERIFY2(error.find("LATE has no bars in this period; stored are 2020-02-15") !=
                     std::string::npos,
                 error.c_str());
    }

    void aShortPanelNamesTheAssetThatLimitsIt() {
        const std::vector<market::Series> series{walk("A", 0, 100, 2), walk("YOUNG", 80, 20, 3)};
        const auto error =
            errorOf(panelOf(series, Alignment::Inner, generate::MissingReturns::Allowed, 30));
        QVERIFY2(error.find("YOUNG begins only on 2020-03-26") != std::string::npos, error.c_str());
    }
};

LOOM_TEST(PanelDatasetTest)
#include "test_panel_dataset.moc"
