// SPDX-License-Identifier: GPL-3.0-or-later
// The data of the three forecasting jobs from real files, where they lie beside the checkout: ten
// ETFs by week, stocks by five minutes with half days, a stock by day.
#include "support/test_case.h"

#include "core/studies_forecast/samples.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>

#include "market/import/price_archive.h"
#include "studies/workbench.h"

using namespace loom;
using namespace loom::studies;
using namespace loom::tests;
using forecast::Frequency;

namespace {

std::filesystem::path dataFile(const char* name) {
    return std::filesystem::path(LOOM_TEST_DATA) / name;
}

const std::vector<std::string> kEtfs{"SPY", "QQQ", "IWM", "EFA", "EEM",
                                     "TLT", "GLD", "VNQ", "HYG", "LQD"};

Result<std::vector<market::Series>>
readSeries(const char* name, const std::vector<std::string>& only, const std::string& symbol = {}) {
    const auto texts = market::readPriceTexts(dataFile(name));
    if (!texts)
        return texts.error();
    auto format = market::sniffPrices(*texts);
    if (!format)
        return std::move(format).error();
    format->only = only;
    if (!symbol.empty())
        format->symbol = symbol;
    auto read = market::readPrices(*texts, *format);
    if (!read)
        return std::move(read).error();
    return std::move(read->series);
}

/// The ten of the files, in the order of the universe, each with its whole history.
Result<std::vector<market::Series>> tenEtfs() {
    auto nine = readSeries("etf_adjusted_long_2026.csv.gz", {kEtfs.begin(), kEtfs.begin() + 9});
    auto bonds = readSeries("etf_LQD_adjclose_2002_2026.csv.gz", {}, "LQD");
    if (!nine)
        return nine;
    if (!bonds)
        return bonds;
    nine->push_back(std::move(bonds->front()));
    std::vector<market::Series> out;
    for (const auto& symbol : kEtfs)
        for (auto& series : *nine)
            if (series.instrument.symbol == symbol)
                out.push_back(std::move(series));
    return out;
}

} // namespace

class ForecastRealTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tenEtfsByWeek() {
        if (!std::filesystem::exists(dataFile("etf_adjusted_long_2026.csv.gz")))
            QSKIP("The real data do not lie beside the checkout.");
        auto series = tenEtfs();
        VERIFY_OK(series);
        QCOMPARE(series->size(), kEtfs.size());
        const auto spy = series->front();
        ForecastSelection selection{.symbols = kEtfs,
                                    .universe = "ten_etfs",
                                    .frequency = Frequency::Week1,
                                    .to = Date::fromYmd(2026, 6, 10), // a Wednesday
                                    .horizon = 1,
                                    .alignment = Alignment::Inner};
        const auto set = makeForecastDataset(inputsOf(*series), selection);
        VERIFY_OK(set);
        for (const auto& note : set->notes())
            qInfo("%s", note.c_str());
        const auto& data = *set->data;
        // HYG, the youngest, begins on Wednesday, 2007-04-11: the first week ends on the 13th.
        QCOMPARE(Date{data.sessions.front()}, Date::fromYmd(2007, 4, 13));
        QCOMPARE(Date{data.sessions.back()}, Date::fromYmd(2026, 6, 5));
        QCOMPARE(*set->unfinished, Date::fromYmd(2026, 6, 8));
        // Every ISO week in between has sessions, so none may be lacking.
        const int weeks = (data.sessions.back() - data.sessions.front()) / 7 + 1;
        QCOMPARE(static_cast<int>(data.rows()), weeks);
        QVERIFY(data.complete(9, 0, data.rows()));
        for (std::size_t row = 0; row < data.rows(); ++row)
            QVERIFY(newYork()->isSession(Date{data.sessions[row]}));
        // The week of Good Friday 2024 ends on Thursday; its return is Thursday over Friday.
        const auto close = [&](Date date) {
            for (const auto& bar : spy.bars)
                if (bar.date() == date)
                    return bar.close;
            return 0.0;
        };
        const auto row = static_cast<std::size_t>(
            std::ranges::find(data.sessions, Date::fromYmd(2024, 3, 28).days) -
            data.sessions.begin());
        QVERIFY(row < data.rows());
        QVERIFY(std::abs(data.feature(0, row)[0] - std::log(close(Date::fromYmd(2024, 3, 28)) /
                                                            close(Date::fromYmd(2024, 3, 22)))) <
                1e-15);
        for (const std::size_t rows : {2UL, 400UL, data.rows()})
            QCOMPARE(leak(*set, rows), std::string());
    }

    void twentyYearsOfTenAssetsByDay() {
        if (!std::filesystem::exists(dataFile("etf_adjusted_long_2026.csv.gz")))
            QSKIP("The real data do not lie beside the checkout.");
        auto series = tenEtfs();
        VERIFY_OK(series);
        series->pop_back(); // the file of LQD holds closes only
        ForecastSelection selection{.symbols = {kEtfs.begin(), kEtfs.begin() + 9},
                                    .from = Date::fromYmd(2006, 6, 12),
                                    .horizon = 10,
                                    .features = {"ten_day"}};
        const auto inputs = inputsOf(*series);
        QElapsedTimer timer;
        timer.start();
        const auto set = makeForecastDataset(inputs, selection);
        const auto elapsed = timer.elapsed();
        VERIFY_OK(set);
        qInfo("%zu rows x %zu assets x %zu features in %lld ms", set->data->rows(),
              set->data->assetCount(), set->data->featureCount(), static_cast<long long>(elapsed));
        QCOMPARE(set->warmUp, std::size_t{33});
        QVERIFY(set->data->rows() > 5000);
        QCOMPARE(set->emptyRows, std::size_t{0});
        QCOMPARE(leak(*set, 700), std::string());
        QCOMPARE(leak(*set, set->data->rows() - 100), std::string());
    }

    void stocksByFiveMinutes() {
        if (!std::filesystem::exists(dataFile("intraday_5m_us85_2025_2026.csv.gz")))
            QSKIP("The real data do not lie beside the checkout.");
        auto series = readSeries("intraday_5m_us85_2025_2026.csv.gz", {"AAPL", "MSFT", "NFLX"});
        VERIFY_OK(series);
        QCOMPARE(series->size(), std::size_t{3});
        const auto set =
            makeForecastDataset(inputsOf(*series), {.symbols = {"AAPL", "MSFT", "NFLX"},
                                                    .frequency = Frequency::Minute5,
                                                    .from = Date::fromYmd(2025, 6, 2),
                                                    .to = Date::fromYmd(2025, 12, 31),
                                                    .horizon = 12,
                                                    .features = {"hour_ahead", "rsi:14"}});
        VERIFY_OK(set);
        for (const auto& note : set->notes())
            qInfo("%s", note.c_str());
        const auto& data = *set->data;
        for (const Date half :
             {Date::fromYmd(2025, 7, 3), Date::fromYmd(2025, 11, 28), Date::fromYmd(2025, 12, 24)})
            QCOMPARE(std::ranges::count(data.sessions, half.days), 42);
        // Sessions by the exchange's calendar, 3 of them half.
        const auto sessions =
            newYork()->sessions(Date::fromYmd(2025, 6, 2), Date::fromYmd(2025, 12, 31));
        QCOMPARE(data.rows(), sessions.size() * 78 - 3 * 36);
        QCOMPARE(set->histories[0].outside, std::size_t{0}); // counted in the file: AAPL has none
        QCOMPARE(set->histories[1].outside, std::size_t{1}); // after the close of half days,
        QCOMPARE(set->histories[2].outside, std::size_t{8}); // NFLX eight
        QVERIFY(set->histories[0].missingInside < 20);
        // NFLX split 10:1 on 2025-11-17; the file is adjusted, so no return tells of it.
        for (std::size_t row = 1; row < data.rows(); ++row)
            QVERIFY(!(std::abs(data.feature(2, row)[0]) > 0.3));
        const auto half = static_cast<std::size_t>(
            std::ranges::find(data.sessions, Date::fromYmd(2025, 7, 3).days) -
            data.sessions.begin());
        for (const std::size_t rows : {half + 41, half + 42, half + 43})
            QCOMPARE(leak(*set, rows), std::string());
    }

    void fiveHundredSymbolsFromTheCache() {
        if (!qEnvironmentVariableIsSet("LOOM_BENCHMARK"))
            QSKIP("Takes half a minute: set LOOM_BENCHMARK to measure.");
        QTemporaryDir folder;
        auto opened = openWorkbench({.dataDir = folder.path().toStdString()});
        VERIFY_OK(opened);
        std::vector<market::Series> all;
        ForecastSelection selection{
            .frequency = Frequency::Minute5, .horizon = 12, .features = {"hour_ahead", "rsi:14"}};
        for (int i = 0; i < 500; ++i) {
            const std::string symbol = "S" + std::to_string(i);
            all.push_back(intraday(symbol, Date::fromYmd(2025, 6, 2), Date::fromYmd(2025, 8, 25),
                                   market::Interval::Minute5, i % 17));
            selection.symbols.push_back(symbol);
        }
        VERIFY_OK((*opened)->importSeries(all));
        const auto measure = [&](const char* what) {
            QElapsedTimer timer;
            timer.start();
            const auto set = loadForecastDataset(**opened, selection);
            const auto loading = timer.elapsed();
            VERIFY_OK(set);
            timer.restart();
            VERIFY_OK(makeForecastDataset(set->inputs, selection));
            qInfo("%s: %zu assets x %zu rows x %zu features: %lld ms, without the cache %lld ms",
                  what, set->data->assetCount(), set->data->rows(), set->data->featureCount(),
                  static_cast<long long>(loading), static_cast<long long>(timer.elapsed()));
        };
        measure("59 days");
        selection.from = Date::fromYmd(2025, 8, 18);
        measure("6 sessions, to predict the next hour");
    }
};

LOOM_TEST(ForecastRealTest)
#include "test_forecast_real.moc"
