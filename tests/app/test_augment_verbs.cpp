// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs augment and scenarios as a shell sees them: output, JSON, files and exit codes.
#include "support/program.h"
#include "support/sample_panel.h"
#include "support/test_case.h"

#include "base/json.h"

#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <csignal>

using namespace loom;
using namespace loom::tests;

namespace {

const QString kFile =
    QString::fromStdString(LOOM_SOURCE_DIR "/resources/sample/" + tests::kFactorEtfs);

} // namespace

class AugmentVerbsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    Outcome run(QStringList arguments) const {
        arguments << QStringLiteral("--json") << QStringLiteral("--data-dir")
                  << m_folder.filePath(QStringLiteral("data"));
        return runProgram(arguments);
    }
    Outcome onFile(const char* verb, const char* options) const {
        return run(words(verb) + QStringList{QStringLiteral("--file"), kFile} + words(options));
    }

    /// A run that is RUNNING has written metrics, asked from a second process as a user would.
    bool learns() const {
        const auto runs = run(words("runs")).json;
        return runs.contains("runs") && std::ranges::any_of(runs.at("runs"), [](const Json& one) {
                   return one.at("status") == "RUNNING" && !one.at("metrics").empty();
               });
    }

  private Q_SLOTS:
    void augmentAnswersAndKeepsItsSet() {
        const auto outcome =
            onFile("augment", "--generator ppca --step 252 --resamples 199 --store-set kept");
        QCOMPARE(outcome.exitCode, 0);
        const auto& report = outcome.json.at("report");
        QCOMPARE(report.at("arms").size(), std::size_t{7});
        QCOMPARE(report.at("comparisons").size(), std::size_t{8});
        QVERIFY(report.at("verdict").get<std::string>().starts_with("Does synthetic data help?"));
        const auto shown = run(words("scenarios show kept"));
        QCOMPARE(shown.exitCode, 0);
        QCOMPARE(shown.json.at("set").at("kind").get<std::string>(), std::string("augmented"));
        const auto learnt =
            run(words("scenarios make --set kept --generator gaussian --length 1 --count 20 "
                      "--name from_kept"));
        QCOMPARE(learnt.exitCode, 0);
    }

    void scenariosAreMadeListedAndExported() {
        const auto made = onFile("scenarios make", "--generator ppca --shock MTUM=-3% --count 200 "
                                                   "--name crash");
        QCOMPARE(made.exitCode, 0);
        QVERIFY(made.json.at("set").at("steered").get<bool>());
        QVERIFY(made.json.at("accepted_share").get<double>() < 0.1);
        const auto listed = run(words("scenarios list"));
        QCOMPARE(listed.exitCode, 0);
        QVERIFY(!listed.json.at("sets").empty());
        const QString file = m_folder.filePath(QStringLiteral("crash.csv"));
        const auto exported = run(words("scenarios export crash --out") + QStringList{file});
        QCOMPARE(exported.exitCode, 0);
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readLine().trimmed(), QByteArray("path,day,kind,MTUM,QUAL,SIZE,USMV,VLUE"));
        QVERIFY(csv.readLine().startsWith("1,1,steered,"));
    }

    void aStudyFileRunsEitherKind() {
        const auto written = [&](const char* name, const Json& study) {
            const QString file = m_folder.filePath(QString::fromLatin1(name));
            QFile out(file);
            if (!out.open(QIODevice::WriteOnly) || out.write(study.dump().c_str()) < 1)
                qFatal("the test's folder cannot be written");
            return file;
        };
        const Json data{{"file", kFile.toStdString()}};
        const auto answered =
            run({QStringLiteral("run"),
                 written("augment.json", {{"kind", "augment"},
                                          {"data", data},
                                          {"model", {{"id", "gaussian"}}},
                                          {"plan", {{"step", 504}, {"resamples", 99}}}})});
        QCOMPARE(answered.exitCode, 0);
        QCOMPARE(answered.json.at("report").at("arms").size(), std::size_t{7});
        const auto made =
            run({QStringLiteral("run"), written("scenarios.json", {{"kind", "scenarios"},
                                                                   {"name", "by file"},
                                                                   {"data", data},
                                                                   {"model", {{"id", "gaussian"}}},
                                                                   {"count", 30}})});
        QCOMPARE(made.exitCode, 0);
        QCOMPARE(made.json.at("set").at("name").get<std::string>(), std::string("by file"));
        const auto judged =
            run(words("synthesize --model gaussian --paths 50 --file") + QStringList{kFile});
        QCOMPARE(judged.exitCode, 0);
        QVERIFY(judged.json.contains("report"));
    }

    void aRegisteredModelDrawsWithoutFitting() {
        QCOMPARE(onFile("synthesize", "--model vae --param epochs=3 --paths 50").exitCode, 0);
        const auto models = run(words("models")).json.at("models");
        QCOMPARE(models.size(), std::size_t{1});
        const QStringList registered{
            QStringLiteral("--registered"),
            QString::fromStdString(models.at(0).at("model").get<std::string>())};
        const auto made = run(words("scenarios make --count 30 --name registered --file") +
                              QStringList{kFile} + registered);
        QCOMPARE(made.exitCode, 0);
        QVERIFY2(made.json.dump().find("version 1") != std::string::npos, made.out.c_str());
        const auto other = run(words("scenarios make --symbols AAPL GE --count 30") +
                               registered); // 2 for 5 assets
        QCOMPARE(other.exitCode, 2);
        QVERIFY2(other.out.find("makes 5 assets, the data have 2") != std::string::npos,
                 other.out.c_str());
        QCOMPARE(run(words("scenarios make --symbols AAPL GE --registered nonesuch")).exitCode, 3);
    }

    /// One interrupt while it learns: what is learnt so far draws the set, and the card says so.
    void anInterruptedFitStillDrawsItsSet() {
        QProcess making;
        making.start(QStringLiteral(LOOM_PROGRAM),
                     words("scenarios make --generator vae --param epochs=10000 --count 30 --name "
                           "early --symbols AAPL GE XOM --shock AAPL=-1% --json --data-dir") +
                         QStringList{m_folder.filePath(QStringLiteral("data"))});
        QTRY_VERIFY_WITH_TIMEOUT(learns(), 60'000);
        ::kill(static_cast<pid_t>(making.processId()), SIGINT);
        QVERIFY(making.waitForFinished(60'000));
        QCOMPARE(making.exitCode(), 0);
        const auto shown = run(words("scenarios show early"));
        QCOMPARE(shown.exitCode, 0);
        QVERIFY2(shown.out.find("stopped before its end") != std::string::npos, shown.out.c_str());
    }

    void exitCodesSayWhatWasWrong() {
        QCOMPARE(run(words("augment")).exitCode, 2);
        QCOMPARE(run(words("augment --universe nonesuch")).exitCode, 3);
        QCOMPARE(onFile("augment", "--generator nonesuch").exitCode, 2);
        QCOMPARE(onFile("augment", "--window 5000").exitCode, 2);
        QCOMPARE(onFile("augment", "--symbols A B").exitCode, 2);
        QCOMPARE(onFile("scenarios make", "--shock MTUM").exitCode, 2);
        QCOMPARE(
            onFile("scenarios make", "--generator gaussian --length 1 --count 20 --shock MTUM=-70%")
                .exitCode,
            3);
        QCOMPARE(run(words("scenarios show nonesuch")).exitCode, 3);
        QCOMPARE(run(words("scenarios make --symbols NOSUCH1 NOSUCH2")).exitCode, 3);
    }
};

LOOM_TEST(AugmentVerbsTest)
#include "test_augment_verbs.moc"
