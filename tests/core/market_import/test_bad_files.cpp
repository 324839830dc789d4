// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <random>

#include "market/import/price_file.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

namespace {
const std::string kHeader = "Date,Open,High,Low,Close,Volume\n";
const std::string kGood = "2024-01-02,10,12,9,11,100\n2024-01-03,10,12,9,11,100\n";
} // namespace

class TestImportBadFiles : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void badLinesAreRejectedWithTheirNumberAndReason_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char* line, const char* word) {
            QTest::newRow(line) << QByteArray(line) << QByteArray(word);
        };
        row("2024-01-04,=10+1,12,9,11,100", "formula");
        row("2024-01-04,10,12,9,@SUM(A1),100", "formula");
        row("2024-01-04,NaN,12,9,11,100", "Open is missing");
        row("2024-01-04,10,12,9,null,100", "no closing price");
        row("2024-01-04,10,12,9,0,100", "not above zero");
        row("2024-01-04,10,12,9,-11,100", "not above zero");
        row("2024-01-04,10,12,9,eleven,100", "not a number");
        row("2024-01-04,10,12,9,inf,100", "not a number");
        row("2024-01-04,10,12,9,1e999,100", "not a number");
        row("2024-01-04,10,8,9,11,100", "high is below");
        row("2024-01-04,10,12,11,11,100", "low is above");
        row("2024-01-04,10,12,9,11,-5", "not a count");
        row("2024-01-04,10,12", "only 3 of 6 columns");
        row("2024-01-04,10,12,9,11,100,7,8", "8 columns instead of 6");
        row("2024-02-30,10,12,9,11,100", "date");
        row("2024-13-01,10,12,9,11,100", "date");
        row("yesterday,10,12,9,11,100", "date");
        row("2024-01-02,10,12,9,11,100", "Line 2 has the same time");
    }

    void badLinesAreRejectedWithTheirNumberAndReason() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, word);
        const std::string text =
            kHeader + kGood + line.toStdString() + "\n2024-01-05,10,12,9,11,1\n";
        auto format = sniffPrices(text, "A.csv");
        VERIFY_OK(format);
        auto result = readPrices(text, *format);
        VERIFY_OK(result);
        QCOMPARE(result->accepted, std::size_t{3});
        QCOMPARE(result->rejected, std::size_t{1});
        QCOMPARE(result->rejects[0].line, std::size_t{4});
        QVERIFY2(result->rejects[0].reason.find(word.toStdString()) != std::string::npos,
                 result->rejects[0].reason.c_str());
        QVERIFY(!result->rejects[0].text.empty());
    }

    void filesThatAreNoPriceFilesAreRefusedInWords_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char* name, const QByteArray& bytes, const char* word) {
            QTest::newRow(name) << bytes << QByteArray(word);
        };
        row("empty", {}, "empty");
        row("blank", " \n\n ", "empty");
        row("UTF-16 with mark",
            QByteArray("\xFF\xFE"
                       "D\0a\0t\0e\0",
                       10),
            "UTF-16");
        row("UTF-16 without mark", QByteArray("D\0a\0t\0e\0,\0C\0", 12), "UTF-16");
        QByteArray binary("PK\x03\x04", 4);
        for (int i = 0; i < 500; ++i)
            binary.append(static_cast<char>(i * 37 % 256));
        row("binary", binary, "not a text file");
        QByteArray wide("Date");
        for (int i = 0; i < 100'000; ++i)
            wide += ",x";
        row("100,000 columns", wide + "\n2024-01-02" + QByteArray(",1").repeated(100'000) + "\n",
            "columns");
        row("prose", "Dear reader,\nthis is a letter, not a table, alas.\n", "No line with a date");
        row("one column", "2024-01-02\n2024-01-03\n", "No columns");
        row("no close", "Date,Flavour\n2024-01-02,5\n", "closing prices");
        row("HTML", "<!DOCTYPE html>\n<html><body>Too many requests, try later</body></html>\n",
            "No");
    }

    void filesThatAreNoPriceFilesAreRefusedInWords() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, word);
        auto format = sniffPrices(bytes.toStdString(), "A.csv");
        QVERIFY(!format.ok());
        QCOMPARE(format.error().code, ErrorCode::InvalidInput);
        QVERIFY2(format.error().text().find(word.toStdString()) != std::string::npos,
                 format.error().text().c_str());
    }

    void aFileCutInTheMiddleSaysSo() {
        std::string text = kHeader + kGood + "2024-01-04,10,12,9";
        auto result = readPrices(text, *sniffPrices(text, "A.csv"));
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{1});
        text = kHeader + kGood + "\"2024-01-04,10";
        result = readPrices(text, *sniffPrices(text, "A.csv"));
        VERIFY_OK(result);
        QVERIFY(result->notes.back().find("cut off") != std::string::npos);
    }

    void mixedZonesAreNotMixedUp() {
        const std::string head = "datetime,close\n2024-01-02T09:30:00-05:00,1\n"
                                 "2024-01-02T09:35:00-05:00,2\n2024-01-02T09:40:00-05:00,3\n";
        std::string text = head + "2024-01-02T09:45:00,4\n";
        auto result = readPrices(text, *sniffPrices(text, "A.csv"));
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{1});
        QVERIFY(result->rejects[0].reason.find("no zone") != std::string::npos);
        text = head + "2024-01-02T14:45:00Z,4\n";
        result = readPrices(text, *sniffPrices(text, "A.csv"));
        VERIFY_OK(result);
        QCOMPARE(result->series[0].bars.size(), std::size_t{4});
        QCOMPARE(result->series[0].bars[3].time - result->series[0].bars[2].time,
                 std::int64_t{300});
        QVERIFY(std::any_of(result->notes.begin(), result->notes.end(), [](const auto& note) {
            return note.find("different zones") != std::string::npos;
        }));
    }

    void datesInDifferentZonesAreSaid() {
        const std::string head = "datetime,close\n2024-03-07T00:00:00-05:00,1\n"
                                 "2024-03-08T00:00:00-05:00,2\n2024-03-11T00:00:00-04:00,3\n";
        const auto saidOf = [&](const std::string& text) {
            const auto result = readPrices(text, *sniffPrices(text, "A.csv"));
            return result.ok() && result->series[0].bars.size() >= 3 &&
                   std::ranges::any_of(result->notes, [](const auto& note) {
                       return note.find("dates have different zones") != std::string::npos;
                   });
        };
        QVERIFY(!saidOf(head)); // winter and summer time of one zone
        QVERIFY(saidOf(head + "2024-03-12T00:00:00+09:00,4\n"));
        QVERIFY(saidOf(head + "2024-03-12T00:00:00,4\n"));
    }

    void nothingReadableIsAnErrorWithTheFirstReason() {
        const std::string text = kHeader + "2024-01-02,10,12,9,-1,100\n2024-01-03,1,1,1,0,1\n";
        auto result = readPrices(text, *sniffPrices(text, "A.csv"));
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::NoData);
        QVERIFY(result.error().message.find("Line 2") != std::string::npos);
    }

    void manyRejectsAreCountedNotKept() {
        std::string text = kHeader + kGood;
        for (int i = 0; i < 5000; ++i)
            text += "bad,line\n";
        auto result = readPrices(text, *sniffPrices(text, "A.csv"));
        VERIFY_OK(result);
        QCOMPARE(result->rejected, std::size_t{5000});
        QCOMPARE(result->rejects.size(), std::size_t{1000});
    }

    void noBytesBreakTheReader() {
        // Damaged copies of good files: bytes changed, cut out, doubled. Every answer is a result
        // with ordered finite bars, or a sentence.
        const std::vector<std::string> seeds{
            kHeader + kGood,
            "Price,Close,High\nTicker,AAPL,AAPL\nDate,,\n2024-01-02,1,2\n2024-01-03,1,2\n",
            "2024.01.02,08:00,1,3,1,2,7\n2024.01.02,08:05,1,3,1,2,7\n",
            "time;close\n1704205800;1,5\n1704292200;1,6\n",
            "\"Date\",\"Close\"\n\"1/31/2024\",\"$1,184.40\"\n"};
        const std::string spice = "\",;\t|\n\r=@-+.:/TZ0123456789eE\xEF\xBB\xBF\xFF nulNa";
        std::mt19937 random(11);
        const auto below = [&](std::size_t bound) { return random() % bound; };
        for (int round = 0; round < 20'000; ++round) {
            std::string text = seeds[below(seeds.size())];
            for (auto n = 1 + below(6); n-- > 0 && !text.empty();) {
                const auto at = below(text.size());
                switch (below(3)) {
                case 0:
                    text[at] = spice[below(spice.size())];
                    break;
                case 1:
                    text.erase(at, 1 + below(8));
                    break;
                default:
                    text.insert(at, text.substr(below(text.size()), below(20)));
                }
            }
            auto format = sniffPrices(text, "A.csv");
            if (!format)
                continue;
            (void)previewPrices(text, *format, 3);
            auto result = readPrices(text, *format);
            if (!result)
                continue;
            for (const auto& series : result->series)
                for (std::size_t i = 0; i < series.bars.size(); ++i) {
                    QVERIFY(std::isfinite(series.bars[i].close) && series.bars[i].close > 0);
                    QVERIFY(i == 0 || series.bars[i - 1].time < series.bars[i].time);
                }
        }
    }
};

LOOM_TEST(TestImportBadFiles)
#include "test_bad_files.moc"
