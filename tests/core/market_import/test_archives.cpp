// SPDX-License-Identifier: GPL-3.0-or-later
// Files with several series: tables with symbols side by side, symbol columns, archives of many
// files. The tables are made up in the form pandas 2 and yfinance write them (DataFrame.to_csv).
#include <algorithm>
#include <cmath>

#include <QTemporaryDir>

#include "base/files.h"
#include "market/import/lean.h"
#include "market/import/price_archive.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

namespace {

const std::string kSideBySide = "Price,Close,Close,Open,Open,Volume,Volume\n"
                                "Ticker,AAPL,C,AAPL,C,AAPL,C\n"
                                "Date,,,,,,\n"
                                "2024-01-02,185,52,184,51,1000,2000\n"
                                "2024-01-03,186,53,185,52,1100,2100\n"
                                "2024-01-04,187,,186,,1200,\n";
/// group_by="ticker", without the line of the index.
const std::string kByTicker = "Ticker,MSFT,MSFT,KO,KO\n"
                              "Price,Open,Close,Open,Close\n"
                              "2024-01-02,370,371,58,59\n"
                              "2024-01-03,371,372,59,60\n";
const std::string kCloses = "Date,AAPL,C,V,MSFT\n"
                            "2024-01-02,185,52,260,371\n"
                            "2024-01-03,186,53,261,372\n"
                            "2024-01-04,187,,262,373\n";
const std::string kColumn = "date,open,high,low,close,volume,Name\n2013-02-08,1,2,1,2,10,ZZZ\n"
                            "2013-02-11,1,2,1,2,11,ZZZ\n2013-02-08,5,7,4,6,20,AAL\n";

/// Two Stooq files, a folder and a binary, packed by Python's zipfile.
const QByteArray kStooq = QByteArray::fromBase64(
    "UEsDBBQAAAAAAAAAIlgAAAAAAAAAAAAAAAAOAAAAZGF0YS9kYWlseS91cy9QSwMEFAAAAAgAAAAiWLlJcydiAAAA"
    "nwAAABkAAABkYXRhL2RhaWx5L3VzL2FhcGwudXMudHh0ZYpBCoAgEEX3nWWIGatFIIGUpGQqaXX/mzRGtKjP8B/D"
    "fzLbcdHbADLePamsGdmuBSFqzzB2NgwXTu7RhVS2I7jHsD4PlVLR1XuCCQSKFgkF4B0gPgE9EEHHL/7V5lXpo15Q"
    "SwMEFAAAAAgAAAAiWBV3XHpiAAAAnQAAABcAAABkYXRhL2RhaWx5L3VzL2tvLnVzLnR4dF2KUQqAIBBE/zvLEqsV"
    "EYgQKiWZK2V1/5u0RfThsMxjmaeyN4vbNKj0th2zY2S/PqDkImP208wIdHGbQPuznRQ+w8esq4XqYwcLEmWLAiXg"
    "G+j4JLQDdAJ6/rE0m98UpXkDUEsDBBQAAAAAAAAAIlgl3mJwDAAAAAwAAAAPAAAAZGF0YS9yZWFkbWUucGRmJVBE"
    "RiAAAQIDBAUGUEsBAhQDFAAAAAAAAAAiWAAAAAAAAAAAAAAAAA4AAAAAAAAAAAAAAIABAAAAAGRhdGEvZGFpbHkv"
    "dXMvUEsBAhQDFAAAAAgAAAAiWLlJcydiAAAAnwAAABkAAAAAAAAAAAAAAIABLAAAAGRhdGEvZGFpbHkvdXMvYWFw"
    "bC51cy50eHRQSwECFAMUAAAACAAAACJYFXdcemIAAACdAAAAFwAAAAAAAAAAAAAAgAHFAAAAZGF0YS9kYWlseS91"
    "cy9rby51cy50eHRQSwECFAMUAAAAAAAAACJYJd5icAwAAAAMAAAADwAAAAAAAAAAAAAAgAFcAQAAZGF0YS9yZWFk"
    "bWUucGRmUEsFBgAAAAAEAAQABQEAAJUBAAAAAA==");

QByteArray closesOf(const ImportResult& result) {
    QByteArray words;
    for (const Series& series : result.series) {
        words += QByteArray::fromStdString(series.instrument.symbol) + ":";
        for (const Bar& bar : series.bars)
            words += " " + QByteArray::number(bar.close);
        words += "; ";
    }
    return words.trimmed();
}

std::filesystem::path lean(const std::string& name) {
    return std::filesystem::path(LOOM_TEST_DATA) / "lean" / name;
}

} // namespace

class TestImportArchives : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tableWithSeveralSymbols_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("layout");
        QTest::addColumn<QByteArray>("closes");
        QTest::newRow("yfinance, by column")
            << QByteArray::fromStdString(kSideBySide) << QByteArray("yfinance download")
            << QByteArray("AAPL: 185 186 187; C: 52 53;");
        QTest::newRow("yfinance, by ticker")
            << QByteArray::fromStdString(kByTicker) << QByteArray("yfinance download")
            << QByteArray("KO: 59 60; MSFT: 371 372;");
        QTest::newRow("a column of closes per symbol, some named like columns")
            << QByteArray::fromStdString(kCloses) << QByteArray("table of closes")
            << QByteArray("AAPL: 185 186 187; C: 52 53; MSFT: 371 372 373; V: 260 261 262;");
        QTest::newRow("a symbol column")
            << QByteArray::fromStdString(kColumn) << QByteArray("table with a symbol column")
            << QByteArray("AAL: 6; ZZZ: 2 2;");
    }

    void tableWithSeveralSymbols() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, layout);
        QFETCH(QByteArray, closes);
        auto format = sniffPrices(text.toStdString(), "panel.csv");
        VERIFY_OK(format);
        QCOMPARE(QByteArray::fromStdString(format->layout), layout);
        auto result = readPrices(text.toStdString(), *format);
        VERIFY_OK(result);
        QCOMPARE(closesOf(*result), closes);
        QCOMPARE(result->rejected, std::size_t{0}); // a day without a price is no mistake
        const auto preview = previewPrices(text.toStdString(), *format);
        VERIFY_OK(preview);
        const auto symbols = listSymbols(text.toStdString(), *format);
        QCOMPARE(symbols.size(), result->series.size());
        QCOMPARE(preview->symbols, symbols);
        // One of them, then one that is not there.
        format->only = {symbols.back()};
        result = readPrices(text.toStdString(), *format);
        VERIFY_OK(result);
        QCOMPARE(result->series.size(), std::size_t{1});
        QCOMPARE(result->series[0].instrument.symbol, symbols.back());
        format->only = {"NOWHERE"};
        result = readPrices(text.toStdString(), *format);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::UnknownSymbol);
        QVERIFY(result.error().message.find("NOWHERE") != std::string::npos);
    }

    void sideBySideKeepsEachSymbolsColumns() {
        const auto result = readPrices(kSideBySide, *sniffPrices(kSideBySide));
        VERIFY_OK(result);
        const Bar& citigroup = result->series[1].bars[1];
        QCOMPARE(citigroup.open, 52.0);
        QCOMPARE(citigroup.volume, std::int64_t{2100});
        QCOMPARE(result->series[1].state, AdjustmentState::SplitAndDividend);
    }

    void mistakesNameTheSymbolOrAreSaidOnce() {
        const std::string text =
            kCloses + "2024-01-05,188,x,263,374\nsoon,1,2,3,4\n2024-01-08,1,2\n";
        const auto result = readPrices(text, *sniffPrices(text));
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{3});
        QCOMPARE(result->rejects[0].line, std::size_t{5});
        QCOMPARE(result->rejects[0].reason, std::string("C: Close \"x\" is not a number."));
        QVERIFY(result->rejects[1].reason.starts_with("The date \"soon\""));
        QVERIFY(result->rejects[2].reason.starts_with("It has only 3 of 5 columns"));
        QVERIFY(closesOf(*result).contains("MSFT: 371 372 373 374;"));
    }

    /// 500 symbols with six columns each, as one yfinance download of an index gives.
    void threeThousandColumnsAreRead() {
        std::string names = "Price", symbols = "Ticker", line1 = "2024-01-02", line2 = "2024-01-03";
        for (const char* name : {"Adj Close", "Close", "High", "Low", "Open", "Volume"})
            for (int i = 0; i < 500; ++i) {
                names += std::string(",") + name;
                symbols += ",S" + std::to_string(i);
                line1 += ",7";
                line2 += ",8";
            }
        const std::string text = names + "\n" + symbols + "\n" + line1 + "\n" + line2 + "\n";
        const auto format = sniffPrices(text);
        VERIFY_OK(format);
        const auto result = readPrices(text, *format);
        VERIFY_OK(result);
        QCOMPARE(result->series.size(), std::size_t{500});
        QCOMPARE(result->accepted, std::size_t{1000});
    }

    void oneLetterColumnsOfOneSymbolStayColumns() {
        const std::string text = "Date,O,H,L,C,MA\n2024-01-02,1,3,1,2,2\n2024-01-03,1,3,1,2,2\n";
        const auto format = sniffPrices(text, "KO.csv");
        VERIFY_OK(format);
        QCOMPARE(format->symbol, std::string("KO"));
        QVERIFY(!namesItsSymbols(*format));
    }

    /// FRED's graph CSV: the series heads its column, a missing value is a dot.
    void aFredDownloadIsItsSeries() {
        const std::string text = "observation_date,DGS10\n2024-01-02,3.95\n2024-01-03,.\n"
                                 "2024-01-04,3.99\n";
        const auto format = sniffPrices(text, "download.csv");
        VERIFY_OK(format);
        QCOMPARE(format->symbol, std::string("DGS10"));
        const auto result = readPrices(text, *format);
        VERIFY_OK(result);
        QCOMPARE(closesOf(*result), QByteArray("DGS10: 3.95 3.99;"));
        QCOMPARE(result->rejected, std::size_t{1});
    }

    void anArchiveOfManyFilesIsManySeries() {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "d_us_txt.zip";
        VERIFY_OK(writeFileAtomic(path, kStooq.toStdString()));
        const auto texts = readPriceTexts(path);
        VERIFY_OK(texts);
        QCOMPARE(texts->size(), std::size_t{2});
        auto format = sniffPrices(*texts);
        VERIFY_OK(format);
        QCOMPARE(format->layout, std::string("Stooq"));
        QCOMPARE(listSymbols(*texts, *format), (std::vector<std::string>{"AAPL", "KO"}));
        auto result = readPrices(*texts, *format);
        VERIFY_OK(result);
        QCOMPARE(closesOf(*result), QByteArray("AAPL: 11 11; KO: 51 51;"));
        format->only = {"KO"};
        result = readPrices(*texts, *format);
        VERIFY_OK(result);
        QCOMPARE(closesOf(*result), QByteArray("KO: 51 51;"));
        format->only = {"IBM"};
        QVERIFY(!readPrices(*texts, *format));
    }

    void anArchiveWithoutPricesIsRefusedInWords() {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "x.zip";
        const std::string whole = kStooq.toStdString();
        VERIFY_OK(writeFileAtomic(path, whole.substr(0, whole.size() / 2)));
        auto texts = readPriceTexts(path);
        QVERIFY(!texts);
        QVERIFY(texts.error().message.find("damaged") != std::string::npos);
        std::string renamed = whole;
        for (auto at = renamed.find(".txt"); at != renamed.npos; at = renamed.find(".txt", at))
            renamed.replace(at, 4, ".doc");
        VERIFY_OK(writeFileAtomic(path, renamed));
        texts = readPriceTexts(path);
        QVERIFY(!texts);
        QVERIFY(texts.error().message.find("no text file") != std::string::npos);
    }

    /// 2021-03-31 is the last row of LEAN's own file: 123.66 121.15 … x 10,000.
    void leanDaysAreImportedAsTradedWithTheirEvents() {
        if (!std::filesystem::exists(lean("daily_aapl.zip")))
            QSKIP("The LEAN files are not beside the checkout");
        const auto texts = readPriceTexts(lean("daily_aapl.zip"));
        VERIFY_OK(texts);
        const auto format = sniffPrices(*texts);
        VERIFY_OK(format);
        QCOMPARE(format->layout, std::string("LEAN days"));
        const auto result = readPrices(*texts, *format);
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{0});
        const Series& series = result->series.front();
        QCOMPARE(series.instrument.symbol, std::string("AAPL"));
        QCOMPARE(series.state, AdjustmentState::Raw);
        QCOMPARE(toIso(series.bars.front().date()), std::string("1998-01-02"));
        QCOMPARE(series.bars.front().open, 13.63);
        QCOMPARE(series.bars.front().close, 16.25);
        QCOMPARE(toIso(series.bars.back().date()), std::string("2021-03-31"));
        // AAPL split 4:1 with effect on Monday 2020-08-31; the factors before it hold up to and
        // including Friday.
        QVERIFY(std::ranges::any_of(series.actions, [](const CorporateAction& action) {
            return action.kind == ActionKind::Split && toIso(action.exDate) == "2020-08-29" &&
                   std::abs(action.numerator - 4) < 1e-3;
        }));
    }

    void leanMinutesCarryTheirDayInTheName() {
        if (!std::filesystem::exists(lean("minute/spy_20131004_trade.zip")))
            QSKIP("The LEAN files are not beside the checkout");
        std::vector<Series> all;
        for (const char* day : {"20131004", "20131007", "20230803"}) { // the last one is zip64
            const auto texts =
                readPriceTexts(lean(std::string("minute/spy_") + day + "_trade.zip"));
            VERIFY_OK(texts);
            const auto result = readPrices(*texts, *sniffPrices(*texts));
            VERIFY_OK(result);
            QCOMPARE(result->rejected, std::size_t{0});
            all.push_back(result->series.front());
        }
        // 14,760,000 ms after midnight, in New York's summer: 08:06 UTC; 167.65 dollars.
        QCOMPARE(toIso(Timestamp{all[0].bars.front().time}), std::string("2013-10-04T08:06:00Z"));
        QCOMPARE(all[0].bars.front().close, 167.65);
        QCOMPARE(all[0].interval, Interval::Minute1);
        const std::size_t bars = all[0].bars.size() + all[1].bars.size() + all[2].bars.size();
        QCOMPARE(joinSeries(all), std::size_t{0});
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all[0].bars.size(), bars);
    }

    void otherLeanFilesAreRefusedInWords() {
        const std::string factors = "19980102,0.8613657,0.00892857,1\n20501231,1,1,0\n";
        auto format = sniffPrices(factors, "aapl.csv");
        QVERIFY(!format);
        QVERIFY(format.error().message.find("factor file") != std::string::npos);
        format = sniffPrices("34200000,1,2,3,4,5,6,7,8,9,10\n", "20131004_spy_minute_quote.csv");
        QVERIFY(!format);
        QVERIFY(format.error().message.find("minute quotes") != std::string::npos);
        format = sniffPrices("34200000,1,2,3,4,5\n", "20139904_spy_minute_trade.csv");
        QVERIFY(!format);
        QVERIFY(format.error().message.find("no date") != std::string::npos);
        QVERIFY(!readLeanFactors("19980102,7,x,1\n"));
    }
};

LOOM_TEST(TestImportArchives)
#include "test_archives.moc"
