// SPDX-License-Identifier: GPL-3.0-or-later
// Features and covariates; expected values follow from their definitions by hand, RSI and MACD from
// core/indicators, which has tests of its own.
#include "support/test_case.h"

#include <algorithm>

#include "core/studies_forecast/samples.h"
#include "forecast/feature_continuation.h"
#include "indicators/indicator.h"

using namespace loom;
using namespace loom::studies;
using namespace loom::tests;
using forecast::Frequency;

namespace {

const Date kStart = Date::fromYmd(2024, 1, 2);

Result<ForecastDataset> made(std::vector<market::Series> series, ForecastSelection selection,
                             std::vector<market::Series> covariates = {}) {
    return makeForecastDataset(inputsOf(std::move(series), std::move(covariates)),
                               std::move(selection));
}

std::size_t columnOf(const ForecastDataset& set, const std::string& name) {
    const auto& names = set.data->featureNames;
    return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

std::vector<double> closesOf(const market::Series& series) {
    std::vector<double> out;
    for (const auto& bar : series.bars)
        out.push_back(bar.close);
    return out;
}

std::string parseError(const std::string& text, Frequency frequency = Frequency::Day1) {
    const auto spec = parseFeature(text, frequency);
    return spec ? "no error" : spec.error().message;
}

/// Bars of an index that is no asset, with its own kind of exchange.
market::Series index(const std::string& symbol, Date first, int count, int phase) {
    auto out = daily(symbol, first, count, phase);
    out.instrument.exchange = "WCB";
    out.instrument.type = "INDEX";
    return out;
}

} // namespace

class ForecastFeaturesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void wordsByHand() {
        auto a = daily("A", kStart, 60);
        a.bars[40].volume = 0;
        const auto set = made({a}, {.horizon = 2, .features = {"ohlc", "volume", "day_of_week"}});
        VERIFY_OK(set);
        const auto row = set->data->feature(0, 30);
        const auto& bar = a.bars[30];
        const double before = a.bars[29].close;
        QCOMPARE(row[0], std::log(bar.open / before));
        QCOMPARE(row[1], std::log(bar.high / before));
        QCOMPARE(row[2], std::log(bar.low / before));
        QCOMPARE(row[3], std::log(bar.close / before));
        double mean = 0;
        for (int i = 11; i <= 30; ++i)
            mean += static_cast<double>(a.bars[i].volume) / 20;
        QVERIFY(std::abs(row[4] - std::log(static_cast<double>(bar.volume) / mean)) < 1e-14);
        QCOMPARE(set->data->feature(0, 40)[4], std::log(0.01)); // a bar without volume
        QVERIFY(std::isnan(set->data->feature(0, 18)[4]));
        QVERIFY(!std::isnan(set->data->feature(0, 19)[4]));
        const double turn = 2 * M_PI * bar.date().weekday() / 7;
        QVERIFY(std::abs(row[5] - std::sin(turn)) < 1e-15);
        QCOMPARE(set->warmUp, std::size_t{19});
        QVERIFY(std::isnan(set->data->feature(0, 0)[0])); // never filled with zeros
    }

    /// The real close of the next bar, given as a forecast, makes the real features of its row; a
    /// gap and rows that were dropped for another asset do not matter.
    void goOnBeyondTheLastBar() {
        auto a = daily("A", kStart, 120, 1), b = daily("B", kStart, 110, 2);
        const std::int64_t gap = a.bars[70].time;
        dropDay(a, a.bars[70].date());
        b.bars.erase(b.bars.begin(), b.bars.begin() + 30);
        const auto set = made({a, b}, {.horizon = 2,
                                       .features = {"closes", "bbands:20", "roc:10", "trix:5",
                                                    "change:rsi:14", "change:return"},
                                       .alignment = Alignment::Inner});
        VERIFY_OK(set);
        const auto& data = *set->data;
        QVERIFY(data.continuation && data.continuation->impossible().empty());
        for (std::size_t asset = 0; asset < 2; ++asset) {
            const auto course = data.continuation->start(asset);
            std::vector<double> next(data.featureCount()), after(data.featureCount());
            for (std::size_t row = 35; row + 2 < data.rows(); ++row) {
                course->take(row);
                const auto ahead = course->clone();
                ahead->ahead(data.outcome(asset, row, 1), next);
                ahead->ahead(data.outcome(asset, row + 1, 1), after);
                if (data.times[row] < gap && gap < data.times[row + 2])
                    continue; // B has a bar between these rows
                for (std::size_t f = 0; f < next.size(); ++f) {
                    QVERIFY(std::abs(next[f] - data.feature(asset, row + 1)[f]) < 1e-11);
                    QVERIFY(std::abs(after[f] - data.feature(asset, row + 2)[f]) < 1e-11);
                }
            }
        }
    }

    void whatNeedsMoreThanClosesCannotGoOn() {
        const auto set = made({daily("A", kStart, 120)},
                              {.horizon = 2,
                               .features = {"ohlc", "rsi:14", "atr:14", "volume", "day_of_week"},
                               .covariates = {"^X:level"}},
                              {index("^X", kStart, 120, 3)});
        VERIFY_OK(set);
        const auto& impossible = set->data->continuation->impossible();
        const std::vector<std::string> expected{"ohlc", "atr:14", "volume", "day_of_week",
                                                set->data->featureNames.back()};
        QVERIFY(impossible == expected);
    }

    void indicatorsAreFreeOfScale() {
        const auto a = daily("A", kStart, 90);
        auto big = a;
        for (auto& bar : big.bars)
            for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price *= 1024; // a power of two changes no bit of a quotient
        ForecastSelection selection{.horizon = 2,
                                    .features = {"rsi:14", "macd:12,26,9", "sma:5", "bbands:20",
                                                 "atr:14", "cci:14", "roc:10", "obv", "willr:14",
                                                 "volatility:20"}};
        const auto set = made({a}, selection);
        const auto scaled = made({big}, selection);
        VERIFY_OK(set);
        VERIFY_OK(scaled);
        for (std::size_t i = 0; i < set->data->features.size(); ++i) {
            const double x = set->data->features[i], y = scaled->data->features[i];
            QVERIFY((std::isnan(x) && std::isnan(y)) || std::abs(x - y) < 1e-11);
        }
        const auto closes = closesOf(a);
        const indicators::Bars bars{.close = closes};
        const auto rsi = indicators::compute("rsi:14", bars);
        const auto macd = indicators::compute("macd:12,26,9", bars);
        VERIFY_OK(rsi);
        VERIFY_OK(macd);
        const auto row = set->data->feature(0, 60);
        QCOMPARE(row[columnOf(*set, "rsi_14")], rsi->columns[0].values[60] / 100);
        QCOMPARE(row[columnOf(*set, "macd_12_26_9")], macd->columns[0].values[60] / closes[60]);
        double mean = 0;
        for (int i = 56; i <= 60; ++i)
            mean += closes[i] / 5;
        QVERIFY(std::abs(row[columnOf(*set, "sma_5")] - std::log(mean / closes[60])) < 1e-13);
        QVERIFY(std::abs(row[columnOf(*set, "roc_10")] - (closes[60] / closes[50] - 1)) < 1e-13);
        double volume = 0;
        for (int i = 41; i <= 60; ++i)
            volume += static_cast<double>(a.bars[i].volume) / 20;
        const double sign = closes[60] > closes[59] ? 1 : -1;
        QVERIFY(std::abs(row[columnOf(*set, "obv")] -
                         sign * static_cast<double>(a.bars[60].volume) / volume) < 1e-9);
        QCOMPARE(set->warmUp, std::size_t{33}); // MACD with its signal begins at bar 33
    }

    void changesAreDifferencesOfRows() {
        const auto set =
            made({daily("A", kStart, 90)}, {.features = {"macd:12,26,9", "change:macd:12,26,9"}});
        VERIFY_OK(set);
        const auto level = columnOf(*set, "macd_12_26_9_signal");
        const auto change = columnOf(*set, "macd_12_26_9_signal change");
        const auto& data = *set->data;
        QCOMPARE(data.feature(0, 60)[change],
                 data.feature(0, 60)[level] - data.feature(0, 59)[level]);
        QCOMPARE(set->warmUp, std::size_t{34}); // one later than the level
        QVERIFY(parseError("change:change:volume").starts_with("A change of a change"));
        QVERIFY(parseError("change:day_of_week").ends_with("says nothing new. Leave it out."));
        QVERIFY(parseError("change:retrun").find("did you mean") != std::string::npos);
    }

    void presetsStandForTheirLists() {
        const auto features = parseFeatures({"ten_day"}, Frequency::Day1);
        VERIFY_OK(features);
        QCOMPARE(features->size(), std::size_t{6});
        QCOMPARE(features->at(2).text, std::string("macd:12,26,9"));
        for (const auto& preset : featurePresets())
            VERIFY_OK(parseFeatures(preset.features, Frequency::Minute5));
        const auto set = made({daily("A", kStart, 90)}, {.features = {"ten_day"}});
        VERIFY_OK(set);
        QCOMPARE(set->data->featureCount(), std::size_t{11});
    }

    void featuresThatCannotBeAreRefused() {
        QCOMPARE(parseError("retrun"),
                 std::string("There is no feature \"retrun\"; did you mean \"return\"?"));
        QCOMPARE(parseError("macdd:12,26"),
                 std::string("There is no feature \"macdd:12,26\"; did you mean \"macd\"?"));
        QVERIFY(parseError("rsi:0").starts_with("The feature \"rsi:0\" cannot be read: "));
        QVERIFY(parseError("xyzzy").ends_with("and every indicator, such as rsi:14."));
        QVERIFY(parseError("time_of_day")
                    .starts_with("The feature time_of_day is the same at "
                                 "every daily bar."));
        QVERIFY(
            parseError("day_of_week", Frequency::Week1).ends_with("about weeks. Leave it out."));
        const auto twice = parseFeatures({"ohlc", "return"}, Frequency::Day1);
        QVERIFY(!twice && twice.error().message.find("is there already") != std::string::npos);
    }

    void covariatesAreWhatWasKnown() {
        const auto a = daily("A", kStart, 60);
        auto vix = index("^VIX", kStart, 60, 5);
        vix.bars.erase(vix.bars.begin() + 30); // not computed that day
        const auto set =
            made({a}, {.horizon = 2, .covariates = {"^VIX:level", "^VIX", "^VIX:change"}},
                 {vix, vix, vix});
        VERIFY_OK(set);
        const auto level = [&](int bar) { return vix.bars[bar].close; };
        QCOMPARE(set->data->feature(0, 29)[1], level(29));
        QCOMPARE(set->data->feature(0, 30)[1], level(29)); // the last one there was
        QCOMPARE(set->data->feature(0, 31)[1], level(30)); // bars move up by the one erased
        QCOMPARE(set->data->feature(0, 29)[2], std::log(level(29) / level(28)));
        QCOMPARE(set->data->feature(0, 30)[3], 0.0);
        for (const std::size_t rows : {1, 30, 31, 59})
            QCOMPARE(leak(*set, rows), std::string());
    }

    void aDayThatIsNotOverIsNotKnown() {
        // Bitcoin's day ends at midnight UTC, hours after New York has closed: its value of the
        // same date would come from the future.
        const auto a = daily("A", kStart, 40);
        market::Series coin = daily("BTC-USD", kStart, 60, 4);
        coin.instrument = {.symbol = "BTC-USD",
                           .name = {},
                           .exchange = "CCC",
                           .type = "CRYPTOCURRENCY",
                           .currency = "USD",
                           .timeZone = "UTC"};
        for (int i = 0; i < 60; ++i)
            coin.bars[i].time = Timestamp::atMidnightUtc(kStart + i).seconds;
        const auto set = made({a}, {.horizon = 2, .covariates = {"BTC-USD:level"}}, {coin});
        VERIFY_OK(set);
        QCOMPARE(set->data->feature(0, 1)[1], coin.bars[0].close); // Wednesday knows Tuesday
        QCOMPARE(set->data->feature(0, 4)[1], coin.bars[5].close); // Monday, 8 January: Sunday
        QVERIFY(std::isnan(set->data->feature(0, 0)[1]));
    }

    void withinTheDayYesterdayIsKnown() {
        const auto a = intraday("A", kStart, kStart + 3, market::Interval::Minute5);
        const auto vix = index("^VIX", kStart - 10, 20, 5);
        const auto set = made(
            {a}, {.frequency = Frequency::Minute5, .horizon = 2, .covariates = {"^VIX:level@1d"}},
            {vix});
        VERIFY_OK(set);
        const auto levelOf = [&](Date date) {
            for (const auto& bar : vix.bars)
                if (bar.date() == date)
                    return bar.close;
            return 0.0;
        };
        // Before the close of 3 January the value of the 2nd, at the bar that ends with it its own.
        QCOMPARE(set->data->feature(0, 78 + 76)[1], levelOf(kStart));
        QCOMPARE(set->data->feature(0, 78 + 77)[1], levelOf(kStart + 1));
        QCOMPARE(set->data->feature(0, 78 + 78)[1], levelOf(kStart + 1));
        QCOMPARE(leak(*set, 78 + 40), std::string());
    }

    void aPlantedLeakIsFound() {
        const auto set = made({daily("A", kStart, 60)}, {.horizon = 2, .features = {"ohlc"}});
        VERIFY_OK(set);
        QCOMPARE(leak(*set, 40), std::string());
        auto planted = *set;
        auto data = std::make_shared<forecast::ForecastData>(*set->data);
        for (std::size_t row = 0; row + 1 < data->rows(); ++row) // the return of tomorrow
            data->features[row * 4 + 1] = data->outcome(0, row, 1);
        planted.data = data;
        QVERIFY(leak(planted, 40).starts_with("A row 0 high"));
        // The same by the raw bars: other bars than those the features were made of.
        auto bars = *set->inputs.series;
        bars[0].bars[20].high *= 1 + 1e-15;
        planted = *set;
        planted.inputs.series = std::make_shared<const std::vector<market::Series>>(bars);
        QVERIFY(leak(planted, 40).starts_with("A row 20 high"));
        QCOMPARE(leak(planted, 20), std::string()); // before it nothing differs
    }

    void oldValuesAreMissing() {
        const auto a = daily("A", kStart, 40);
        auto vix = index("^VIX", kStart, 40, 5);
        vix.bars.resize(20);
        const auto set = made({a}, {.horizon = 2, .covariates = {"^VIX:level"}}, {vix});
        VERIFY_OK(set);
        QVERIFY(!std::isnan(set->data->feature(0, 25)[1]));
        QVERIFY(std::isnan(set->data->feature(0, 30)[1])); // 14 days later
    }
};

LOOM_TEST(ForecastFeaturesTest)
#include "test_forecast_features.moc"
