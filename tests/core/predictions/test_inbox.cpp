// SPDX-License-Identifier: GPL-3.0-or-later
// The inbox: where files end, that none is worked on twice, that no bad one stops another, and that
// a kill at any step leaves nothing half done.
#include "predictions/inbox.h"

#include <QTemporaryDir>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "core/predictions/made_up.h"
#include "predictions/prediction_store.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::predictions;
using namespace loom::tests;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::set<std::string> namesIn(const fs::path& folder) {
    std::set<std::string> out;
    for (const auto& one : fs::directory_iterator(folder))
        if (!one.is_directory() && one.path().filename() != ".lock")
            out.insert(one.path().filename().string());
    return out;
}

using Names = std::set<std::string>;

} // namespace

class InboxTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    int m_worked = 0;

    fs::path root() const { return m_folder->filePath(QStringLiteral("inbox")).toStdString(); }
    fs::path database() const {
        return m_folder->filePath(QStringLiteral("workstation.db")).toStdString();
    }
    Inbox open(std::function<void(std::string_view, const std::string&)> onStep = {}) const {
        return std::move(Inbox::open({.folder = root(),
                                      .database = database(),
                                      .maxBytes = 1000,
                                      .settle = std::chrono::milliseconds{0},
                                      .onStep = std::move(onStep)}))
            .value();
    }
    /// Keeps three rows, as a forecast would, and gives back their number; refuses "bad".
    Result<InboxResult> work(const fs::path& file) {
        ++m_worked;
        const auto text = readFile(file);
        if (!text)
            return text.error();
        if (text->starts_with("bad"))
            return fail(ErrorCode::InvalidInput, "There is no price in it.");
        if (text->starts_with("full"))
            return fail(ErrorCode::Io, "The disk is full.");
        if (text->starts_with("throw"))
            throw std::runtime_error("no such thing");
        auto store = PredictionStore::open(database());
        if (!store)
            return std::move(store).error();
        std::vector<Prediction> rows;
        for (int k = 1; k <= 3; ++k) {
            rows.push_back(prediction("2024-06-05", "2024-06-06", k, 100, 100 + k));
            rows.back().key.symbol = *text;
        }
        if (auto kept = store->record(rows); !kept)
            return std::move(kept).error();
        return InboxResult{.files = {{".forecast.csv", "three of " + *text}}, .words = "3 steps."};
    }
    InboxReport process(Inbox& inbox) {
        auto report =
            inbox.process([this](const fs::path& file, const std::string&) { return work(file); });
        return report ? *report : InboxReport{};
    }
    InboxReport process() {
        auto inbox = open();
        return process(inbox);
    }
    std::string read(const char* folder, const std::string& name) const {
        const auto text = readFile(root() / folder / name);
        return text ? *text : text.error().text();
    }

  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_worked = 0;
        (void)open();
    }

    void goodAndBadFilesEndWhereTheyBelong() {
        put(root() / "bad.csv", "bad file");
        put(root() / "good.csv", "AAA");
        put(root() / "other.csv", "BBB");
        const auto report = process();
        QCOMPARE(report.items.size(), std::size_t{3});
        QVERIFY(namesIn(root()).empty() && namesIn(root() / "working").empty());
        QCOMPARE(namesIn(root() / "done"), (Names{"good.csv", "good.csv.forecast.csv", "other.csv",
                                                  "other.csv.forecast.csv"}));
        QCOMPARE(read("done", "good.csv.forecast.csv"), std::string("three of AAA"));
        QCOMPARE(namesIn(root() / "rejected"), (Names{"bad.csv", "bad.csv.reason.txt"}));
        QVERIFY(read("rejected", "bad.csv.reason.txt").starts_with("There is no price in it."));
    }

    void theSameContentIsWorkedOnOnce() {
        put(root() / "a.csv", "AAA");
        process();
        put(root() / "another name.csv", "AAA");
        put(root() / "a.csv", "AAA");
        const auto report = process();
        QCOMPARE(m_worked, 1);
        QCOMPARE(report.items.size(), std::size_t{2});
        for (const auto& item : report.items) {
            QVERIFY(item.fate == Fate::Rejected);
            QVERIFY2(item.words.find("worked on before") != std::string::npos, item.words.c_str());
            QVERIFY(item.words.find("as a.csv") != std::string::npos);
        }
        // New content under an old name is another file.
        put(root() / "a.csv", "BBB");
        process();
        QCOMPARE(m_worked, 2);
        QCOMPARE(read("done", "a-2.csv.forecast.csv"), std::string("three of BBB"));
        QCOMPARE(read("done", "a.csv.forecast.csv"), std::string("three of AAA"));
    }

    void aRejectedFileMayBeTriedAgain() {
        put(root() / "b.csv", "bad");
        process();
        put(root() / "b.csv", "bad");
        process();
        QCOMPARE(m_worked, 2);
        QVERIFY(namesIn(root() / "rejected").contains("b-2.csv.reason.txt"));
    }

    void everyBadKindIsRejectedInWords_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("part");
        QTest::newRow("empty") << "empty.csv"
                               << "is empty";
        QTest::newRow("huge") << "huge.csv"
                              << "too large";
        QTest::newRow("folder") << "folder.csv"
                                << "is a folder";
        QTest::newRow("link") << "link.csv"
                              << "is a link";
        QTest::newRow("dangling link") << "dangling.csv"
                                       << "is a link";
        QTest::newRow("pipe") << "pipe.csv"
                              << "no ordinary file";
        QTest::newRow("unreadable") << "secret.csv"
                                    << "permission denied";
        QTest::newRow("exception") << "throw.csv"
                                   << "ended unexpectedly";
    }
    void everyBadKindIsRejectedInWords() {
        QFETCH(QString, name);
        QFETCH(QString, part);
        const fs::path file = root() / name.toStdString();
        const fs::path outside = root().parent_path() / "outside.csv";
        put(outside, "CCC");
        if (name == QLatin1String("empty.csv"))
            put(file, "");
        else if (name == QLatin1String("huge.csv"))
            put(file, std::string(2000, 'x'));
        else if (name == QLatin1String("folder.csv")) {
            fs::create_directory(file);
            put(file / "inside.csv", "AAA");
        } else if (name == QLatin1String("link.csv"))
            fs::create_symlink(outside, file);
        else if (name == QLatin1String("dangling.csv"))
            fs::create_symlink("nowhere", file);
        else if (name == QLatin1String("pipe.csv"))
            QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        else if (name == QLatin1String("secret.csv")) {
            if (::geteuid() == 0)
                QSKIP("root reads every file");
            put(file, "AAA");
            fs::permissions(file, fs::perms::none);
        } else
            put(file, "throw");
        put(root() / "zzz.csv", "BBB");
        const auto report = process();
        QCOMPARE(report.items.size(), std::size_t{2});
        const auto reason = read("rejected", name.toStdString() + ".reason.txt");
        QVERIFY2(QString::fromStdString(reason).contains(part), reason.c_str());
        QVERIFY(fs::exists(fs::symlink_status(root() / "rejected" / name.toStdString())));
        QVERIFY(namesIn(root() / "working").empty());
        QVERIFY(namesIn(root() / "done").contains("zzz.csv"));
        QCOMPARE(readFile(outside).value(), std::string("CCC")); // links are not followed
    }

    void filesThatAreBeingWrittenWait() {
        put(root() / "SPY.csv.part", "AAA");
        put(root() / ".hidden.csv", "AAA");
        put(root() / "slow.csv", "AA");
        const int writer = ::open((root() / "slow.csv").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        QVERIFY(writer >= 0);
        auto report = process();
        QVERIFY(report.items.empty());
        QCOMPARE(report.settling, std::vector<std::string>{"slow.csv"});
        QCOMPARE(::write(writer, "A", 1), ssize_t{1});
        ::close(writer);
        report = process();
        QCOMPARE(report.items.size(), std::size_t{1});
        QCOMPARE(read("done", "slow.csv.forecast.csv"), std::string("three of AAA"));
        QCOMPARE(namesIn(root()), (Names{"SPY.csv.part", ".hidden.csv"}));
    }

    void aYoungFileSettlesFirst() {
        auto inbox = std::move(Inbox::open({.folder = root(),
                                            .database = database(),
                                            .settle = std::chrono::hours{1}}))
                         .value();
        put(root() / "young.csv", "AAA");
        put(root() / "old.csv", "BBB");
        fs::last_write_time(root() / "old.csv",
                            fs::file_time_type::clock::now() - std::chrono::hours{2});
        const auto report = process(inbox);
        QCOMPARE(report.items.size(), std::size_t{1});
        QCOMPARE(report.items.front().name, std::string("old.csv"));
        QCOMPARE(report.settling, std::vector<std::string>{"young.csv"});
        QVERIFY(!inbox.hasWork());
    }

    /// A full disk is not the file's fault: it stays, and is worked on later.
    void troubleElsewhereLeavesTheFileForLater() {
        put(root() / "x.csv", "full");
        put(root() / "y.csv", "AAA");
        auto inbox = open();
        auto report = process(inbox);
        QVERIFY(report.items[0].fate == Fate::Later);
        QVERIFY(report.items[1].fate == Fate::Done);
        QCOMPARE(namesIn(root() / "working"), Names{"x.csv"});
        QVERIFY(!inbox.hasWork()); // not at once again
        QVERIFY(namesIn(root() / "rejected").empty());
        put(root() / "working" / "x.csv", "CCC"); // the trouble is over
        report = process();
        QCOMPARE(report.items.size(), std::size_t{1});
        QVERIFY(report.items[0].fate == Fate::Done);
    }

    void twoProgramsDoNotMeet() {
        put(root() / "a.csv", "AAA");
        auto inbox = open();
        const auto outer = inbox.process([&](const fs::path&, const std::string&) {
            auto second = open();
            const auto refused = second.process([](const fs::path&, const std::string&) {
                return Result<InboxResult>(InboxResult{});
            });
            return refused ? Result<InboxResult>(InboxResult{})
                           : Result<InboxResult>(
                                 fail(ErrorCode::InvalidInput, refused.error().message));
        });
        VERIFY_OK(outer);
        QVERIFY(outer->items.front().words.find("Another Quantloom") != std::string::npos);
    }

    /// The program is killed before each of the steps in turn, with no time to clean up; the next
    /// one must find everything as if nothing had been.
    void aKillAtAnyStepLosesNothing() {
        int steps = 0;
        for (bool ended = false; !ended; ++steps) {
            QVERIFY2(steps < 100, "the steps do not end");
            init();
            put(root() / "a.csv", "AAA");
            put(root() / "b.csv", "bad");
            put(root() / "c.csv", "AAA");
            put(root() / "d.csv", "DDD");
            const auto child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                int left = steps;
                auto inbox = open([&](std::string_view, const std::string&) {
                    if (left-- == 0)
                        ::kill(::getpid(), SIGKILL);
                });
                process(inbox);
                ::_exit(0);
            }
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            ended = WIFEXITED(status);
            QVERIFY(ended || WTERMSIG(status) == SIGKILL);
            process();
            const auto where = QStringLiteral("killed before step %1").arg(steps);
            QVERIFY2(namesIn(root()).empty() && namesIn(root() / "working").empty(),
                     qPrintable(where));
            QVERIFY2(namesIn(root() / "done") ==
                         (Names{"a.csv", "a.csv.forecast.csv", "d.csv", "d.csv.forecast.csv"}),
                     qPrintable(where));
            QVERIFY2(namesIn(root() / "rejected") ==
                         (Names{"b.csv", "b.csv.reason.txt", "c.csv", "c.csv.reason.txt"}),
                     qPrintable(where));
            QVERIFY2(read("rejected", "b.csv.reason.txt").starts_with("There is no price"),
                     qPrintable(where));
            QVERIFY2(read("rejected", "c.csv.reason.txt").find("worked on before") !=
                         std::string::npos,
                     qPrintable(where));
            QCOMPARE(read("done", "a.csv.forecast.csv"), std::string("three of AAA"));
            auto store = PredictionStore::open(database());
            VERIFY_OK(store);
            QCOMPARE(store->list().value().size(), std::size_t{6});
            QVERIFY(process().items.empty());
        }
        QVERIFY(steps > 15);
    }

    void aFileThatKillsTheProgramIsGivenUp() {
        put(root() / "killer.csv", "AAA");
        for (int i = 0; i < 3; ++i) {
            const auto child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                auto inbox = open([&](std::string_view step, const std::string&) {
                    if (step == "work")
                        ::kill(::getpid(), SIGKILL);
                });
                process(inbox);
                ::_exit(0);
            }
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QVERIFY(WIFSIGNALED(status));
        }
        const auto report = process();
        QCOMPARE(m_worked, 0);
        QCOMPARE(report.items.size(), std::size_t{1});
        QVERIFY(report.items.front().fate == Fate::Rejected);
        QVERIFY(report.items.front().words.find("ended 3 times") != std::string::npos);
    }
};

LOOM_TEST(InboxTest)
#include "test_inbox.moc"
