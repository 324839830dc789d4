// SPDX-License-Identifier: GPL-3.0-or-later
// What the program does after kill -9, with damaged or newer files and a network that fails: each
// a real process over a data folder of its own. Exit codes are those of `quantloom --help`.
#include "support/test_case.h"

#include "base/files.h"
#include "base/json.h"
#include "support/fake_yahoo.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <unistd.h>

using namespace loom;
using namespace loom::tests;

namespace {

struct Outcome {
    int exitCode = -1;
    QString err;
    Json json;
};

QStringList words(const char* text) {
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

/// Small networks, so that a step takes milliseconds; epochs enough to be interrupted.
const char* const kLongTraining =
    "synthesize ^GSPC --from 2008-01-01 --source sample --preset quick --paths 20 --param "
    "generator_width=8 --param critic_width=8 --param receptive_field=15 --param check_every=5 "
    "--param epochs=400";

/// A training of some seconds, with its first checkpoint after one.
const char* const kTrainingToKill =
    "synthesize ^GSPC --from 2012-01-01 --source sample --preset quick --paths 20 --param "
    "generator_width=16 --param critic_width=16 --param receptive_field=15 --param check_every=400 "
    "--param epochs=0 --param steps=2500";

} // namespace

class FaultTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_folder.reset(); }

    void aKilledTrainingIsMarkedKeepsItsMetricsAndCanBeTrainedAgain() {
        QProcess training;
        start(training, words(kLongTraining));
        QTRY_VERIFY_WITH_TIMEOUT(runningMetrics() > 0, 60'000);
        ::kill(static_cast<pid_t>(training.processId()), SIGKILL);
        QVERIFY(training.waitForFinished());
        const auto runs = run(words("runs"));
        QCOMPARE(runs.exitCode, 0);
        QVERIFY2(runs.err.contains(QStringLiteral("marked killed")), qPrintable(runs.err));
        QCOMPARE(runs.json.at("runs").at(0).at("status").get<std::string>(), std::string("KILLED"));
        QVERIFY(!runs.json.at("runs").at(0).at("metrics").empty());
        const auto silent = run(words("runs")); // mended once
        QVERIFY(!silent.err.contains(QStringLiteral("marked killed")));
        interruptedTrainingKeepsTheBest();
    }

    void aKilledTrainingIsResumedToTheVeryResult() {
        QProcess training;
        start(training, words(kTrainingToKill) + out("killed"));
        QTRY_VERIFY_WITH_TIMEOUT(!checkpoints().isEmpty(), 60'000);
        ::kill(static_cast<pid_t>(training.processId()), SIGKILL);
        QVERIFY(training.waitForFinished());
        QCOMPARE(training.exitStatus(), QProcess::CrashExit);
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("killed/report.csv"))));

        const auto mixed = run(words("synthesize ^GSPC --resume last"));
        QCOMPARE(mixed.exitCode, 2); // the interrupted run knows its study
        const auto resumed = run(words("synthesize --resume last") + out("resumed"));
        QVERIFY2(resumed.exitCode == 0, qPrintable(resumed.err));
        const auto notes = resumed.json.at("notes").dump();
        QVERIFY2(notes.find("Went on with the interrupted run") != std::string::npos,
                 notes.c_str());
        const auto runs = run(words("runs")).json.at("runs");
        QCOMPARE(runs.size(), std::size_t{2});
        QCOMPARE(runs.at(0).at("status").get<std::string>(), std::string("FINISHED"));
        QCOMPARE(runs.at(1).at("status").get<std::string>(), std::string("KILLED"));
        QCOMPARE(runs.at(0).at("tags").at("quantloom.resumes"), runs.at(1).at("id"));
        QVERIFY(checkpoints().isEmpty()); // nothing is left to resume
        QCOMPARE(run(words("synthesize --resume last")).exitCode, 3);

        const auto whole = run(words(kTrainingToKill) + words("--retrain") + out("whole"));
        QVERIFY2(whole.exitCode == 0, qPrintable(whole.err));
        QVERIFY(whole.json.at("notes").dump().find("Went on") == std::string::npos);
        for (const char* file : {"report.csv", "report.json", "curves.csv", "paths.csv"})
            QVERIFY2(content("resumed", file) == content("whole", file), file);
        QVERIFY(content("whole", "report.csv").size() > 1000);
    }

    void aSecondInterruptDiscards() {
        QProcess training;
        start(training, words(kLongTraining));
        QTRY_VERIFY_WITH_TIMEOUT(runningMetrics() > 0, 60'000);
        ::kill(static_cast<pid_t>(training.processId()), SIGINT);
        ::kill(static_cast<pid_t>(training.processId()), SIGTERM);
        QVERIFY(training.waitForFinished(60'000));
        QVERIFY(training.exitCode() == 130 || training.exitCode() == 0); // both seen as one
        const auto runs = run(words("runs"));
        const auto status = runs.json.at("runs").at(0).at("status").get<std::string>();
        QCOMPARE(status, std::string(training.exitCode() == 130 ? "KILLED" : "FINISHED"));
    }

    void aKilledFetchLosesNoStoredRowAndGoesOn() {
        FakeYahoo yahoo;
        yahoo.knowEverySymbol();
        yahoo.followSystemClock();
        yahoo.setLatencyMilliseconds(300);
        QProcess fetch;
        start(fetch, words("fetch AAA BBB CCC DDD EEE FFF GGG HHH III JJJ KKK LLL MMM NNN"),
              yahoo.url());
        QTRY_VERIFY_WITH_TIMEOUT(yahoo.chartRequests() >= 12, 60'000);
        ::kill(static_cast<pid_t>(fetch.processId()), SIGKILL);
        QVERIFY(fetch.waitForFinished());
        yahoo.setLatencyMilliseconds(0);
        const auto before = run(words("series list"));
        QCOMPARE(before.exitCode, 0);
        const auto resumed = run(words("fetch --resume"), yahoo.url());
        QVERIFY2(resumed.exitCode == 0, qPrintable(resumed.err));
        const auto after = run(words("series list"));
        QSet<QString> symbols;
        for (const auto& series : after.json.at("series"))
            symbols.insert(QString::fromStdString(series.at("symbol").get<std::string>()));
        for (const char* symbol : {"AAA", "GGG", "NNN"})
            QVERIFY2(symbols.contains(QString::fromLatin1(symbol)), symbol);
        QVERIFY(after.json.at("series").size() >= before.json.at("series").size());
    }

    void aDamagedPriceCacheIsMovedAsideAndSaid() {
        write("market.db", "this is no database");
        const auto list = run(words("series list"));
        QCOMPARE(list.exitCode, 0);
        QVERIFY2(list.err.contains(QStringLiteral("damaged")), qPrintable(list.err));
        QVERIFY(list.json.at("series").size() >= 20); // the sample again
        QCOMPARE(QDir(dataFolder()).entryList({QStringLiteral("market.db.damaged-*")}).size(), 1);
    }

    void aDamagedExperimentStoreIsRefusedAndLeftAlone() {
        const QByteArray garbage("these were my runs");
        write("tracking.db", garbage);
        const auto runs = run(words("runs"));
        QCOMPARE(runs.exitCode, 5);
        const auto message = runs.json.at("error").at("message").get<std::string>();
        QVERIFY2(message.find("damaged") != std::string::npos, message.c_str());
        QFile file(dataFolder() + QStringLiteral("/tracking.db"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), garbage);
    }

    void aPriceCacheOfANewerVersionIsRefused() {
        QCOMPARE(run(words("series list")).exitCode, 0);
        // SQLite's file format, section 1.3: the user version is a big-endian word at byte 60.
        QFile database(dataFolder() + QStringLiteral("/market.db"));
        QVERIFY(database.open(QIODevice::ReadWrite) && database.seek(60));
        QCOMPARE(database.write(QByteArray("\0\0\3\xe7", 4)), qint64{4});
        database.close();
        refusesNewer("written by a newer version");
    }

    void anExperimentStoreThatANewerMlflowUpgradedIsOnlyRead() {
        QCOMPARE(run(words("series list")).exitCode, 0);
        QFile database(dataFolder() + QStringLiteral("/tracking.db"));
        QVERIFY(database.open(QIODevice::ReadWrite));
        QByteArray bytes = database.readAll();
        QVERIFY(bytes.contains("0584bdc529eb")); // the one schema revision of a fresh store
        bytes.replace("0584bdc529eb", "ffffffffffff");
        QVERIFY(database.seek(0));
        QCOMPARE(database.write(bytes), bytes.size());
        database.close();
        const auto runs = run(words("runs"));
        QCOMPARE(runs.exitCode, 0);
        QVERIFY2(runs.err.contains(QStringLiteral("can be looked at")), qPrintable(runs.err));
        const auto refused = run(words("synthesize ^GSPC --model iid_bootstrap --paths 2"));
        QVERIFY(refused.exitCode != 0);
        const auto message = refused.json.at("error").at("message").get<std::string>();
        QVERIFY2(message.find("only read") != std::string::npos, message.c_str());
    }

    void aDataFolderThatCannotBeWrittenIsSaid() {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(QDir().mkpath(dataFolder()));
        QVERIFY(QFile::setPermissions(dataFolder(), QFile::ReadOwner | QFile::ExeOwner));
        const auto refused = run(words("series list"));
        QFile::setPermissions(dataFolder(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(refused.exitCode, 5);
    }

    void aNetworkThatFailsKeepsToItsExitCode() {
        const auto unreachable = run(words("fetch AAPL"), "http://127.0.0.1:9");
        QCOMPARE(unreachable.exitCode, 4);
        FakeYahoo yahoo;
        yahoo.knowEverySymbol();
        yahoo.followSystemClock();
        const auto unknown = run(words("fetch UNKNOWNX"), yahoo.url());
        QCOMPARE(unknown.exitCode, 3);
        QVERIFY(unknown.err.contains(QStringLiteral("Check its spelling")));
        yahoo.setFault(FakeFault::Html, 100);
        const auto page = run(words("fetch AAPL"), yahoo.url());
        QCOMPARE(page.exitCode, 4);
        QVERIFY2(page.err.contains(QStringLiteral("web page")), qPrintable(page.err));
    }

  private:
    QString dataFolder() const { return m_folder->filePath(QStringLiteral("data")); }

    QStringList out(const char* folder) const {
        return {QStringLiteral("--out"), m_folder->filePath(QString::fromLatin1(folder))};
    }
    QByteArray content(const char* folder, const char* name) const {
        QFile file(m_folder->filePath(
            QStringLiteral("%1/%2").arg(QString::fromLatin1(folder), QString::fromLatin1(name))));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QStringList checkpoints() const {
        return QDir(dataFolder() + QStringLiteral("/models/checkpoints"))
            .entryList({QStringLiteral("*.ckpt")});
    }

    void start(QProcess& process, const QStringList& arguments, const std::string& yahoo = {}) {
        auto environment = QProcessEnvironment::systemEnvironment();
        if (!yahoo.empty())
            environment.insert(QStringLiteral("QUANTLOOM_YAHOO_URL"),
                               QString::fromStdString(yahoo));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(LOOM_PROGRAM),
                      arguments + QStringList{QStringLiteral("--json"),
                                              QStringLiteral("--data-dir"), dataFolder()});
    }

    Outcome run(const QStringList& arguments, const std::string& yahoo = {}) {
        QProcess process;
        start(process, arguments, yahoo);
        process.waitForFinished(120'000);
        Outcome outcome{process.exitCode(), QString::fromUtf8(process.readAllStandardError()), {}};
        if (const auto parsed = parseJson(process.readAllStandardOutput().toStdString()))
            outcome.json = *parsed;
        return outcome;
    }

    void refusesNewer(const char* why) {
        const auto refused = run(words("series list"));
        QCOMPARE(refused.exitCode, 5);
        const auto message = refused.json.at("error").at("message").get<std::string>();
        QVERIFY2(message.find(why) != std::string::npos, message.c_str());
    }

    void write(const char* name, const QByteArray& content) {
        QDir().mkpath(dataFolder());
        QFile file(dataFolder() + u'/' + QString::fromLatin1(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    /// Metrics of a run that is RUNNING, asked from a second process as a user would.
    std::size_t runningMetrics() {
        const auto runs = run(words("runs"));
        if (!runs.json.contains("runs"))
            return 0;
        for (const auto& one : runs.json.at("runs"))
            if (one.at("status") == "RUNNING")
                return one.at("metrics").size();
        return 0;
    }

    /// One interrupt: what is trained so far is judged, registered and used at once next time.
    void interruptedTrainingKeepsTheBest() {
        QProcess training;
        start(training, words(kLongTraining));
        QTRY_VERIFY_WITH_TIMEOUT(runningMetrics() > 0, 60'000);
        ::kill(static_cast<pid_t>(training.processId()), SIGINT);
        QVERIFY(training.waitForFinished(60'000));
        QCOMPARE(training.exitCode(), 0);
        const auto kept = parseJson(training.readAllStandardOutput().toStdString());
        VERIFY_OK(kept);
        QVERIFY(kept->at("ok").get<bool>());
        const auto again = run(words(kLongTraining));
        QCOMPARE(again.exitCode, 0);
        QVERIFY(again.json.at("model").at("reused").get<bool>());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

LOOM_TEST(FaultTest)
#include "test_faults.moc"
