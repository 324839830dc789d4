// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>

#include "base/csv.h"
#include "base/gzip.h"
#include "base/text.h"
#include "core/market/market_fixtures.h"
#include "market/overlap.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

/// date -> value of one column for one symbol of a panel beside the checkout.
std::map<std::string, double> column(const char* file, std::string_view symbol,
                                     std::string_view name) {
    const std::string text = readMaybeGzip(std::string(LOOM_TEST_DATA "/") + file).value();
    CsvReader reader(text);
    std::vector<std::string> fields;
    reader.next(fields);
    const auto wanted = static_cast<std::size_t>(std::ranges::find(fields, name) - fields.begin());
    std::map<std::string, double> out;
    while (reader.next(fields))
        if (fields[0] == symbol)
            out[fields[1]] = parseDouble(fields[wanted]).value();
    return out;
}

class TestOverlap : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    // Five years of SPY fetched in 2021 and again in 2026: the dividends in between changed every
    // adjusted close by one factor, 1.070683 on all 1,258 days (data README).
    void recordedRestatementOfSpyIsOneConstant() {
        if (!std::filesystem::exists(LOOM_TEST_DATA "/etf_yahoo_raw_2016_2021.csv.gz"))
            QSKIP("the ETF panels are not beside the checkout");
        const auto before = column("etf_yahoo_raw_2016_2021.csv.gz", "SPY", "adj_close");
        const auto after = column("etf_adjusted_long_2026.csv.gz", "SPY", "close");
        std::vector<double> a, b;
        for (const auto& [date, value] : before)
            if (const auto found = after.find(date); found != after.end()) {
                a.push_back(value);
                b.push_back(found->second);
            }
        QCOMPARE(a.size(), std::size_t{1258});
        const auto ratio = constantRatio(a, b, 2e-6);
        QVERIFY(ratio.has_value());
        QVERIFY(std::abs(*ratio - 1.070683) < 1e-6);
        a[600] *= 1.0001;
        QVERIFY(!constantRatio(a, b, 2e-6));
    }

    void kindsOfRestatement() {
        std::vector<Bar> stored;
        for (int i = 0; i < 10; ++i)
            stored.push_back(barAt(i * 86400, 100 + i));
        auto batch = stored;
        QCOMPARE(compareOverlap(stored, batch).kind, OverlapKind::Same);
        batch[9].close = 300; // still running: no comparison
        batch[9].final = false;
        QCOMPARE(compareOverlap(stored, batch).kind, OverlapKind::Same);
        QCOMPARE(compareOverlap(stored, batch).common, std::size_t{9});
        batch[3].close += 1;
        const auto edited = compareOverlap(stored, batch);
        QCOMPARE(edited.kind, OverlapKind::Edited);
        QCOMPARE(edited.edits[0].oldClose, 103.0);
        for (Bar& bar : batch)
            bar.close = bar.close * (1 + 0.01 * static_cast<double>(bar.time / 86400 + 1));
        QCOMPARE(compareOverlap(stored, batch).kind, OverlapKind::Rewritten);
        batch = stored;
        for (Bar& bar : batch)
            bar.close = asSent(bar.close / 3);
        const auto scaled = compareOverlap(stored, batch);
        QCOMPARE(scaled.kind, OverlapKind::Scaled);
        QVERIFY(std::abs(scaled.ratio * 3 - 1) < 1e-6);
        QCOMPARE(compareOverlap({}, batch).common, std::size_t{0});
    }

    void listedDividendsAreCheckedAgainstAdjustedCloses() {
        FetchedSeries batch;
        for (int i = 0; i < 4; ++i)
            batch.bars.push_back(barAt(i * 86400, 100));
        batch.actions = {{.kind = ActionKind::Dividend, .exDate = Date{2}, .amount = 1}};
        batch.adjustedClose = {asSent(99), asSent(99), 100.0, std::nullopt};
        QVERIFY(dividendMismatch(batch) < 2e-6);
        batch.actions[0].amount = 1.1;
        QVERIFY(dividendMismatch(batch) > 5e-4);
    }
};

LOOM_TEST(TestOverlap)

} // namespace

#include "test_overlap.moc"
