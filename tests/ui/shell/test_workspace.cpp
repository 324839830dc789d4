// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "ui/forms/banner.h"
#include "ui/shell/fuzzy.h"
#include "ui/shell/single_instance.h"

#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

#include "fake_pages.h"

using namespace loom;
using namespace loom::tests;

namespace {

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class WorkspaceTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void roundTrip() {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"w.loom"_s);
        const Workspace workspace{u"market"_s,
                                  {{u"market"_s, {{u"b"_s, 1.5}, {u"a"_s, u"x"_s}}},
                                   {u"future_page"_s, {{u"k"_s, true}}}},
                                  QByteArray("\0\1layout", 8)};
        VERIFY_OK(writeWorkspace(path, workspace));
        const auto back = readWorkspace(path);
        VERIFY_OK(back);
        QCOMPARE(*back == workspace, true);
        const QByteArray first = read(path);
        VERIFY_OK(writeWorkspace(path, *back));
        QCOMPARE(read(path), first); // equal content, equal bytes
        QVERIFY(first.indexOf("\"a\"") < first.indexOf("\"b\""));
    }

    void badFilesAreRefusedInWords_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        QTest::newRow("empty") << QByteArray() << int(ErrorCode::Corrupt);
        QTest::newRow("text") << QByteArray("hello") << int(ErrorCode::Corrupt);
        QTest::newRow("other json") << QByteArray("{\"a\":1}") << int(ErrorCode::Corrupt);
        QTest::newRow("cut") << QByteArray("{\"loom_workspace\": 1, \"pages")
                             << int(ErrorCode::Corrupt);
        QTest::newRow("zero") << QByteArray("{\"loom_workspace\": 0}") << int(ErrorCode::Corrupt);
        QTest::newRow("newer") << QByteArray("{\"loom_workspace\": 99}")
                               << int(ErrorCode::NewerVersion);
    }
    void badFilesAreRefusedInWords() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"w.loom"_s);
        write(path, bytes);
        const auto result = readWorkspace(path);
        QVERIFY(!result);
        QCOMPARE(int(result.error().code), code);
        QVERIFY(result.error().message.starts_with("w.loom "));
    }

    void aFolderThatIsNotThereIsAnError() {
        QVERIFY(!readWorkspace(u"/nowhere/w.loom"_s));
        const auto written = writeWorkspace(u"/nowhere/w.loom"_s, {});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
    }

    void aWorkspaceReopensWhatItShowed() {
        Workshop shop;
        shop.window->start();
        const QString path = shop.folder.filePath(u"covid.loom"_s);
        QVERIFY(shop.window->openSymbol(u"study"_s, u"TLT"_s));
        VERIFY_OK(shop.window->saveWorkspaceTo(path));
        shop.window->newWorkspace();
        QCOMPARE(shop.study()->symbol, u"^GSPC"_s);
        shop.restart();
        VERIFY_OK(shop.window->openWorkspaceFrom(path));
        QCOMPARE(shop.window->currentPageId(), u"study"_s);
        QCOMPARE(shop.study()->symbol, u"TLT"_s);
        QCOMPARE(shop.settings.recentWorkspaces(), QStringList{path});
        QFile::remove(path);
        auto* recent = shop.find<QMenu>(u"menu_recent"_s);
        Q_EMIT recent->aboutToShow();
        QCOMPARE(recent->actions().first()->text(), u"covid.loom, not found"_s);
        QVERIFY(!recent->actions().first()->isEnabled());
        recent->actions().last()->trigger(); // Remove Missing
        QVERIFY(shop.settings.recentWorkspaces().isEmpty());
    }

    void theSessionComesBackWithoutAFile() {
        Workshop shop;
        shop.window->start();
        shop.window->openSymbol(u"study"_s, u"GLD"_s);
        shop.restart();
        QCOMPARE(shop.study()->symbol, u"GLD"_s);
        QVERIFY(!shop.find<Banner>(u"banner"_s)); // a clean end is no crash
    }

    void aCrashOffersTheWorkspace() {
        Workshop shop;
        shop.window->start();
        shop.window->openSymbol(u"study"_s, u"VNQ"_s);
        // A job that starts saves the workspace; then the program dies: no close event.
        const auto id = shop.queue.submit(
            {.title = "t", .kind = "t", .run = [](jobs::JobContext&) -> Status { return {}; }});
        QSignalSpy started(&shop.jobs, &JobModel::jobStarted);
        QVERIFY(shop.queue.waitFor(id, std::chrono::seconds{5}));
        QTRY_VERIFY(QFile::exists(shop.folder.filePath(u"session/autosave.loom"_s)));
        shop.window.reset();
        shop.window = shop.makeWindow();
        shop.window->start();
        shop.window->show();
        auto* banner = shop.find<Banner>(u"banner"_s);
        QVERIFY(banner);
        QCOMPARE(shop.window->currentPageId(), u"welcome"_s);
        QTest::mouseClick(banner->findChild<QPushButton*>(u"banner_action_0"_s), Qt::LeftButton);
        QCOMPARE(shop.window->currentPageId(), u"study"_s);
        QCOMPARE(shop.study()->symbol, u"VNQ"_s);
        shop.restart(); // a clean end now
        QVERIFY(!shop.find<Banner>(u"banner"_s));
    }

    void theSecondStartHandsOver() {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"x.csv"_s);
        write(file, "date,close\n");
        SingleInstance first(folder.path());
        QVERIFY(first.isFirst());
        QSignalSpy got(&first, &SingleInstance::argumentsReceived);
        SingleInstance second(folder.path());
        QVERIFY(!second.isFirst());
        QVERIFY(second.forward({u"--new"_s, file}));
        QTRY_COMPARE(got.count(), 1);
        QCOMPARE(got[0][0].toStringList(), (QStringList{u"--new"_s, file}));
        QTemporaryDir other;
        QVERIFY(SingleInstance(other.path()).isFirst()); // another data folder, another program
    }

    void fuzzyRanking() {
        const auto score = [](const char* needle, const char* text) {
            return fuzzyScore(needle, text);
        };
        QVERIFY(!score("xyz", "Export Paths"));
        QVERIFY(!score("tcx", "txc")); // order matters
        QVERIFY(score("ep", "Export Paths") > score("ep", "Sleep"));
        QVERIFY(score("mark", "Market") > score("mark", "Remarks"));
        QVERIFY(score("mark", "Market") > score("mark", "Market data and privacy"));
        QVERIFY(score("paths export", "Export Paths as CSV"));
        QCOMPARE(score("", "anything"), std::optional(0));
        QVERIFY(!score("a", ""));
        QVERIFY(score("GSPC", "^gspc"));
    }

    void rankedItemsAreLimitedAndStable() {
        std::vector<PaletteItem> items;
        for (int i = 0; i < 100; ++i)
            items.push_back({u"Symbol %1"_s.arg(i), u"symbol"_s, {}, {}, {}, 0});
        items.push_back({u"Synthesize"_s, u"page"_s, {}, {}, {}, 200});
        const auto ranked = rankedItems(items, u"sy"_s, 10);
        QCOMPARE(ranked.size(), std::size_t{10});
        QCOMPARE(ranked[0].text, u"Synthesize"_s);
        QCOMPARE(ranked[1].text, u"Symbol 0"_s);
    }
};

LOOM_TEST(WorkspaceTest)
#include "test_workspace.moc"
