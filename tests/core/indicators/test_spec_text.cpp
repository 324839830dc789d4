// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "base/random.h"
#include "indicators/indicator.h"

using namespace loom;
using namespace loom::indicators;

namespace {

std::string errorOf(std::string_view text) {
    const auto parsed = makeIndicatorRegistry().parse(text);
    return parsed.ok() ? "" : parsed.error().message;
}

std::string canonical(std::string_view text, Convention convention = Convention::TaLib) {
    const auto parsed = makeIndicatorRegistry().parse(text, convention);
    return parsed.ok() ? parsed->text() : "error: " + parsed.error().message;
}

} // namespace

class SpecTextTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void textsBecomeIndicators() {
        QCOMPARE(canonical("rsi:14"), "rsi:14");
        QCOMPARE(canonical("  RSI : 7 "), "rsi:7");
        QCOMPARE(canonical("rsi"), "rsi:14");
        QCOMPARE(canonical("macd:12,26,9"), "macd:12,26,9");
        QCOMPARE(canonical("macd:8"), "macd:8,26,9");
        QCOMPARE(canonical("macd: slow = 30"), "macd:12,30,9");
        QCOMPARE(canonical("bbands:20,2"), "bbands:20,2");
        QCOMPARE(canonical("bbands:width=2.5"), "bbands:20,2.5");
        QCOMPARE(canonical("vwap:session"), "vwap:session");
        QCOMPARE(canonical("obv"), "obv");
        QCOMPARE(canonical("ema:20@tradingview"), "ema:20@tradingview");
        QCOMPARE(canonical("ema:20", Convention::TradingView), "ema:20@tradingview");
        QCOMPARE(canonical("ema:20@talib", Convention::TradingView), "ema:20");
        QCOMPARE(canonical("sma:20", Convention::TradingView), "sma:20"); // they agree on it
    }

    void namesAndLabels() {
        const auto macd = makeIndicatorRegistry().parse("macd@tradingview");
        VERIFY_OK(macd);
        QCOMPARE(macd->label(), "MACD 12, 26, 9 (TradingView)");
        QCOMPARE(
            macd->columnNames(),
            (std::vector<std::string>{"macd_12_26_9_tradingview", "macd_12_26_9_tradingview_signal",
                                      "macd_12_26_9_tradingview_histogram"}));
        QCOMPARE(makeIndicatorRegistry().parse("obv")->label(), "OBV");
    }

    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* text, const char* message) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(message);
        };
        row("", "name an indicator, such as rsi:14 or macd:12,26,9");
        row(":14", "name an indicator, such as rsi:14 or macd:12,26,9");
        row("rsy:14", "unknown indicator \"rsy\"; did you mean \"rsi\"?");
        row("bband", "unknown indicator \"bband\"; did you mean \"bbands\"?");
        row("rsi:14,3", "rsi: 2 values were given, it takes 1 (period)");
        row("macd:1,2,3,4", "macd: 4 values were given, it takes 3 (fast, slow, signal)");
        row("obv:3", "obv: it takes no parameters; write it without the colon");
        row("rsi:", "rsi: the value of \"period\" is empty");
        row("macd:12,,9", "macd: the value of \"slow\" is empty");
        row("rsi:1", "rsi: period is \"1\". Allowed: 2 to 99999");
        row("rsi:99999999999", "rsi: period is \"99999999999\". Allowed: 2 to 99999");
        row("rsi:-14", "rsi: period is \"-14\". Allowed: 2 to 99999");
        row("rsi:14.5", "rsi: period is \"14.5\". Must be a whole number");
        row("rsi:ten", "rsi: period is \"ten\". Must be a whole number");
        row("bbands:20,nan", "bbands: width is \"nan\". Must be a finite number");
        row("vwap:week", "vwap: anchor is \"week\". Must be one of: start, session");
        row("rsi:perid=7", "rsi: unknown parameter \"perid\"; did you mean \"period\"?");
        row("rsi:period=7,period=8", "rsi: 2 values were given, it takes 1 (period)");
        row("macd:12,fast=8", "macd: \"fast\" is given twice");
        row("macd:26,12", "macd: the fast period must be shorter than the slow one");
        row("ema:20@wilder", "unknown convention \"wilder\"; known: talib, tradingview, original");
    }
    void mistakesAreNamed() {
        QFETCH(QString, text);
        QFETCH(QString, message);
        QCOMPARE(QString::fromStdString(errorOf(text.toStdString())), message);
    }

    void unknownNamesListTheKnown() {
        const auto message = errorOf("zzzzzz");
        QVERIFY(message.find("known: adx, aroon, atr, bbands") != std::string::npos);
    }

    /// Anything typed gives an indicator, whose text reads back to itself, or a sentence.
    void anyTextIsReadOrRefused() {
        const auto registry = makeIndicatorRegistry();
        std::vector<std::string> pieces{":",     ",",           "@",    "=",   " ",   "-",
                                        ".",     "1",           "14",   "1e9", "nan", "period",
                                        "talib", "tradingview", "\xff", "\"",  "%s",  "\n"};
        for (const auto& info : registry.all())
            pieces.push_back(info->id);
        Rng rng(77);
        int read = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string text = rng.uniform() < 0.7 ? registry.all()[rng.below(23)]->id + ":" : "";
            for (std::size_t n = rng.below(7); n > 0; --n)
                text += pieces[rng.below(pieces.size())];
            const auto parsed = registry.parse(text);
            if (!parsed) {
                QVERIFY(!parsed.error().message.empty());
                continue;
            }
            ++read;
            const auto again = registry.parse(parsed->text());
            VERIFY_OK(again);
            QCOMPARE(again->text(), parsed->text());
        }
        QVERIFY(read > 500);
    }
};

LOOM_TEST(SpecTextTest)
#include "test_spec_text.moc"
