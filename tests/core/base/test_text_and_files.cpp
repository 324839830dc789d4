// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

#include <QTemporaryDir>
#include <cmath>

using namespace loom;

class TextAndFilesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void datesRoundTripAndBadOnesAreExplained() {
        for (const char* text : {"1927-12-30", "1970-01-01", "2000-02-29", "2026-11-21"}) {
            const auto date = parseIsoDate(text);
            VERIFY_OK(date);
            QCOMPARE(toIso(*date), std::string(text));
        }
        for (const char* text : {"2001-02-29", "2001-13-01", "01-02-2001", "2001/02/03", "", "2001-2-3"})
            QVERIFY2(!parseIsoDate(text), text);
        QCOMPARE(Date::fromYmd(2018, 12, 31).weekday(), 1u); // a Monday
    }

    void timestampsPrintInUtcAlsoBeforeTheEpoch() {
        QCOMPARE(toIso(Timestamp{0}), std::string("1970-01-01T00:00:00Z"));
        QCOMPARE(toIso(Timestamp{-1}), std::string("1969-12-31T23:59:59Z"));
        QCOMPARE(toIso(Timestamp{1546266600}), std::string("2018-12-31T14:30:00Z"));
    }

    void shortestNumbersReadBackToTheSameBits() {
        for (const double x : {0.1, 1e-7, 123456.789, -0.0, 2.0 / 3.0, 5e-324, 1.7976931348623157e308}) {
            const auto back = parseDouble(shortest(x));
            QVERIFY(back.has_value());
            QCOMPARE(std::signbit(*back), std::signbit(x));
            QCOMPARE(*back, x);
        }
        QVERIFY(!parseDouble("1,5"));
        QVERIFY(!parseDouble("1.5 "));
        QVERIFY(!parseDouble(""));
    }

    void suggestionsFindASlipButNotAStranger() {
        const std::vector<std::string> names{"hidden", "steps", "batch"};
        QCOMPARE(didYouMean("hiden", names), std::optional<std::string>("hidden"));
        QCOMPARE(didYouMean("zebra", names), std::nullopt);
    }

    void csvKeepsQuotesDelimitersAndLineNumbers() {
        const std::string text = "\xEF\xBB\xBF" "a,\"b,c\"\r\n\r\n\"x\"\"y\",\"two\nlines\"\nlast,1";
        CsvReader reader(text);
        std::vector<std::string> row;
        QVERIFY(reader.next(row));
        QCOMPARE(row, (std::vector<std::string>{"a", "b,c"}));
        QVERIFY(reader.next(row));
        QCOMPARE(row, (std::vector<std::string>{"x\"y", "two\nlines"}));
        QCOMPARE(reader.line(), std::size_t{3});
        QVERIFY(reader.next(row));
        QCOMPARE(reader.line(), std::size_t{5});
        QVERIFY(!reader.next(row));
        CsvWriter writer;
        writer.row({"x\"y", "two\nlines", "plain"});
        CsvReader again(writer.text());
        QVERIFY(again.next(row));
        QCOMPARE(row, (std::vector<std::string>{"x\"y", "two\nlines", "plain"}));
    }

    void jsonErrorsNameThePlace() {
        const auto bad = parseJson("{\n  \"a\": 1,\n  \"b\": }\n");
        QVERIFY(!bad);
        QVERIFY(bad.error().message.find("line 3") != std::string::npos);
    }

    void sha256KnownAnswers() { // FIPS 180-4 example, "abc"
        QCOMPARE(sha256Hex(std::string_view("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void atomicWritesReplaceWholeFilesAndFailuresKeepTheOld() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString() + "/sub/file.txt";
        VERIFY_OK(writeFileAtomic(path, "one"));
        VERIFY_OK(writeFileAtomic(path, "two"));
        const auto back = readFile(path);
        VERIFY_OK(back);
        QCOMPARE(*back, std::string("two"));
        QCOMPARE(readFile(path, 1).error().code, ErrorCode::InvalidInput);
        QCOMPARE(readFile(path.parent_path()).error().code, ErrorCode::InvalidInput);
        QCOMPARE(readFile(path.string() + "x").error().code, ErrorCode::NotFound);
        const auto full = writeFileAtomic("/dev/full/x", "bytes");
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::Io);
    }
};

LOOM_TEST(TextAndFilesTest)
#include "test_text_and_files.moc"
