// SPDX-License-Identifier: GPL-3.0-or-later
// Forecasts of files, the inbox and the verb predictions as a shell sees them.
#include "support/program.h"
#include "support/test_case.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>

using namespace loom;
using namespace loom::tests;

class PredictionVerbsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QStringList complete(QStringList arguments) const {
        return arguments << QStringLiteral("--json") << QStringLiteral("--data-dir")
                         << path("data");
    }
    Outcome run(const QStringList& arguments) const { return runProgram(complete(arguments)); }
    void put(const QString& file, const QByteArray& bytes) const {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
        out.close();
        // Old enough to be no file that is still being written.
        QVERIFY(out.open(QIODevice::ReadWrite));
        QVERIFY(out.setFileTime(QDateTime::currentDateTime().addSecs(-60),
                                QFileDevice::FileModificationTime));
    }
    /// The bundled index up to a date; the file it is put into names the symbol.
    QByteArray prices(const char* to) const {
        const QString file = path("index.csv");
        (void)run(words("series export ^GSPC --from 2014-01-02 --to") +
                  QStringList{QString::fromLatin1(to), QStringLiteral("--out"), file});
        QFile all(file);
        return all.open(QIODevice::ReadOnly) ? all.readAll() : QByteArray();
    }
    QStringList small(const char* text) const {
        return words(text) + words("--model lstm:quick --param steps=10 --param hidden=4");
    }

  private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void filesAreForecastAndKept() {
        put(path("ABC.csv"), prices("2020-03-20"));
        put(path("bad.csv"), "no prices at all\n");
        auto outcome = run(
            words("forecast --model lstm:quick --param steps=10 --param hidden=4 --out") +
            QStringList{path("next"), QStringLiteral("--batch"), path("ABC.csv"), path("bad.csv")});
        QCOMPARE(outcome.exitCode, 2); // one of two
        const auto& files = outcome.json.at("files");
        QCOMPARE(files.size(), std::size_t{2});
        QCOMPARE(files[0].at("recorded").at("added").get<int>(), 10);
        QCOMPARE(files[1].at("fate").get<std::string>(), std::string("rejected"));
        QFile csv(path("next/ABC.csv.forecast.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), 11);

        const auto listed = run(words("predictions --symbol ABC --step 10"));
        QCOMPARE(listed.exitCode, 0);
        QCOMPARE(listed.json.at("count").get<int>(), 1);
        const auto& one = listed.json.at("predictions")[0];
        QCOMPARE(one.at("made_at").get<std::string>(), std::string("2020-03-20"));
        QCOMPARE(one.at("date").get<std::string>(), std::string("2020-04-03"));
        QVERIFY(one.at("afterwards").get<bool>());
        QVERIFY(one.at("realised").is_null());

        // The next file meets the forecast of the one before it, by the model registered then.
        put(path("ABC.csv"), prices("2020-04-03"));
        outcome = run(words("forecast --no-training --batch") << path("ABC.csv"));
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.json.at("files")[0].at("model").at("reused").get<bool>());
        QCOMPARE(outcome.json.at("files")[0].at("realised").get<int>(), 10);
        const auto score = run(words("predictions score"));
        QCOMPARE(score.exitCode, 0);
        const auto& record = score.json.at("records")[0];
        QCOMPARE(record.at("realised").get<int>(), 10);
        QCOMPARE(record.at("independent").get<int>(), 1);
        QCOMPARE(record.at("afterwards").get<int>(), 10);
        const auto table = run(words("predictions --realised --out") << path("rows.csv"));
        QCOMPARE(table.exitCode, 0);
        QFile rows(path("rows.csv"));
        QVERIFY(rows.open(QIODevice::ReadOnly));
        QCOMPARE(rows.readAll().count('\n'), 11);
        QCOMPARE(run(words("predictions fill")).json.at("realised").get<int>(), 0);
    }

    void theInboxOnce() {
        auto outcome = run(words("forecast --inbox"));
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.json.at("files").empty());
        const QDir inbox(path("data/inbox"));
        put(inbox.filePath(QStringLiteral("ABC.csv")), prices("2020-03-20"));
        put(inbox.filePath(QStringLiteral("prices.csv")), prices("2020-03-19"));
        put(inbox.filePath(QStringLiteral("note.csv")), "Dear reader\n");
        outcome = run(small("forecast --inbox"));
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.json.at("files").size(), std::size_t{3});
        QVERIFY(inbox.exists(QStringLiteral("done/ABC.csv.forecast.csv")));
        QVERIFY(inbox.exists(QStringLiteral("rejected/note.csv.reason.txt")));
        QVERIFY(inbox.entryList(QDir::Files | QDir::NoDotAndDotDot).isEmpty());
        QVERIFY(run(words("forecast --inbox")).json.at("files").empty());
    }

    /// Killed in the middle of a training; the next start goes on, and only one forecast is kept.
    void aKillDuringTheWork() {
        QVERIFY(QDir().mkpath(path("data/inbox")));
        put(path("data/inbox/ABC.csv"), prices("2020-03-20"));
        QProcess process;
        process.start(QStringLiteral(LOOM_PROGRAM),
                      complete(words("forecast --inbox --model lstm:quick --param steps=200000 "
                                     "--param patience=0")));
        QVERIFY(process.waitForStarted());
        const QString working = path("data/inbox/working/ABC.csv");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(working), 60'000);
        QVERIFY(::kill(static_cast<pid_t>(process.processId()), SIGKILL) == 0);
        process.waitForFinished();
        QVERIFY(QFile::exists(working));
        const auto outcome = run(small("forecast --inbox"));
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(QFile::exists(path("data/inbox/done/ABC.csv")));
        QVERIFY(!QFile::exists(working));
        QCOMPARE(run(words("predictions")).json.at("count").get<int>(), 10);
    }

    void badArgumentsAreToldInWords() {
        const auto both = run(words("forecast --inbox --batch x.csv"));
        QCOMPARE(both.exitCode, 2);
        const auto missing = run(words("forecast --batch") << path("nothing.csv"));
        QVERIFY(missing.exitCode != 0);
        QVERIFY2((missing.out + missing.err).find("does not exist") != std::string::npos,
                 missing.err.c_str());
        put(path("ABC.csv"), prices("2020-03-20"));
        const auto none = run(words("forecast --no-training --batch") << path("ABC.csv"));
        QCOMPARE(none.exitCode, 3);
        QVERIFY((none.out + none.err).find("No registered model fits ABC") != std::string::npos);
    }
};

LOOM_TEST(PredictionVerbsTest)
#include "test_prediction_verbs.moc"
