// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers that need no Python: golden.json (its origin: golden_values.py beside it) on the
// bundled S&P 500, published examples, and what can be told without computing.
#include "support/test_case.h"

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "tables.h"

using namespace loom;
using namespace loom::indicators;
using namespace loom::indicators::tests;

namespace {

bool near(double ours, double known) {
    return std::abs(ours - known) <= 1e-9 * std::max(1.0, std::abs(known));
}

/// A table of closes; the other prices equal them, the volume is 1,000.
Table closes(const std::vector<double>& values) {
    Table table;
    for (const double x : values)
        table.add(static_cast<std::int64_t>(table.size()) * kSecondsPerDay, x, x, x, x, 1000);
    return table;
}

Values one(const char* spec, const Table& table) {
    const auto computed = compute(spec, table.bars());
    return computed ? computed->columns.front().values : Values{};
}

} // namespace

class KnownAnswersTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void goldenValuesAgree() {
        Table sample = readTable(std::string(LOOM_SOURCE_DIR) +
                                 "/resources/sample/gspc_ohlcv_2000_2020.csv.gz");
        QVERIFY(sample.size() > 5000);
        const auto text =
            readFile(std::string(LOOM_SOURCE_DIR) + "/tests/core/indicators/golden.json");
        VERIFY_OK(text);
        const auto golden = parseJson(*text);
        VERIFY_OK(golden);
        const auto rows = golden->at("rows").get<std::size_t>();
        for (std::size_t i = 0; i < rows; ++i) // sessions of 13 bars, for the VWAP
            sample.times[i] = static_cast<std::int64_t>(i / 13) * kSecondsPerDay;
        QVERIFY(golden->at("entries").size() >= 36);
        for (const Json& entry : golden->at("entries")) {
            const auto spec = entry.at("spec").get<std::string>();
            const auto computed = compute(spec, sample.bars(rows));
            VERIFY_OK(computed);
            QCOMPARE(computed->columns.size(), entry.at("outputs").size());
            for (std::size_t k = 0; k < computed->columns.size(); ++k) {
                const auto& column = computed->columns[k];
                const Json& known = entry.at("outputs").at(k);
                QVERIFY2(column.warmUp == known.at("first").get<std::size_t>(), spec.c_str());
                for (const auto& [at, value] : known.at("at").items())
                    QVERIFY2(near(column.values[std::stoul(at)], value.get<double>()),
                             (column.name + " at " + at).c_str());
            }
        }
    }

    /// Example of StockCharts' ChartSchool (QQQQ, closes to two decimals): the RSI that most
    /// libraries cite, to the digits that the rounded closes leave.
    void rsiOfTheChartSchool() {
        const auto rsi = one("rsi:14", closes({44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.10,
                                               45.42, 45.84, 46.08, 45.89, 46.03, 45.61, 46.28,
                                               46.28, 46.00, 46.03, 46.41, 46.22, 45.64}));
        QVERIFY(std::isnan(rsi[13]));
        const double known[] = {70.46, 66.25, 66.48, 69.35, 66.29, 57.91};
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY2(std::abs(rsi[14 + i] - known[i]) < 0.01,
                     qPrintable(QString::number(rsi[14 + i])));
    }

    void straightLineIsKnownExactly() {
        std::vector<double> line;
        for (int i = 0; i < 300; ++i)
            line.push_back(100 + i);
        const Table table = closes(line);
        const double last = line.back();
        QVERIFY(near(one("sma:11", table).back(), last - 5));
        QVERIFY(near(one("ema:11", table).back(), last - 5)); // lag (n - 1) / 2
        QVERIFY(near(one("wma:10", table).back(), last - 3)); // lag (n - 1) / 3
        QVERIFY(near(one("rsi:14", table).back(), 100));
        QVERIFY(near(one("mom:10", table).back(), 10));
        QVERIFY(near(one("atr:14", table).back(), 1));
        QVERIFY(near(one("macd:12,26,9", table).back(), 7)); // difference of the lags
        QVERIFY(near(one("adx:14", table).back(), 100));
        QVERIFY(near(one("willr:14", table).back(), 0));
        QVERIFY(near(one("aroon:14", table).back(), 100));
        QVERIFY(near(one("obv", table).back(), 300'000));
        // Values -(n - 1)/2 … (n - 1)/2 around the mean: population variance (n² - 1) / 12.
        const auto bands = compute("bbands:20,1", table.bars());
        VERIFY_OK(bands);
        QVERIFY(near(bands->columns[0].values.back() - bands->columns[1].values.back(),
                     std::sqrt(399.0 / 12)));
    }

    void constantPricesGiveNoNoise() {
        const Table table = closes(std::vector<double>(200, 100.1));
        for (const char* spec :
             {"sma:7", "ema:7", "wma:7", "bbands:20,2", "keltner", "donchian", "vwap", "psar"}) {
            const auto computed = compute(spec, table.bars());
            VERIFY_OK(computed);
            for (const auto& column : computed->columns)
                QVERIFY2(std::abs(column.values.back() - 100.1) < 1e-12, spec);
        }
        for (const char* spec : {"rsi:14", "macd", "atr:14", "adx:14", "stoch", "stochrsi", "willr",
                                 "cci", "roc", "mom", "mfi", "trix:5", "volatility"})
            QVERIFY2(std::abs(one(spec, table).back()) < 1e-12, spec);
        QCOMPARE(one("rsi:14@tradingview", table).back(), 100.0);
    }

    /// After a wild stretch a flat one leaves nothing in the running sums.
    void flatAfterWildIsFlat() {
        Table table = madeTable(Shape::Walk, 500, 3);
        for (int i = 0; i < 100; ++i)
            table.add(table.times.back() + 1800, 77.7, 77.7, 77.7, 77.7, 0);
        const auto bands = compute("bbands:20,2", table.bars());
        QCOMPARE(bands->columns[0].values.back(), bands->columns[2].values.back());
        QCOMPARE(one("mfi:14", table).back(), 0.0);
        QCOMPARE(one("volatility:20", table).back(), 0.0);
        QCOMPARE(one("cci:14", table).back(), 0.0);
    }

    void missingAndImpossibleInputIsRefusedInWords() {
        Table table = madeTable(Shape::Walk, 50, 1);
        const auto says = [&](const char* spec, const Bars& bars, const char* part) {
            const auto result = compute(spec, bars);
            return !result.ok() && result.error().text().find(part) != std::string::npos;
        };
        Bars bars = table.bars();
        bars.volume = {};
        QVERIFY(says("mfi:14", bars, "the volume is missing"));
        QVERIFY(compute("rsi:14", bars).ok());
        bars = table.bars();
        bars.high = bars.high.first(49);
        QVERIFY(says("atr", bars, "the high has 49 values for 50 bars"));
        bars = table.bars();
        bars.times = {};
        QVERIFY(says("vwap:session", bars, "no times"));
        table.close[7] = std::nan("");
        QVERIFY(says("rsi:14", table.bars(), "the close of bar 8 is not a finite number"));
        table.close[7] = -1;
        QVERIFY(compute("rsi:14", table.bars()).ok());
        QVERIFY(says("volatility", table.bars(), "the close of bar 8 is not above zero"));
        QVERIFY(says("trix:5@tradingview", table.bars(), "not above zero"));
    }

    void worthlessValuesAreWarnedOf() {
        const auto quiet = madeTable(Shape::NoVolume, 100, 1);
        for (const char* spec : {"mfi", "obv", "vwap"}) {
            const auto computed = compute(spec, quiet.bars());
            VERIFY_OK(computed);
            QCOMPARE(computed->warnings.size(), std::size_t{1});
            QVERIFY(computed->warnings[0].find("volume of every bar is zero") != std::string::npos);
        }
        const auto brief = compute("rsi:14", quiet.bars(14));
        VERIFY_OK(brief);
        QCOMPARE(brief->warnings,
                 std::vector<std::string>{
                     "RSI 14 needs 15 bars for its first full values; there are 14."});
        QVERIFY(compute("rsi:14", quiet.bars(15))->warnings.empty());
    }
};

LOOM_TEST(KnownAnswersTest)
#include "test_known_answers.moc"
