// SPDX-License-Identifier: GPL-3.0-or-later
// Every shape of file the importer accepts. The rows are made up in the form of each program's
// export; real samples lie in LOOM_TEST_DATA/import_samples.
#include "base/files.h"
#include "market/import/price_file.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

namespace {

struct Shape {
    QString text;
    QString fileName;
    QString layout;
    QString symbol;
    QString interval;
    QString firstTime; ///< of the earliest bar, UTC
    QString bar;       ///< open high low close volume of that bar
    int bars = 0;
};

QString barText(const Bar& bar) {
    return QStringLiteral("%1 %2 %3 %4 %5")
        .arg(bar.open, 0, 'g', 10)
        .arg(bar.high, 0, 'g', 10)
        .arg(bar.low, 0, 'g', 10)
        .arg(bar.close, 0, 'g', 10)
        .arg(bar.volume);
}

const std::vector<std::pair<const char*, Shape>>& shapes() {
    static const std::vector<std::pair<const char*, Shape>> kShapes{
        {"Yahoo export with null cells",
         {QStringLiteral("Date,Open,High,Low,Close,Adj Close,Volume\n"
                         "2024-01-02,10,12,9,11,10.5,1000\n"
                         "2024-01-03,null,null,null,null,null,null\n"
                         "2024-01-04,11,13,10,12,11.5,2000\n"),
          QStringLiteral("KO.csv"), QStringLiteral("Yahoo export"), QStringLiteral("KO"),
          QStringLiteral("1d"), QStringLiteral("2024-01-02T00:00:00Z"),
          QStringLiteral("10 12 9 11 1000"), 2}},
        {"byte order mark, CRLF, semicolons, decimal commas, groups of thousands",
         {QStringLiteral("\uFEFFDate;Open;High;Low;Close;Volume\r\n"
                         "02.01.2024;1.010,5;1.012,5;1.009,25;1.011,75;1.000\r\n"
                         "03.01.2024;1.011,5;1.013,5;1.010,25;1.012,75;2.000\r\n"
                         "15.01.2024;1.012,5;1.014,5;1.011,25;1.013,75;3.000\r\n"),
          QStringLiteral("DAX_daily.csv"), QStringLiteral("price table"), QStringLiteral("DAX"),
          QStringLiteral("1d"), QStringLiteral("2024-01-02T00:00:00Z"),
          QStringLiteral("1010.5 1012.5 1009.25 1011.75 1000"), 3}},
        {"month first",
         {QStringLiteral("Date,Open,High,Low,Close,Adj Close,Volume\n1/4/1999,1,2,1,2,2,5\n"
                         "1/5/1999,2,3,2,3,3,6\n1/6/1999,2,3,2,3,3,6\n"),
          QStringLiteral("SPX.csv"), QStringLiteral("Yahoo export"), QStringLiteral("SPX"),
          QStringLiteral("1d"), QStringLiteral("1999-01-04T00:00:00Z"), QStringLiteral("1 2 1 2 5"),
          3}},
        {"day first, told by the neighbours",
         {QStringLiteral("Date,Close\n01/02/2024,1\n02/02/2024,2\n05/02/2024,3\n"),
          QStringLiteral("X.csv"), QStringLiteral("price table"), QStringLiteral("X"),
          QStringLiteral("1d"), QStringLiteral("2024-02-01T00:00:00Z"), QStringLiteral("1 1 1 1 0"),
          3}},
        {"MetaTrader 5",
         {QStringLiteral(
              "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
              "2024.01.02\t08:00:00\t1.1\t1.3\t1.0\t1.2\t77\t0\t3\n"
              "2024.01.02\t08:15:00\t1.2\t1.4\t1.1\t1.3\t78\t0\t3\n"
              "2024.01.02\t08:30:00\t1.3\t1.5\t1.2\t1.4\t79\t0\t3\n"),
          QStringLiteral("EURUSD_M15.csv"), QStringLiteral("MetaTrader 5"),
          QStringLiteral("EURUSD"), QStringLiteral("15m"), QStringLiteral("2024-01-02T06:00:00Z"),
          QStringLiteral("1.1 1.3 1 1.2 77"), 3}},
        {"MetaTrader 4 without header",
         {QStringLiteral(
              "2024.07.02,08:00,1.1,1.3,1.0,1.2,77\n2024.07.02,09:00,1.2,1.4,1.1,1.3,78\n"
              "2024.07.02,10:00,1.3,1.5,1.2,1.4,79\n"),
          QStringLiteral("EURUSD60.csv"), QStringLiteral("MetaTrader 4"),
          QStringLiteral("EURUSD60"), QStringLiteral("1h"), QStringLiteral("2024-07-02T05:00:00Z"),
          QStringLiteral("1.1 1.3 1 1.2 77"), 3}},
        {"Stooq bulk",
         {QStringLiteral(
              "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
              "AAPL.US,5,20260603,154500,201,203,200,202,500,0\n"
              "AAPL.US,5,20260603,155000,202,204,201,203,600,0\n"
              "AAPL.US,5,20260603,155500,203,205,202,204,700,0\n"),
          QStringLiteral("aapl.us.txt"), QStringLiteral("Stooq"), QStringLiteral("AAPL"),
          QStringLiteral("5m"), QStringLiteral("2026-06-03T19:45:00Z"),
          QStringLiteral("201 203 200 202 500"), 3}},
        {"Stooq web, daily",
         {QStringLiteral("Date,Open,High,Low,Close,Volume\n2024-01-02,10,12,9,11,1000\n"
                         "2024-01-03,10,12,9,11,1000\n"),
          QStringLiteral("aapl.us.csv"), QStringLiteral("price table"), QStringLiteral("AAPL"),
          QStringLiteral("1d"), QStringLiteral("2024-01-02T00:00:00Z"),
          QStringLiteral("10 12 9 11 1000"), 2}},
        {"TradingView in unix seconds, daily at the opening",
         {QStringLiteral("time,open,high,low,close,SMA50,Volume\n1704205800,10,12,9,11,,1000\n"
                         "1704292200,11,12,9,11,,1000\n1704378600,12,12,9,11,,1000\n"),
          QStringLiteral("BATS_SPY, 1D.csv"), QStringLiteral("price table"), QStringLiteral("SPY"),
          QStringLiteral("1d"), QStringLiteral("2024-01-02T00:00:00Z"),
          QStringLiteral("10 12 9 11 1000"), 3}},
        {"unix milliseconds, minutes",
         {QStringLiteral("timestamp,open,high,low,close,volume\n1704205800000,10,12,9,11,1.6\n"
                         "1704205860000,11,12,9,11,2\n1704205920000,12,12,9,11,2\n"),
          QStringLiteral("BTC-USD.csv"), QStringLiteral("price table"), QStringLiteral("BTC-USD"),
          QStringLiteral("1m"), QStringLiteral("2024-01-02T14:30:00Z"),
          QStringLiteral("10 12 9 11 2"), 3}},
        {"one file, many symbols",
         {QStringLiteral("date,open,high,low,close,volume,Name\n2013-02-08,1,2,1,2,10,ZZZ\n"
                         "2013-02-11,1,2,1,2,11,ZZZ\n2013-02-08,5,7,4,6,20,AAL\n"),
          QStringLiteral("all_stocks_5yr.csv"), QStringLiteral("table with a symbol column"),
          QStringLiteral("AAL"), QStringLiteral("1d"), QStringLiteral("2013-02-08T00:00:00Z"),
          QStringLiteral("5 7 4 6 20"), 1}},
        {"dollars, quoted thousands and a name of its own for the close",
         {QStringLiteral("Date,Close/Last,Volume,Open,High,Low\n"
                         "\"01/31/2024\",\"$1,184.40\",55.47M,$1187.04,$1187.10,$1184.35\n"
                         "\"01/30/2024\",\"$1,188.04\",1K,$1190.94,$1191.80,$1187.47\n"),
          QStringLiteral("AAPL.csv"), QStringLiteral("price table"), QStringLiteral("AAPL"),
          QStringLiteral("1d"), QStringLiteral("2024-01-30T00:00:00Z"),
          QStringLiteral("1190.94 1191.8 1187.47 1188.04 1000"), 2}},
        {"only adjusted closes",
         {QStringLiteral("symbol,date,adj_close\nA,2024-08-22,138.5\nA,2024-08-23,139.5\n"),
          QStringLiteral("x.csv"), QStringLiteral("adjusted closes"), QStringLiteral("A"),
          QStringLiteral("1d"), QStringLiteral("2024-08-22T00:00:00Z"),
          QStringLiteral("138.5 138.5 138.5 138.5 0"), 2}},
    };
    return kShapes;
}

} // namespace

class TestImportShapes : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void shape_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < shapes().size(); ++i)
            QTest::newRow(shapes()[i].first) << static_cast<int>(i);
    }

    void shape() {
        QFETCH(int, index);
        const Shape& shape = shapes()[static_cast<std::size_t>(index)].second;
        const std::string text = shape.text.toStdString();
        auto format = sniffPrices(text, shape.fileName.toStdString());
        VERIFY_OK(format);
        QCOMPARE(QString::fromStdString(format->layout), shape.layout);
        QCOMPARE(QString::fromUtf8(intervalCode(format->interval)), shape.interval);
        auto preview = previewPrices(text, *format);
        VERIFY_OK(preview);
        QVERIFY(!preview->rows.empty());
        auto result = readPrices(text, *format);
        VERIFY_OK(result);
        const auto& series = result->series.front();
        QCOMPARE(QString::fromStdString(series.instrument.symbol), shape.symbol);
        QCOMPARE(static_cast<int>(series.bars.size()), shape.bars);
        QCOMPARE(QString::fromStdString(toIso(Timestamp{series.bars.front().time})),
                 shape.firstTime);
        QCOMPARE(barText(series.bars.front()), shape.bar);
    }

    void samples_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("interval");
        QTest::addColumn<QString>("first");
        QTest::addColumn<int>("state");
        const auto row = [](const char* file, const char* symbol, const char* interval,
                            const char* first, AdjustmentState state) {
            QTest::newRow(file) << QString::fromLatin1(file) << QString::fromLatin1(symbol)
                                << QString::fromLatin1(interval) << QString::fromLatin1(first)
                                << static_cast<int>(state);
        };
        row("date_time_openint_5m.txt", "", "5m", "2006-01-02T14:05:00Z", AdjustmentState::Split);
        row("iso8601_T_AAPL_5m.csv", "AAPL", "5m", "2026-04-30T13:30:00Z", AdjustmentState::Split);
        row("kaggle_5yr_AAPL.csv", "AAPL", "1d", "2013-02-08T00:00:00Z", AdjustmentState::Split);
        row("tradingview_SPY_daily.csv", "SPY", "1d", "1993-01-29T00:00:00Z",
            AdjustmentState::Split);
        row("yahoo_old_descending_AAPL.csv", "AAPL", "1d", "", AdjustmentState::Raw);
        row("yfinance_multiindex_AAPL_daily.csv", "AAPL", "1d", "2024-01-02T00:00:00Z",
            AdjustmentState::SplitAndDividend);
        row("yfinance_tz_offset_AAPL_5m.csv", "AAPL", "5m", "2026-05-19T13:30:00Z",
            AdjustmentState::Split);
        row("yfinance_utc_SPY_5m.csv", "SPY", "5m", "2025-12-23T14:30:00Z", AdjustmentState::Split);
    }

    void samples() {
        QFETCH(QString, file);
        QFETCH(QString, symbol);
        QFETCH(QString, interval);
        QFETCH(QString, first);
        QFETCH(int, state);
        const auto path =
            std::filesystem::path(LOOM_TEST_DATA) / "import_samples" / file.toStdString();
        if (!std::filesystem::exists(path))
            QSKIP("The import samples are not beside the checkout");
        auto text = readPriceText(path);
        VERIFY_OK(text);
        auto format = sniffPrices(*text, file.toStdString());
        VERIFY_OK(format);
        QCOMPARE(QString::fromUtf8(intervalCode(format->interval)), interval);
        QCOMPARE(static_cast<int>(format->state), state);
        auto preview = previewPrices(*text, *format);
        VERIFY_OK(preview);
        QVERIFY(preview->rejects.empty());
        if (symbol.isEmpty()) {
            QVERIFY(!readPrices(*text, *format).ok());
            QVERIFY(!preview->notes.empty());
            format->symbol = "INDEX";
        }
        auto result = readPrices(*text, *format);
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{0});
        QCOMPARE(result->series.size(), std::size_t{1});
        const auto& series = result->series.front();
        if (!symbol.isEmpty())
            QCOMPARE(QString::fromStdString(series.instrument.symbol), symbol);
        const auto lines = static_cast<std::size_t>(std::count(text->begin(), text->end(), '\n'));
        QVERIFY(series.bars.size() + 4 >= lines);
        QVERIFY(std::is_sorted(series.bars.begin(), series.bars.end(),
                               [](const Bar& a, const Bar& b) { return a.time < b.time; }));
        if (!first.isEmpty())
            QCOMPARE(QString::fromStdString(toIso(Timestamp{series.bars.front().time})), first);
    }

    void compressedMonthFirstFile() {
        const auto path =
            std::filesystem::path(LOOM_TEST_DATA) / "index_sp500_1999_2018_arch.csv.gz";
        if (!std::filesystem::exists(path))
            QSKIP("The market data is not beside the checkout");
        auto text = readPriceText(path);
        VERIFY_OK(text);
        auto format = sniffPrices(*text, "SPX.csv");
        VERIFY_OK(format);
        QCOMPARE(format->dateStyle, DateStyle::MonthDayYear);
        auto result = readPrices(*text, *format);
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{0});
        QCOMPARE(toIso(result->series[0].bars.front().date()), std::string("1999-01-04"));
        QCOMPARE(toIso(result->series[0].bars.back().date()), std::string("2018-12-31"));
    }

    void whatTheCallerChangesIsObeyed() {
        const std::string text = "time,open,high,low,close\n2024-01-02 09:30,10,12,9,11\n"
                                 "2024-01-02 09:35,10,12,9,11\n2024-01-02 09:40,10,12,9,11\n";
        auto format = *sniffPrices(text);
        format.symbol = "MINE";
        format.timeZone = "Europe/London";
        format.interval = Interval::Minute1;
        format.state = AdjustmentState::Raw;
        format.priceScale = 10;
        auto result = readPrices(text, format);
        VERIFY_OK(result);
        const auto& series = result->series.front();
        QCOMPARE(toIso(Timestamp{series.bars[0].time}), std::string("2024-01-02T09:30:00Z"));
        QCOMPARE(series.bars[0].close, 1.1);
        QCOMPARE(series.state, AdjustmentState::Raw);
        QCOMPARE(series.source, std::string("import"));
        QVERIFY(!result->notes.empty()); // five minutes apart, not one
        format.timeZone = "Mars/Olympus";
        QVERIFY(!readPrices(text, format).ok());
        format.timeZone = "UTC";
        format.columns[0] = ColumnRole::Ignore;
        QVERIFY(!readPrices(text, format).ok());
    }

    void adjustedClosesScaleTheBarWhenWanted() {
        const std::string text = "Date,Open,High,Low,Close,Adj Close,Volume\n"
                                 "2024-01-02,10,12,8,10,5,100\n2024-01-03,10,12,8,10,10,100\n";
        auto format = *sniffPrices(text, "A.csv");
        format.useAdjustedClose = true;
        auto result = readPrices(text, format);
        VERIFY_OK(result);
        QCOMPARE(result->series[0].state, AdjustmentState::SplitAndDividend);
        QCOMPARE(result->series[0].bars[0].high, 6.0);
        QCOMPARE(result->series[0].bars[0].close, 5.0);
        QCOMPARE(result->series[0].bars[1].low, 8.0);
    }

    void summerTimeIsKept() {
        const std::string text = "datetime,close\n2024-03-08 15:00,1\n2024-03-11 15:00,2\n"
                                 "2024-03-11 16:00,2\n2024-03-11 17:00,2\n";
        auto format = *sniffPrices(text, "A.csv");
        auto result = readPrices(text, format);
        VERIFY_OK(result);
        QCOMPARE(toIso(Timestamp{result->series[0].bars[0].time}),
                 std::string("2024-03-08T20:00:00Z"));
        QCOMPARE(toIso(Timestamp{result->series[0].bars[1].time}),
                 std::string("2024-03-11T19:00:00Z"));
    }
};

LOOM_TEST(TestImportShapes)
#include "test_shapes.moc"
