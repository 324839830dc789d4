// SPDX-License-Identifier: GPL-3.0-or-later
// The strict JSON form of a selection, and a clear sentence for each kind of bad input.
#include "support/test_case.h"

#include "core/studies_forecast/samples.h"

#include <QTemporaryDir>
#include <algorithm>
#include <fstream>

#include "market/universe.h"
#include "studies/workbench.h"

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

Result<ForecastSelection> readText(const char* text) {
    const Json json = Json::parse(text);
    ObjectReader reader(json, "");
    auto data = readForecastData(reader);
    if (auto good = reader.finish(); !good)
        return std::move(good).error();
    return data;
}

std::string jsonError(const char* text) {
    const auto data = readText(text);
    return data ? "no error" : data.error().message;
}

/// The message of a failure begins and ends with these.
void checkError(const Result<ForecastDataset>& result, const std::string& begin,
                const std::string& part) {
    const auto message = errorOf(result);
    QVERIFY2(message.starts_with(begin), message.c_str());
    QVERIFY2(message.find(part) != std::string::npos, message.c_str());
}

} // namespace

class ForecastInputTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aSelectionComesBackFromJson() {
        ForecastSelection data{.symbols = {"AAPL", "MSFT"},
                               .frequency = Frequency::Minute5,
                               .from = Date::fromYmd(2025, 5, 12),
                               .to = Date::fromYmd(2026, 3, 12),
                               .adjustment = market::Adjustment::AsStored,
                               .source = "import",
                               .horizon = 12,
                               .features = {"return", "rsi:14"},
                               .covariates = {"^VIX:level@1d"},
                               .carry = 3,
                               .alignment = Alignment::Inner};
        const auto again = readText(Json{{"data", toJson(data)}}.dump().c_str());
        VERIFY_OK(again);
        QVERIFY(*again == data);
        const auto least = readText(R"({"data": {"universe": "ten_etfs", "frequency": "1w",
                                        "features": ["ten_day"]}})");
        VERIFY_OK(least);
        QCOMPARE(least->symbols.size(), std::size_t{10});
        QCOMPARE(least->features.size(), std::size_t{6});
        QCOMPARE(dataTitle(*least), std::string("Ten ETFs"));
        QCOMPARE(dataTitle(data), std::string("AAPL, MSFT"));
    }

    void theTenEtfsAreAUniverse() {
        const auto ten = market::universe("ten_etfs");
        VERIFY_OK(ten);
        QCOMPARE(ten->symbols, (std::vector<std::string>{"SPY", "QQQ", "IWM", "EFA", "EEM", "TLT",
                                                         "GLD", "VNQ", "HYG", "LQD"}));
    }

    void badJsonIsRefusedByName() {
        QCOMPARE(jsonError(R"({"data": {"symbols": ["SPY"], "horizn": 5}})"),
                 std::string("data.horizn: unknown key; did you mean \"horizon\"?"));
        QVERIFY(jsonError(R"({"data": {"symbols": ["SPY"], "frequency": "1x"}})")
                    .starts_with("data.frequency: is \"1x\"; must be one of"));
        QVERIFY(jsonError(R"({"data": {"symbols": ["BRK.B"]}})").starts_with("data.symbols: "));
        QCOMPARE(jsonError(R"({"data": {"symbols": ["SPY", "SPY"]}})"),
                 std::string("data: SPY is given twice. Name every asset once."));
        QCOMPARE(jsonError(R"({"data": {"symbols": ["SPY"], "from": "2020-01-02",
                                        "to": "2019-01-02"}})"),
                 std::string("data: The last day, 2019-01-02, lies before the first, 2020-01-02. "
                             "Exchange them."));
        QCOMPARE(jsonError(R"({"data": {}})"),
                 std::string("data: Nothing is selected to be forecast. Name symbols, a universe "
                             "or a file."));
        QVERIFY(jsonError(R"({"data": {"symbols": ["SPY"], "features": ["rsii:14"]}})")
                    .ends_with("did you mean \"rsi\"?"));
        QVERIFY(jsonError(R"({"data": {"symbols": ["SPY"], "covariates": ["^VIX:levl"]}})")
                    .ends_with("did you mean \"level\"?."));
        QVERIFY(jsonError(R"({"data": {"file": "a.csv", "source": "yahoo"}})")
                    .starts_with("data.source: "));
    }

    void tooShortSeries() {
        checkError(made({daily("A", kStart, 30)}, {.features = {"macd:12,26,9"}}),
                   "The feature macd_12_26_9 of A has no value", "longer period");
        checkError(made({daily("A", kStart, 40)}, {.features = {"macd:12,26,9"}}),
                   "A has 40 daily bars here; 33 before its features have values", "at least 44");
        checkError(made({daily("A", kStart, 5)}, {}), "These assets share 5 rows", "10 ahead");
        const auto set = made({daily("A", kStart, 50)}, {.features = {"return"}});
        VERIFY_OK(set);
        VERIFY_OK(set->checkWindow(30));
        const auto window = set->checkWindow(60);
        QVERIFY(!window);
        QVERIFY2(window.error().message.starts_with(
                     "A has 50 daily bars here; 1 before its features have values, a window of 60 "
                     "and a horizon of 10 need at least 71."),
                 window.error().message.c_str());
    }

    void nothingStored() {
        auto a = daily("A", kStart, 40);
        checkError(made({a}, {.from = Date::fromYmd(2030, 1, 1)}), "A has no final 1d bars",
                   "stored are 2024-01-02 to");
        a.bars.clear();
        checkError(made({a}, {}), "No 1d bars of A are stored", "Fetch or import");
    }

    void pricesThatCannotBe() {
        auto a = daily("A", kStart, 40);
        a.bars[7].low = 0;
        checkError(made({a}, {}), "A has the price 0 on 2024-01-11", "positive, finite");
        a.bars[7].low = std::nan("");
        checkError(made({a}, {}), "A has the price nan on", "Repair it");
    }

    void constantAndEmptyFeatures() {
        auto flat = daily("A", kStart, 60);
        for (auto& bar : flat.bars)
            bar.open = bar.high = bar.low = bar.close = 10;
        checkError(made({flat}, {}), "Every close of A in this period is 10", "Leave it out");
        auto closes = daily("A", kStart, 60);
        for (auto& bar : closes.bars)
            bar.open = bar.high = bar.low = bar.close;
        VERIFY_OK(made({closes}, {.features = {"return"}}));
        checkError(made({closes}, {.features = {"stoch:5,3,3", "volatility:20,1,parkinson"}}),
                   "The feature volatility", "a constant says nothing");
    }

    void noVolume() {
        auto a = daily("A", kStart, 60);
        for (auto& bar : a.bars)
            bar.volume = 0;
        VERIFY_OK(made({a}, {}));
        for (const auto& [text, name] : {std::pair("volume", "volume"), std::pair("obv", "obv"),
                                         std::pair("mfi:14", "mfi:14")})
            checkError(made({a}, {.features = {"return", text}}), "Every bar of A has zero volume",
                       std::string("\"") + name + "\"");
        a.bars[50].volume = 7; // some bars without volume are no reason to refuse weeks
        VERIFY_OK(made({a}, {.frequency = Frequency::Week1, .horizon = 1}));
    }

    void mixedIntervals() {
        auto a = daily("A", kStart, 200);
        auto weekly = a;
        std::erase_if(weekly.bars, [](const auto& bar) {
            return bar.date() > kStart + 100 && bar.date().weekday() != 5;
        });
        checkError(made({weekly}, {}), "From 2024-04-", "the bars of A come every");
        checkError(made({a}, {.frequency = Frequency::Minute5}), "The bars of A are 1d bars",
                   "made of 5m bars");
        auto fine = intraday("A", kStart, kStart + 10, market::Interval::Minute5);
        auto quarter = fine;
        std::erase_if(quarter.bars, [&](const auto& bar) { // 15-minute bars in the second half
            return bar.date() > kStart + 5 && (bar.time / 300) % 3 != 0;
        });
        checkError(made({quarter}, {.frequency = Frequency::Minute5}), "From 2024-01-08 09:30 on",
                   "every 15 minutes");
        auto shifted = fine;
        for (std::size_t i = 300; i < 400; ++i)
            shifted.bars[i].time += 120;
        checkError(made({shifted}, {.frequency = Frequency::Minute5}),
                   "A has 98 bars at times", // two of the 100 lie after a close

                   "mixed");
    }

    void theTargetIsNoCovariate() {
        const auto a = daily("SPY", kStart, 120);
        checkError(made({a}, {.symbols = {"SPY"}, .covariates = {"SPY"}}, {a}),
                   "SPY is forecast and cannot be its own covariate", "its target");
        auto copy = a;
        copy.instrument.symbol = "MYFUND";
        checkError(made({a}, {.covariates = {"MYFUND:level"}}, {copy}),
                   "The covariate MYFUND is the series of SPY itself", "Leave it out");
        checkError(made({a}, {.covariates = {"MYFUND"}}, {copy}),
                   "The covariate MYFUND is the series of SPY itself", "Leave it out");
    }

    void aCovariateFromTheFutureIsCaught() {
        const auto a = daily("SPY", kStart, 120);
        for (const int step : {1, 3}) {
            auto future = a;
            future.instrument.symbol = "ORACLE";
            for (std::size_t i = 0; i + step < a.bars.size(); ++i) {
                future.bars[i].close = 2 * a.bars[i + step].close;
                future.bars[i].open = future.bars[i].high = future.bars[i].low = 1;
            }
            future.bars.resize(a.bars.size() - step);
            const std::string found = "what SPY does " + std::to_string(step) + " step";
            checkError(made({a}, {.horizon = 5, .covariates = {"ORACLE:level"}}, {future}),
                       "The covariate ORACLE already knows", found);
            checkError(made({a}, {.horizon = 5, .covariates = {"ORACLE:return"}}, {future}),
                       "The covariate ORACLE already knows", found);
        }
        const auto other = daily("XLF", kStart, 120, 3); // moves with the same trend
        VERIFY_OK(made({a}, {.covariates = {"XLF", "XLF:level"}}, {other, other}));
    }

    void covariatesThatCannotBe() {
        const auto a = daily("A", kStart, 60);
        auto rate = daily("^IRX", kStart, 60, 4);
        rate.bars[5].close = -0.1;
        checkError(made({a}, {.covariates = {"^IRX"}}, {rate}), "^IRX is -0.1 on 2024-01-09",
                   "^IRX:change");
        VERIFY_OK(made({a}, {.covariates = {"^IRX:change"}}, {rate}));
        const auto late = daily("^VIX", Date::fromYmd(2025, 1, 2), 60, 4);
        checkError(made({a}, {.covariates = {"^VIX:level"}}, {late}),
                   "The feature ^VIX level of A has no value in this period", "leave it out");
        checkError(made({daily("A", kStart, 34)}, {.features = {"macd:12,26,9"}}),
                   "The feature macd_12_26_9 of A has a value at one bar only", "longer period");
        checkError(made({a}, {.covariates = {"^VIX@2h"}}, {late}),
                   "The covariate \"^VIX@2h\" asks for bars of \"2h\"", "known are");
        checkError(made({a}, {.covariates = {"^VIX", "^VIX:return"}}, {late, late}),
                   "The covariate \"^VIX:return\" is given twice", "");
    }

    void theCacheNamesWhatItLacks() {
        QTemporaryDir folder;
        auto opened = openWorkbench({.dataDir = folder.path().toStdString()});
        VERIFY_OK(opened);
        Workbench& workbench = **opened;
        const std::vector<market::Series> stored{daily("ACME", kStart, 60),
                                                 daily("BOLT", kStart, 60, 2)};
        VERIFY_OK(workbench.importSeries(stored));
        const auto set = loadForecastDataset(
            workbench, {.symbols = {"BOLT", "ACME"}, .horizon = 3, .covariates = {}});
        VERIFY_OK(set);
        QCOMPARE(set->data->assets, (std::vector<std::string>{"BOLT", "ACME"}));
        const auto again =
            loadForecastDataset(workbench, {.symbols = {"BOLT", "ACME"}, .horizon = 3});
        QCOMPARE(again->hash, set->hash);
        const auto other =
            loadForecastDataset(workbench, {.symbols = {"ACME", "BOLT"}, .horizon = 3});
        QVERIFY(other->hash != set->hash);
        checkError(loadForecastDataset(workbench, {.symbols = {"ACMEE"}}),
                   "No 1d bars of ACMEE are stored. Did you mean ACME?", "quantloom fetch ACMEE");
        checkError(loadForecastDataset(workbench, {.symbols = {"XX", "ACME", "YY"}}),
                   "No 1d bars of XX, YY are stored.", "leave them out");
        checkError(
            loadForecastDataset(workbench, {.symbols = {"ACME"}, .frequency = Frequency::Minute5}),
            "No 5m bars of ACME are stored. Stored are its 1d bars.", "--interval 5m");
        checkError(loadForecastDataset(workbench, {.symbols = {"ACME"}, .covariates = {"^VIX"}}),
                   "No 1d bars of ^VIX are stored.", "");
    }

    void columnsOfAFileAreFeatures() {
        QTemporaryDir folder;
        auto opened = openWorkbench({.dataDir = folder.path().toStdString()});
        VERIFY_OK(opened);
        const std::string path = folder.filePath(QStringLiteral("mine.csv")).toStdString();
        const auto a = daily("ACME", kStart, 60), b = daily("BOLT", kStart, 60, 2);
        {
            std::ofstream file(path);
            file.precision(17);
            file << "Symbol,Date,Close,Mood,Same,Oracle,Note\n";
            for (const auto& series : {b, a})
                for (int i = 59; i >= 0; --i) { // newest first
                    const double later = series.bars[std::min(i + 2, 59)].close;
                    file << series.instrument.symbol << ',' << toIso(series.bars[i].date()) << ','
                         << series.bars[i].close << ','
                         << (i == 7 ? "" : std::to_string((i * 37) % 11 - 5)) << ','
                         << 3 * series.bars[i].close << ',' << later / series.bars[i].close
                         << ",text\n";
                }
        }
        const auto load = [&](const std::string& feature) {
            return loadForecastDataset(
                **opened, {.file = path, .horizon = 4, .features = {"return", feature}});
        };
        const auto set = load("column:mood");
        VERIFY_OK(set);
        QCOMPARE(set->data->assets, (std::vector<std::string>{"ACME", "BOLT"}));
        QCOMPARE(set->data->featureNames[1], std::string("mood"));
        for (const std::size_t asset : {0, 1}) {
            QCOMPARE(set->data->feature(asset, 20)[1], (20 * 37) % 11 - 5.0);
            QVERIFY(std::isnan(set->data->feature(asset, 7)[1])); // an empty cell
        }
        QCOMPARE(leak(*set, 30), std::string());
        const auto changes = load("change:column:mood");
        VERIFY_OK(changes);
        QCOMPARE(changes->data->featureNames[1], std::string("mood change"));
        QCOMPARE(changes->data->feature(0, 20)[1],
                 static_cast<double>((20 * 37) % 11 - (19 * 37) % 11));
        QVERIFY(std::isnan(changes->data->feature(0, 0)[1]));
        QVERIFY(std::isnan(changes->data->feature(0, 8)[1])); // nothing to subtract
        QCOMPARE(leak(*changes, 30), std::string());
        checkError(load("column:Close"), "The column \"Close\" is the close that is to be forecast",
                   "feature of itself");
        checkError(load("column:same"), "The column same is the series of ACME itself",
                   "its target");
        checkError(load("column:oracle"), "The column oracle already knows what ACME does 2 steps",
                   "repair them or leave it out.");
        checkError(load("column:note"), "Line 121: \"text\" in the column \"Note\" is no number.",
                   "");
        checkError(load("column:moood"), "The file has no column \"moood\"; did you mean \"Mood\"",
                   "");
        checkError(
            loadForecastDataset(**opened, {.symbols = {"ACME"}, .features = {"column:mood"}}),
            "The feature \"column:mood\" is a column of a file", "leave it out");
    }

    void aFileOfPrices() {
        QTemporaryDir folder;
        auto opened = openWorkbench({.dataDir = folder.path().toStdString()});
        VERIFY_OK(opened);
        const std::string path = folder.filePath(QStringLiteral("ACME.csv")).toStdString();
        const auto series = daily("ACME", kStart, 60);
        {
            std::ofstream file(path);
            file << "Date,Open,High,Low,Close,Adj Close,Volume\n";
            file.precision(17);
            for (const auto& bar : series.bars)
                file << toIso(bar.date()) << ',' << bar.open << ',' << bar.high << ',' << bar.low
                     << ',' << bar.close << ',' << bar.close / 2 << ',' << bar.volume << '\n';
        }
        const auto set =
            loadForecastDataset(**opened, {.file = path, .features = {"ohlc", "rsi:14"}});
        VERIFY_OK(set);
        QCOMPARE(set->data->assets, std::vector<std::string>{"ACME"});
        QCOMPARE(set->data->rows(), std::size_t{60});
        QVERIFY(std::abs(set->data->close(0, 59) - series.bars[59].close / 2) < 1e-9);
        QVERIFY(set->onCalendar);
        QCOMPARE(leak(*set, 40), std::string());
        checkError(loadForecastDataset(**opened, {.file = path, .frequency = Frequency::Minute5}),
                   "The file holds 1d bars, this forecast is made of 5m bars", "Choose another");
        checkError(loadForecastDataset(**opened, {.symbols = {"ACMR"}, .file = path}),
                   "The file holds no ACMR; it holds ACME. Did you mean ACME?", "");
        QVERIFY(!loadForecastDataset(**opened, {.file = path + "x"}));
    }
};

LOOM_TEST(ForecastInputTest)
#include "test_forecast_input.moc"
