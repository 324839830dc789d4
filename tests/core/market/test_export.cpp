// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <clocale>

#include "base/csv.h"
#include "base/files.h"
#include "base/text.h"
#include "core/market/market_fixtures.h"
#include "market/export.h"
#include "market/import/price_file.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

class TestExport : public QObject {
    Q_OBJECT

    const Calendar m_calendar = Calendar::xnys().value();

    Series daily() const {
        Series out;
        out.instrument = stock("ACME");
        out.bars = barsOf(m_calendar, Date::fromYmd(2024, 1, 2), Date::fromYmd(2024, 1, 31),
                          Interval::Day1);
        out.bars[2].close = 0.1 + 0.2; // needs all 17 digits
        out.bars[2].low = 0.1;
        out.actions = {
            {.kind = ActionKind::Dividend, .exDate = Date::fromYmd(2024, 1, 30), .amount = 1}};
        return out;
    }

  private Q_SLOTS:
    void everyNumberReadsBackTheSame() {
        const Series series = daily();
        const std::string text = toCsv(series);
        CsvReader reader(text);
        std::vector<std::string> fields;
        QVERIFY(reader.next(fields));
        QCOMPARE(join(fields, ","), std::string("Date,Open,High,Low,Close,Volume"));
        for (const Bar& bar : series.bars) {
            QVERIFY(reader.next(fields));
            QCOMPARE(parseIsoDate(fields[0]).value(), bar.date());
            QCOMPARE(parseDouble(fields[1]).value(), bar.open);
            QCOMPARE(parseDouble(fields[4]).value(), bar.close);
            QCOMPARE(parseInt(fields[5]).value(), bar.volume);
        }
        QVERIFY(!reader.next(fields));
    }

    void theLocaleDoesNotMatter() {
        const std::string before = toCsv(daily());
        if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr)
            std::setlocale(LC_ALL, "C.UTF-8");
        const std::string after = toCsv(daily());
        std::setlocale(LC_ALL, "C.UTF-8");
        QCOMPARE(after, before);
    }

    void rangesAndAdjustmentUseTheWholeSeries() {
        const Series series = daily();
        const std::string text = toCsv(series, {.adjustment = Adjustment::SplitAndDividend,
                                                .from = Date::fromYmd(2024, 1, 8),
                                                .to = Date::fromYmd(2024, 1, 9)});
        CsvReader reader(text);
        std::vector<std::string> fields;
        reader.next(fields);
        reader.next(fields);
        QCOMPARE(fields[0], std::string("2024-01-08"));
        const auto bar = std::ranges::find(series.bars, utc(2024, 1, 8).seconds, &Bar::time);
        const auto last = std::ranges::find(series.bars, utc(2024, 1, 29).seconds, &Bar::time);
        QCOMPARE(parseDouble(fields[4]).value(), bar->close * (1 - 1 / last->close));
        reader.next(fields);
        QVERIFY(!reader.next(fields));
    }

    void intradayCarriesInstants() {
        Series series;
        series.instrument = stock("ACME");
        series.interval = Interval::Minute5;
        series.bars = barsOf(m_calendar, Date::fromYmd(2024, 7, 3), Date::fromYmd(2024, 7, 3),
                             Interval::Minute5);
        const std::string text = toCsv(series);
        QVERIFY(text.starts_with("Datetime,Open,High,Low,Close,Volume\n2024-07-03T13:30:00Z,"));
    }

    void ourImporterReadsItBack() {
        Series intraday = daily();
        intraday.interval = Interval::Minute5;
        intraday.bars = barsOf(m_calendar, Date::fromYmd(2024, 3, 7), Date::fromYmd(2024, 3, 12),
                               Interval::Minute5);
        Series other = daily();
        other.instrument.symbol = "OTHER";
        const std::vector<Series> two{daily(), other};
        for (const auto& [text, bars] :
             {std::pair{toCsv(daily()), daily().bars}, std::pair{toCsv(intraday), intraday.bars},
              std::pair{toCsv(two), daily().bars}}) {
            const auto format = sniffPrices(text, "ACME.csv");
            VERIFY_OK(format);
            const auto read = readPrices(text, *format);
            VERIFY_OK(read);
            QCOMPARE(read->rejected, std::size_t{0});
            QCOMPARE(read->series[0].instrument.symbol, std::string("ACME"));
            QVERIFY(read->series[0].bars == bars);
        }
    }

    void severalSeriesCarryTheirSymbol() {
        Series other = daily();
        other.instrument.symbol = "O,THER";
        const std::vector<Series> both{daily(), other};
        const std::string text = toCsv(both);
        QVERIFY(text.starts_with("Date,Symbol,Open"));
        QVERIFY(text.find("2024-01-02,\"O,THER\",") != std::string::npos);
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("x/both.csv")).toStdString();
        VERIFY_OK(exportCsv(both, {}, file));
        QCOMPARE(readFile(file).value(), text);
        other.interval = Interval::Minute5;
        QCOMPARE(exportCsv(std::vector{daily(), other}, {}, file).error().code,
                 ErrorCode::InvalidInput);
        const Date far = Date::fromYmd(2030, 1, 1);
        QCOMPARE(exportCsv(both, {.from = far}, file).error().code, ErrorCode::NoData);
        QCOMPARE(exportCsv(both, {.from = far, .to = far - 1}, file).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(readFile(file).value(), text); // the refused ones left it alone
    }
};

LOOM_TEST(TestExport)

} // namespace

#include "test_export.moc"
