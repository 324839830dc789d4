// SPDX-License-Identifier: GPL-3.0-or-later
// Wide CSV tables: what is read, what is refused and with which words; and the curves of a report.
#include "support/paper_window.h"
#include "support/test_case.h"

#include "base/files.h"
#include "base/random.h"
#include "base/text.h"
#include "generate/fidelity_curves.h"
#include "generate/fidelity_files.h"
#include "generate/privacy_files.h"

#include <QTemporaryDir>

#include <cmath>

using namespace loom;
using namespace loom::generate;

namespace {

std::string written(const QTemporaryDir& folder, const char* name, const std::string& text) {
    const auto file = folder.filePath(QString::fromLatin1(name)).toStdString();
    if (!writeFileAtomic(file, text))
        qFatal("the test's folder cannot be written");
    return file;
}

/// The paper's window times a factor, a column named r.
std::string seriesFile(const QTemporaryDir& folder, const char* name, double factor) {
    std::string text = "r\n";
    for (const double r : tests::paperWindow())
        text += shortest(r * factor) + "\n";
    return written(folder, name, text);
}

/// 600 days of two assets drawn with these seeds, below the header unless that is empty.
std::string panelFile(const QTemporaryDir& folder, const char* name, const std::string& header,
                      std::uint64_t firstSeed, std::uint64_t secondSeed) {
    Rng first(firstSeed), second(secondSeed);
    std::string text = header.empty() ? "" : header + "\n";
    for (int day = 0; day < 600; ++day)
        text += shortest(0.01 * first.normal()) + "," + shortest(0.01 * second.normal()) + "\n";
    return written(folder, name, text);
}

} // namespace

class FidelityFilesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tablesAreRead_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("bare") << QByteArray("0.01,0.02\n-0.03,0.04\n");
        QTest::newRow("header") << QByteArray("path_1,path_2\r\n0.01,0.02\r\n-0.03,0.04\r\n");
        QTest::newRow("dates") << QByteArray(
            "date,a,b\n2018-01-02,0.01,0.02\n2018-01-03,-0.03,0.04");
        QTest::newRow("us dates") << QByteArray("1/2/2018,0.01,0.02\n1/3/2018,-0.03,0.04\n");
        QTest::newRow("semicolons") << QByteArray("a;b\n0.01;0.02\n\n-0.03;0.04\n");
        QTest::newRow("bom") << QByteArray("\xEF\xBB\xBF"
                                           "0.01,0.02\n-0.03,0.04\n");
    }
    void tablesAreRead() {
        QFETCH(QByteArray, text);
        const auto table = parseWideTable(text.toStdString(), {});
        VERIFY_OK(table);
        const auto paths = pathsOf(*table);
        QCOMPARE(paths.count, std::size_t{2});
        QCOMPARE(paths.length, std::size_t{2});
        QCOMPARE(paths.path(0)[1], -0.03F);
        QCOMPARE(paths.path(1)[0], 0.02F);
    }

    void pricesBecomeLogReturns() {
        const auto table = parseWideTable("a\n100\n110\n99\n", {.content = TableContent::Prices});
        VERIFY_OK(table);
        QCOMPARE(table->returns, std::vector({std::log(1.1), std::log(0.9)}));
    }

    void defectsAreNamedByLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("prices");
        QTest::addColumn<QString>("part");
        QTest::newRow("width") << QByteArray("a,b\n1,2\n1,2,3\n") << false << "Line 3: 3 columns";
        QTest::newRow("word") << QByteArray("a,b\n1,2\n\n1,x\n") << false << "Line 4: column 2";
        QTest::newRow("empty cell")
            << QByteArray("0.1,0.2\n0.1,\n") << false << "column 2 is empty";
        QTest::newRow("nan") << QByteArray("0.1\nnan\n") << false << "Line 2";
        QTest::newRow("formula") << QByteArray("a\n=1+1\n") << false << "\"=1+1\"";
        QTest::newRow("negative price") << QByteArray("a\n5\n\n-1\n") << true << "Line 4: path 1";
        QTest::newRow("one price") << QByteArray("a\n5\n") << true << "no return";
        QTest::newRow("prices as returns") << QByteArray("a\n0.1\n101.5\n") << false << "--prices";
        QTest::newRow("nothing") << QByteArray("") << false << "no numbers";
        QTest::newRow("header only") << QByteArray("a,b\n") << false << "no numbers";
        QTest::newRow("open quote") << QByteArray("a\n\"0.1\n0.2\n") << false << "";
        QTest::newRow("binary") << QByteArray("a\0b\n", 4) << false << "binary";
        QTest::newRow("wide") << QByteArray(250'000, ',') << false << "at most 100000";
    }
    void defectsAreNamedByLine() {
        QFETCH(QByteArray, text);
        QFETCH(bool, prices);
        QFETCH(QString, part);
        const auto table =
            parseWideTable(text.toStdString(),
                           {.content = prices ? TableContent::Prices : TableContent::LogReturns});
        QVERIFY(!table);
        QVERIFY2(QString::fromStdString(table.error().message).contains(part),
                 table.error().message.c_str());
    }

    void anyTruncationIsReadOrRefused() {
        const std::string text = "date,\"a\",b\n2018-01-02,0.01,2e-2\n2018-01-03,\"-0.03\",0.04\n";
        for (std::size_t length = 0; length <= text.size(); ++length) {
            for (const auto content : {TableContent::LogReturns, TableContent::Prices}) {
                const auto table =
                    parseWideTable(std::string_view(text).substr(0, length), {.content = content});
                QVERIFY(table.ok() ? table->columns <= 2 : !table.error().message.empty());
            }
        }
    }

    void writtenTablesReadBackExactly() {
        const Paths paths{.count = 2, .length = 3, .returns = {0.1F, -0.2F, 1e-9F, 0, 0.3F, -1}};
        const auto again = parseWideTable(toWideCsv(paths), {});
        VERIFY_OK(again);
        QCOMPARE(pathsOf(*again).returns, paths.returns);
    }

    void filesAreScored() {
        QTemporaryDir folder;
        const auto window = tests::paperWindow();
        Paths real{.count = 1, .length = window.size(), .returns = {}};
        real.returns.assign(window.begin(), window.end());
        const auto file = folder.filePath(QStringLiteral("real.csv")).toStdString();
        VERIFY_OK(writeFileAtomic(file, toWideCsv(real)));
        jobs::PlainJobContext context;
        FidelityOptions options;
        options.floorSplits = 20;
        options.rivals = {"shuffled_control"};
        const auto report = fidelityOfFiles({.real = file, .synthetic = file}, options, context);
        VERIFY_OK(report);
        QCOMPARE(report->columns[0].copiedShare, 1.0);
        QCOMPARE(report->rows[0].cells[0].value, 0.0);
        QVERIFY(!fidelityOfFiles({.real = file + "x", .synthetic = file}, options, context));
    }

    void percentAndFractionsAreNotMixedUp() {
        QTemporaryDir folder;
        const std::string fractions = seriesFile(folder, "fractions.csv", 1);
        const std::string percent = seriesFile(folder, "percent.csv", 100);
        const std::string flatPercent = seriesFile(folder, "flat.csv", 25);
        jobs::PlainJobContext context;
        FidelityOptions options;
        options.floorSplits = 10;
        options.neighbours = 0;
        options.rivals = {"shuffled_control"};
        const auto words = [&](const ComparedFiles& files) {
            const auto report = fidelityOfFiles(files, options, context);
            return report ? std::string() : report.error().text();
        };
        const auto has = [](const std::string& text, const char* part) {
            return text.find(part) != std::string::npos;
        };
        // A day of 7 % is 7: the first file that cannot hold fractions is named.
        QVERIFY(has(words({.real = fractions, .synthetic = percent}), "--synthetic-unit percent"));
        QVERIFY(has(words({.real = percent, .synthetic = percent}), "--percent"));
        // Where no day gives it away, the standard deviations do.
        QVERIFY(has(words({.real = flatPercent, .synthetic = flatPercent}), "--unit percent"));
        const auto mixed =
            words({.real = percent, .synthetic = fractions, .unit = ReturnUnit::Percent});
        QVERIFY2(has(mixed, "vary 100 times") && has(mixed, "--synthetic-unit fraction"),
                 mixed.c_str());
        QCOMPARE(words({.real = percent, .synthetic = percent, .unit = ReturnUnit::Percent}),
                 std::string());
        const auto both = fidelityOfFiles({.real = percent,
                                           .synthetic = fractions,
                                           .unit = ReturnUnit::Percent,
                                           .syntheticUnit = ReturnUnit::Fraction},
                                          options, context);
        VERIFY_OK(both);
        QVERIFY(both->rows[0].cells[0].value < 1e-7); // the same returns
    }

    void panelsAreMatchedByName() {
        QTemporaryDir folder;
        const auto real = panelFile(folder, "real.csv", "AAA,BBB", 1, 2);
        const auto swapped = panelFile(folder, "swapped.csv", "BBB,AAA", 2, 1);
        jobs::PlainJobContext context;
        PanelFidelityOptions options;
        options.floorSplits = 6;
        options.neighbours = 100;
        options.rivals = {"shuffled_control", "independent_control"};
        const auto report =
            panelFidelityOfFiles({.real = real, .synthetic = swapped}, options, context);
        VERIFY_OK(report);
        QCOMPARE(report->columns[0].copiedShare, 1.0); // the same days once put in order
        const auto words = [&](const std::string& synthetic) {
            const auto done =
                panelFidelityOfFiles({.real = real, .synthetic = synthetic}, options, context);
            return done ? std::string() : done.error().text();
        };
        const auto other = words(panelFile(folder, "other.csv", "AAA,CCC", 1, 2));
        QVERIFY2(other.find("The synthetic file lacks BBB.") != std::string::npos &&
                     other.find("The real file lacks CCC.") != std::string::npos,
                 other.c_str());
        const auto twice = words(panelFile(folder, "twice.csv", "AAA,AAA", 1, 2));
        QVERIFY2(twice.find("two columns named \"AAA\"") != std::string::npos, twice.c_str());
        const auto bare = words(panelFile(folder, "bare.csv", "", 1, 2));
        QVERIFY2(bare.find("no header") != std::string::npos, bare.c_str());
        const auto hint = fidelityOfFiles({.real = real, .synthetic = real}, {}, context);
        QVERIFY(!hint);
        QVERIFY(hint.error().text().find("--panel") != std::string::npos);
    }

    void privacyReadsTheSameFiles() {
        QTemporaryDir folder;
        const auto real = panelFile(folder, "real.csv", "AAA,BBB", 1, 2);
        const auto swapped = panelFile(folder, "swapped.csv", "BBB,AAA", 2, 1);
        const auto input =
            privacyOfPanelFiles({.real = real, .synthetic = swapped, .holdout = swapped});
        VERIFY_OK(input);
        QCOMPARE(input->assets, std::size_t{2});
        QCOMPARE(input->holdout, input->training); // columns in the order of the real file
        QCOMPARE(stats::widened(input->synthetic.returns), input->training);
        const auto other = panelFile(folder, "other.csv", "AAA,CCC", 1, 2);
        const auto refused =
            privacyOfPanelFiles({.real = real, .synthetic = swapped, .holdout = other});
        QVERIFY(!refused);
        QVERIFY2(refused.error().text().find("The holdout file lacks BBB.") != std::string::npos,
                 refused.error().text().c_str());
        const auto series = privacyOfSeriesFiles({.real = real, .synthetic = other});
        QVERIFY(!series);
        QVERIFY2(series.error().text().find("has 2 columns") != std::string::npos,
                 series.error().text().c_str());
        const auto mixed = privacyOfSeriesFiles({.real = seriesFile(folder, "percent.csv", 100),
                                                 .synthetic = seriesFile(folder, "some.csv", 1),
                                                 .unit = ReturnUnit::Percent});
        QVERIFY(!mixed);
        QVERIFY2(mixed.error().text().find("--synthetic-unit") != std::string::npos,
                 mixed.error().text().c_str());
    }

    void missingCellsAreReadWhereTheyMayBe() {
        const char* text = "date,A,B\n2018-01-02,0.01,\n2018-01-03,nan,0.02\n";
        QVERIFY(!parseWideTable(text, {}));
        const auto table = parseWideTable(text, {.missing = MissingCells::Allowed});
        VERIFY_OK(table);
        QCOMPARE(table->names, (std::vector<std::string>{"A", "B"}));
        QVERIFY(std::isnan(table->at(0, 1)) && std::isnan(table->at(1, 0)));
        QCOMPARE(table->at(1, 1), 0.02);
        const auto percent = parseWideTable("A\n5\n-3\n", {.unit = ReturnUnit::Percent});
        VERIFY_OK(percent);
        QCOMPARE(percent->at(1, 0), -3 * 0.01);
        // A gap of prices leaves two returns unknown.
        const auto prices =
            parseWideTable("A\n100\nnan\n102\n103\n",
                           {.content = TableContent::Prices, .missing = MissingCells::Allowed});
        VERIFY_OK(prices);
        QVERIFY(std::isnan(prices->at(0, 0)) && std::isnan(prices->at(1, 0)));
        QCOMPARE(prices->at(2, 0), std::log(103.0 / 102.0));
    }

    void curvesHoldWhatTheChartsDraw() {
        const auto window = tests::paperWindow();
        Paths paths{.count = 20, .length = 400, .returns = {}};
        for (std::size_t i = 0; i < paths.count; ++i)
            paths.returns.insert(paths.returns.end(), window.begin() + 50 * static_cast<int>(i),
                                 window.begin() + 50 * static_cast<int>(i) + 400);
        jobs::PlainJobContext context;
        const auto curves = computeFidelityCurves(window,
                                                  {{.id = "imported",
                                                    .title = "Imported",
                                                    .paths = std::make_shared<const Paths>(paths)}},
                                                  {.bootstraps = 20}, context);
        VERIFY_OK(curves);
        QCOMPARE(curves->lags.size(), std::size_t{250});
        const SampleCurves& sample = curves->samples.at(0);
        QCOMPARE(sample.acfAbsolute.middle.size(), std::size_t{250});
        QCOMPARE(sample.fan.middle.size(), std::size_t{253});
        QCOMPARE(sample.fan.middle[0], 100.0);
        QCOMPARE(sample.fanPaths.size(), std::size_t{12});
        QCOMPARE(sample.rollingVolatility.middle.size(), std::size_t{400});
        QVERIFY(std::isnan(sample.rollingVolatility.middle[19]));
        QVERIFY(sample.rollingVolatility.middle[20] > 0.05);
        for (std::size_t i = 0; i < sample.fan.low.size(); ++i)
            QVERIFY(sample.fan.low[i] <= sample.fan.lower[i] &&
                    sample.fan.lower[i] <= sample.fan.middle[i] &&
                    sample.fan.middle[i] <= sample.fan.high[i]);
        double area = 0;
        for (const double density : sample.density)
            area += density * (curves->densityAt[1] - curves->densityAt[0]);
        QVERIFY(std::abs(area - 1) < 0.01);
        for (std::size_t i = 0; i < curves->probabilities.size(); ++i)
            QVERIFY(curves->bandLow[i] <= curves->realQuantiles[i] + 1e-4 &&
                    curves->realQuantiles[i] <= curves->bandHigh[i] + 1e-4);
        QVERIFY(toCsv(*curves).find("\nacf_abs,Imported,1,") != std::string::npos);
    }
};

LOOM_TEST(FidelityFilesTest)
#include "test_fidelity_files.moc"
