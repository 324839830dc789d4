// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop and the package manager read of us is valid and agrees with itself, judged by
// the desktop's own checkers where they are installed.
#include "support/test_case.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>

namespace {

const QString kId = QStringLiteral("io.github.quantloom.Quantloom");

QString inTree(const QString& path) {
    return QDir(QStringLiteral(LOOM_SOURCE_DIR)).filePath(path);
}

QString textOf(const QString& path) {
    QFile file(inTree(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

struct Outcome {
    int status = -1;
    QString output;
};

Outcome run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(QStringLiteral(LOOM_SOURCE_DIR));
    process.start(program, arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAll())};
}

} // namespace

#define REQUIRE_PROGRAM(name)                                                                      \
    if (QStandardPaths::findExecutable(QStringLiteral(name)).isEmpty())                            \
    QSKIP(name " is not installed")

class DesktopFilesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theDesktopEntryIsValid() {
        REQUIRE_PROGRAM("desktop-file-validate");
        const auto result = run(QStringLiteral("desktop-file-validate"),
                                {QStringLiteral("resources/desktop/%1.desktop").arg(kId)});
        QVERIFY2(result.status == 0 && result.output.isEmpty(), qPrintable(result.output));
    }

    void theMetainfoIsValid() {
        REQUIRE_PROGRAM("appstreamcli");
        const auto result = run(QStringLiteral("appstreamcli"),
                                {QStringLiteral("validate"), QStringLiteral("--no-net"),
                                 QStringLiteral("resources/desktop/%1.metainfo.xml").arg(kId)});
        QVERIFY2(result.status == 0, qPrintable(result.output));
    }

    void theMimePackageIsReadable() {
        REQUIRE_PROGRAM("update-mime-database");
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("packages")));
        QVERIFY(QFile::copy(inTree(QStringLiteral("resources/desktop/%1.xml").arg(kId)),
                            folder.filePath(QStringLiteral("packages/%1.xml").arg(kId))));
        const auto result = run(QStringLiteral("update-mime-database"), {folder.path()});
        QCOMPARE(result.status, 0);
        QFile globs(folder.filePath(QStringLiteral("globs")));
        QVERIFY(globs.open(QIODevice::ReadOnly));
        QVERIFY(globs.readAll().contains("application/vnd.quantloom.workspace+json:*.loom"));
    }

    void oneIdEverywhere() {
        const auto entry = textOf(QStringLiteral("resources/desktop/%1.desktop").arg(kId));
        QVERIFY(entry.contains(QStringLiteral("\nIcon=%1\n").arg(kId)));
        const auto metainfo = textOf(QStringLiteral("resources/desktop/%1.metainfo.xml").arg(kId));
        QVERIFY(metainfo.contains(QStringLiteral("<id>%1</id>").arg(kId)));
        QVERIFY(metainfo.contains(QStringLiteral(">%1.desktop</launchable>").arg(kId)));
        QVERIFY(QFileInfo::exists(inTree(QStringLiteral("resources/icons/app/%1.svg").arg(kId))));
        for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
            QFile icon(inTree(QStringLiteral("resources/icons/app/%1-%2.png").arg(kId).arg(size)));
            QVERIFY(icon.open(QIODevice::ReadOnly));
            const auto header = icon.read(24); // PNG: the width is bytes 16 to 19
            QVERIFY(header.startsWith("\x89PNG") && header.size() == 24);
            QCOMPARE(static_cast<int>(static_cast<unsigned char>(header[18])) * 256 +
                         static_cast<unsigned char>(header[19]),
                     size);
        }
    }

    void theReleaseIsThisVersion() {
        const auto project = textOf(QStringLiteral("CMakeLists.txt"));
        const auto match =
            QRegularExpression(QStringLiteral("VERSION (\\d+\\.\\d+\\.\\d+) LANGUAGES"))
                .match(project);
        QVERIFY(match.hasMatch());
        QVERIFY(textOf(QStringLiteral("resources/desktop/%1.metainfo.xml").arg(kId))
                    .contains(QStringLiteral("<release version=\"%1\"").arg(match.captured(1))));
    }

    void theScriptsAreCleanForShellcheck() {
        REQUIRE_PROGRAM("shellcheck");
        const auto result = run(QStringLiteral("shellcheck"),
                                {QStringLiteral("-x"), QStringLiteral("packaging/common.sh"),
                                 QStringLiteral("packaging/setup"), QStringLiteral("packaging/run"),
                                 QStringLiteral("packaging/test"),
                                 QStringLiteral("packaging/package"), QStringLiteral(".ci/run")});
        QVERIFY2(result.status == 0, qPrintable(result.output));
    }
};
LOOM_TEST(DesktopFilesTest)
#include "test_desktop_files.moc"
