// SPDX-License-Identifier: GPL-3.0-or-later
// The real program as a shell sees it: output, JSON, files and exit codes.
#include "support/program.h"
#include "support/test_case.h"

#include "base/json.h"

#include <cmath>
#include <memory>
#include <vector>

#include <QProcess>
#include <QTemporaryDir>

using namespace loom;
using namespace loom::tests;

class CommandLineTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    void start(QProcess& process, QStringList arguments) const {
        arguments << QStringLiteral("--data-dir") << m_folder.filePath(QStringLiteral("data"));
        process.start(QStringLiteral(LOOM_PROGRAM), arguments);
    }

    Outcome run(const QStringList& arguments) const {
        QProcess process;
        start(process, arguments);
        return outcomeOf(process);
    }

    QString write(const char* name, const QByteArray& content) const {
        const QString path = m_folder.filePath(QString::fromLatin1(name));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return path;
    }

    Outcome runsVerb(const QStringList& words) const {
        return run(QStringList{QStringLiteral("runs")} + words +
                   QStringList{QStringLiteral("--json")});
    }

    void editsTheRun(const QString& id) const {
        const QString tag = QStringLiteral("tag"), note = QStringLiteral("note");
        QCOMPARE(runsVerb({tag, id, QStringLiteral("family=gan"), QStringLiteral("keep")}).exitCode,
                 0);
        QCOMPARE(runsVerb({note, id, QStringLiteral("Use as rival")}).exitCode, 0);
        QCOMPARE(runsVerb({QStringLiteral("rename"), id, QStringLiteral("first")}).exitCode, 0);
        const auto after = runsVerb({QStringLiteral("show"), id.left(8)}).json.at("run");
        QCOMPARE(after.at("name").get<std::string>(), std::string("first"));
        QCOMPARE(after.at("tags").at("family").get<std::string>(), std::string("gan"));
        QCOMPARE(after.at("tags").at("mlflow.note.content").get<std::string>(),
                 std::string("Use as rival"));
        QCOMPARE(runsVerb({tag, id, QStringLiteral("keep"), QStringLiteral("--remove")}).exitCode,
                 0);
        QCOMPARE(runsVerb({tag, id, QStringLiteral("keep"), QStringLiteral("--remove")}).exitCode,
                 3); // gone already
        QCOMPARE(runsVerb({note, id, QString()}).exitCode, 0);
        const auto last = runsVerb({QStringLiteral("show"), id}).json.at("run").at("tags");
        QVERIFY(!last.contains("keep") && !last.contains("mlflow.note.content"));
    }

  private Q_SLOTS:
    /// So that processes side by side never make the data folder together.
    void initTestCase() { QCOMPARE(run({QStringLiteral("runs")}).exitCode, 0); }

    void helpListsEveryVerbWithAnExample() {
        const auto help = run({QStringLiteral("--help")});
        QCOMPARE(help.exitCode, 0);
        std::vector<std::unique_ptr<QProcess>> processes;
        for (const char* verb : {"fetch", "import", "series", "synthesize", "fidelity", "run",
                                 "runs", "models", "demo", "compare", "privacy"}) {
            QVERIFY2(help.out.find(verb) != std::string::npos, verb);
            processes.push_back(std::make_unique<QProcess>());
            start(*processes.back(), {QString::fromLatin1(verb), QStringLiteral("--help")});
        }
        for (const auto& process : processes) {
            const auto one = outcomeOf(*process);
            QCOMPARE(one.exitCode, 0);
            QVERIFY2(one.out.find("Example:") != std::string::npos, one.out.c_str());
        }
    }

    void withoutADisplayTheWindowIsExcusedInASentence() {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QString::fromLatin1(name));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(LOOM_PROGRAM), QStringList{});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 2);
        const QByteArray said = process.readAllStandardError() + process.readAllStandardOutput();
        QVERIFY2(said.contains("--help"), said.constData());
    }

    void theCacheIsListedShownAndExported() {
        const auto list =
            run({QStringLiteral("series"), QStringLiteral("list"), QStringLiteral("--json")});
        QCOMPARE(list.exitCode, 0);
        QVERIFY(list.json.at("series").size() >= 20);
        const QString file = m_folder.filePath(QStringLiteral("gspc.csv"));
        const auto exported = run({QStringLiteral("series"), QStringLiteral("export"),
                                   QStringLiteral("^GSPC"), QStringLiteral("--from"),
                                   QStringLiteral("2019-01-01"), QStringLiteral("--out"), file});
        QCOMPARE(exported.exitCode, 0);
        const auto imported = run({QStringLiteral("import"), file, QStringLiteral("--symbol"),
                                   QStringLiteral("COPY"), QStringLiteral("--json")});
        QCOMPARE(imported.exitCode, 0);
        QVERIFY(imported.json.at("stored").get<int>() > 250);
        const auto shown =
            run({QStringLiteral("series"), QStringLiteral("show"), QStringLiteral("COPY"),
                 QStringLiteral("--rows"), QStringLiteral("3"), QStringLiteral("--json")});
        QCOMPARE(shown.json.at("series").at(0).at("bars").size(), std::size_t{3});
    }

    void indicatorsOfTheCacheAndOfAFileAgree() {
        const QString prices = m_folder.filePath(QStringLiteral("index.csv"));
        const QString out = m_folder.filePath(QStringLiteral("indicators.csv"));
        QCOMPARE(run({QStringLiteral("series"), QStringLiteral("export"), QStringLiteral("^GSPC"),
                      QStringLiteral("--out"), prices})
                     .exitCode,
                 0);
        const QStringList wanted{QStringLiteral("--add"), QStringLiteral("rsi:14"),
                                 QStringLiteral("--add"), QStringLiteral("macd:12,26,9"),
                                 QStringLiteral("--json")};
        const auto cached = run(QStringList{QStringLiteral("indicators"),
                                            QStringLiteral("--symbol"), QStringLiteral("^GSPC")} +
                                wanted);
        const auto file =
            run(QStringList{QStringLiteral("indicators"), prices, QStringLiteral("--out"), out} +
                wanted);
        QCOMPARE(cached.exitCode, 0);
        QCOMPARE(file.exitCode, 0);
        QCOMPARE(cached.json.at("rows"), file.json.at("rows"));
        QCOMPARE(file.json.at("indicators").at(1).at("columns").at(2).at("warm_up").get<int>(), 33);
        QFile written(out);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto header = written.readLine();
        QVERIFY(header.trimmed().endsWith("Volume,rsi_14,macd_12_26_9,macd_12_26_9_signal,"
                                          "macd_12_26_9_histogram"));
        QVERIFY(written.readLine().trimmed().endsWith(",,,,")); // the warm-up is empty
        const auto list =
            run({QStringLiteral("indicators"), QStringLiteral("--list"), QStringLiteral("--json")});
        QVERIFY(list.json.at("indicators").size() >= 23);
        QCOMPARE(list.json.at("indicators").at(0).at("text").get<std::string>(),
                 std::string("adx:14"));
    }

    void aStudyFileRunsAndWritesItsReport() {
        const QString study = write("study.json", R"({"kind": "synthesize",
            "data": {"symbol": "^GSPC", "from": "2012-01-01", "source": "sample"},
            "model": {"id": "stationary_bootstrap"}, "evaluation": {"paths": 40}})");
        const QString out = m_folder.filePath(QStringLiteral("report"));
        const auto done = run(
            {QStringLiteral("run"), study, QStringLiteral("--out"), out, QStringLiteral("--json")});
        QVERIFY2(done.exitCode == 0, done.err.c_str());
        QVERIFY(done.json.at("ok").get<bool>());
        for (const char* name :
             {"study.json", "report.csv", "report.json", "curves.csv", "paths.csv"})
            QVERIFY2(QFile::exists(out + u'/' + QString::fromLatin1(name)), name);
#ifdef LOOM_HAS_CHARTS
        QFile figure(out + QStringLiteral("/figure.png"));
        QVERIFY(figure.open(QIODevice::ReadOnly));
        QVERIFY(figure.read(8) == QByteArray("\x89PNG\r\n\x1a\n", 8));
        QVERIFY(figure.size() > 50'000);
        QVERIFY2(done.err.find("Q") == std::string::npos, done.err.c_str());
#endif
        const auto runs = run({QStringLiteral("runs"), QStringLiteral("--json")});
        QVERIFY(runs.json.at("count").get<int>() >= 1);
        editsTheRun(QString::fromStdString(runs.json.at("runs").at(0).at("id").get<std::string>()));
        const auto fidelity =
            run({QStringLiteral("fidelity"), QStringLiteral("--real"),
                 out + QStringLiteral("/paths.csv"), QStringLiteral("--synthetic"),
                 out + QStringLiteral("/paths.csv"), QStringLiteral("--json")});
        QVERIFY2(fidelity.exitCode == 0, fidelity.err.c_str());
        QVERIFY(fidelity.json.at("report").contains("verdict"));
        const auto& report = fidelity.json.at("report");
        QVERIFY(report.at("rows").size() > 40);
        QVERIFY(report.at("columns").at(0).at("rules").size() == 4);
        for (const auto& row : report.at("rows"))
            QVERIFY(!row.at("cells").at(0).at("why").get<std::string>().empty());
    }

    void fidelityListsItsMetricsWithFormulaAndSource() {
        for (const bool panel : {false, true}) {
            QStringList arguments{QStringLiteral("fidelity"), QStringLiteral("--list"),
                                  QStringLiteral("--json")};
            if (panel)
                arguments << QStringLiteral("--panel");
            const auto done = run(arguments);
            QCOMPARE(done.exitCode, 0);
            const auto& metrics = done.json.at("metrics");
            QVERIFY(metrics.size() > 20);
            for (const auto& metric : metrics)
                for (const char* key : {"id", "title", "best", "formula", "source"})
                    QVERIFY2(!metric.at(key).get<std::string>().empty(), key);
        }
    }

    void aDeviceThatIsNoneIsSaid() {
        const auto refused =
            run({QStringLiteral("runs"), QStringLiteral("--device"), QStringLiteral("gpu7")});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.find("is not a device") != std::string::npos, refused.err.c_str());
    }

    void aPanelIsGeneratedSharedAndExamined() {
        const auto file = [&](const char* name) {
            return m_folder.filePath(QString::fromLatin1(name));
        };
        const QStringList panel{QStringLiteral("synthesize"),       QStringLiteral("--symbols"),
                                QStringLiteral("AAPL,BAC,CVX,JNJ"), QStringLiteral("--from"),
                                QStringLiteral("2014-01-01"),       QStringLiteral("--json")};
        const auto good =
            run(panel + QStringList{QStringLiteral("--model"), QStringLiteral("gaussian"),
                                    QStringLiteral("--out"), file("panel"),
                                    QStringLiteral("--share"), file("shared")});
        QVERIFY2(good.exitCode == 0, good.err.c_str());
        QCOMPARE(good.json.at("shared").size(), std::size_t{3});
        QCOMPARE(good.json.at("privacy").at("verdict").at("judgement").get<std::string>(),
                 std::string("pass"));
        QFile paths(file("panel/paths.csv"));
        QVERIFY(paths.open(QIODevice::ReadOnly));
        QVERIFY(paths.readLine() == QByteArray("path,day,AAPL,BAC,CVX,JNJ\n"));
        const QStringList copy{QStringLiteral("--model"), QStringLiteral("iid_bootstrap"),
                               QStringLiteral("--share"), file("copies")};
        const auto refused = run(panel + copy);
        QCOMPARE(refused.exitCode, 2);
        QVERIFY(!QFile::exists(file("copies/synthetic.csv")));
        const auto overridden =
            run(panel + copy + QStringList{QStringLiteral("--override"), QStringLiteral("a test")});
        QVERIFY2(overridden.exitCode == 0, overridden.err.c_str());
        QVERIFY(QFile::exists(file("copies/data_card.md")));
    }

    void aComparisonRunsFromItsStudyFile() {
        const QString study = write("compare.json", R"({"kind": "compare",
            "data": {"symbols": ["AAPL", "BAC", "CVX"], "from": "2016-01-01"},
            "models": [{"id": "gaussian"}, {"id": "ppca"}],
            "evaluation": {"paths": 4, "length": 250}})");
        const QString out = m_folder.filePath(QStringLiteral("board"));
        const auto done = run(
            {QStringLiteral("run"), study, QStringLiteral("--out"), out, QStringLiteral("--json")});
        QVERIFY2(done.exitCode == 0, done.err.c_str());
        QCOMPARE(done.json.at("models").size(), std::size_t{2});
        QVERIFY(done.json.at("board").size() > 2);
        for (const char* name : {"board.csv", "report.csv", "paths_ppca.csv", "privacy_ppca.csv"})
            QVERIFY2(QFile::exists(out + u'/' + QString::fromLatin1(name)), name);
    }

    void privacyOfFilesTellsCopiesFromDraws() {
        QByteArray real("r\n"), fresh("r\n");
        for (int i = 0; i < 600; ++i) {
            real +=
                QByteArray::number(0.01 * std::sin(1.7 * i) + 0.002 * std::cos(31.0 * i)) + '\n';
            fresh +=
                QByteArray::number(0.01 * std::sin(2.9 * i) + 0.002 * std::cos(17.0 * i)) + '\n';
        }
        const QString realFile = write("real.csv", real);
        const auto verdict = [&](const QString& synthetic) {
            const auto done =
                run({QStringLiteral("privacy"), QStringLiteral("--real"), realFile,
                     QStringLiteral("--synthetic"), synthetic, QStringLiteral("--json")});
            return done.exitCode == 0
                       ? done.json.at("privacy").at("rows").at(0).at("value").get<double>()
                       : -1.0;
        };
        QCOMPARE(verdict(realFile), 1.0); // every window is a copy
        QCOMPARE(verdict(write("fresh.csv", fresh)), 0.0);
    }

    void wrongInputSaysWhyAndKeepsToItsExitCode_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const QStringList& arguments, int exitCode,
                            const QString& words) {
            QTest::newRow(name) << arguments << exitCode << words;
        };
        row("slip", {QStringLiteral("sinthesize")}, 2, QStringLiteral("did you mean"));
        row("unknown verb", {QStringLiteral("fly"), QStringLiteral("--now")}, 2, {});
        row("missing study", {QStringLiteral("run"), QStringLiteral("none.json")}, 3,
            QStringLiteral("does not exist"));
        row("bad JSON", {QStringLiteral("run"), write("bad.json", "{\"kind\": ")}, 2,
            QStringLiteral("line 1"));
        row("bad key",
            {QStringLiteral("run"), write("key.json", R"({"kind": "synthesize", "sed": 1})")}, 2,
            QStringLiteral("did you mean \"seed\""));
        row("unknown symbol", {QStringLiteral("synthesize"), QStringLiteral("NOPE")}, 3,
            QStringLiteral("NOPE"));
        row("reversed dates",
            {QStringLiteral("series"), QStringLiteral("show"), QStringLiteral("^GSPC"),
             QStringLiteral("--from"), QStringLiteral("2019-01-01"), QStringLiteral("--to"),
             QStringLiteral("2018-01-01")},
            2, QStringLiteral("before"));
        row("bad parameter",
            {QStringLiteral("synthesize"), QStringLiteral("--model"), QStringLiteral("garch"),
             QStringLiteral("--param"), QStringLiteral("nope=1")},
            2, QStringLiteral("KEY=VALUE"));
        row("one asset",
            {QStringLiteral("synthesize"), QStringLiteral("--symbols"), QStringLiteral("AAPL"),
             QStringLiteral("--model"), QStringLiteral("ppca")},
            2, QStringLiteral("at least two"));
        row("not stored",
            {QStringLiteral("synthesize"), QStringLiteral("--universe"),
             QStringLiteral("sector_etfs"), QStringLiteral("--model"), QStringLiteral("ppca")},
            3, QStringLiteral("XLB, XLC"));
        row("no universe",
            {QStringLiteral("synthesize"), QStringLiteral("--universe"),
             QStringLiteral("sector_etf")},
            3, QStringLiteral("did you mean \"sector_etfs\""));
        row("ragged for a model without gaps",
            {QStringLiteral("synthesize"), QStringLiteral("--symbols"),
             QStringLiteral("AAPL,BAC,MTUM"), QStringLiteral("--alignment"),
             QStringLiteral("ragged"), QStringLiteral("--model"), QStringLiteral("gaussian")},
            2, QStringLiteral("Choose inner alignment"));
        row("model twice",
            {QStringLiteral("compare"), QStringLiteral("--models"), QStringLiteral("garch,garch")},
            2, QStringLiteral("twice"));
        row("bad filter",
            {QStringLiteral("runs"), QStringLiteral("--filter"), QStringLiteral("metrics. <")}, 2,
            {});
        row("binary CSV",
            {QStringLiteral("import"), write("b.csv", QByteArray("\x7f"
                                                                 "ELF\0\0\1",
                                                                 8))},
            2, {});
        row("unknown indicator",
            {QStringLiteral("indicators"), QStringLiteral("--symbol"), QStringLiteral("^GSPC"),
             QStringLiteral("--add"), QStringLiteral("rsy:14")},
            2, QStringLiteral("did you mean \"rsi\""));
        row("no indicator",
            {QStringLiteral("indicators"), QStringLiteral("--symbol"), QStringLiteral("^GSPC")}, 2,
            QStringLiteral("--add rsi:14"));
        row("indicators of nothing",
            {QStringLiteral("indicators"), QStringLiteral("--add"), QStringLiteral("rsi")}, 2,
            QStringLiteral("name a price file"));
        row("unknown run", {QStringLiteral("runs"), QStringLiteral("show"), QStringLiteral("zzzz")},
            3, QStringLiteral("no run"));
    }
    void wrongInputSaysWhyAndKeepsToItsExitCode() {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, words);
        QProcess plain, asJson; // side by side: most of their time is the start of the program
        start(plain, arguments);
        start(asJson, arguments + QStringList{QStringLiteral("--json")});
        const auto outcome = outcomeOf(plain);
        QVERIFY2(outcome.exitCode == exitCode, outcome.err.c_str());
        QVERIFY(!outcome.err.empty());
        QVERIFY2(QString::fromStdString(outcome.err).contains(words), outcome.err.c_str());
        QCOMPARE(outcomeOf(asJson).exitCode, exitCode);
    }
};

LOOM_TEST(CommandLineTest)
#include "test_command_line.moc"
