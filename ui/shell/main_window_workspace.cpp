// SPDX-License-Identifier: GPL-3.0-or-later
// Start, close, workspace files, recovery and dropped files of MainWindow.
#include "ui/shell/main_window.h"

#include "ui/bridge/text.h"
#include "ui/shell/top_bar.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QCloseEvent>
#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTimer>
#include <QUndoStack>

#include <utility>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kShutdown = 10s;

QString sessionFile(const QString& folder) {
    return folder + u"/session.loom"_s;
}

QStringList localFiles(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    return files;
}

} // namespace

void MainWindow::start(const QString& workspaceFile) {
    m_marker = std::make_unique<SessionMarker>(m_parts.workspaceFolder);
    restoreGeometry(m_parts.settings.windowGeometry());
    restoreState(m_parts.settings.windowState());
    if (!workspaceFile.isEmpty()) {
        openWorkspaceReporting(workspaceFile);
    } else if (const auto session = readWorkspace(sessionFile(m_parts.workspaceFolder))) {
        applyWorkspace(*session);
        m_workspaceFile = m_parts.settings.sessionWorkspace();
        setWorkspaceEdited(!m_workspaceFile.isEmpty() && m_parts.settings.sessionEdited());
    }
    if (m_current.isEmpty() && !m_pages.empty())
        showPage(m_pages.front().info.id);
    syncDockStrip();
    if (m_marker->previousCrashed())
        offerRecovery();
    connect(&m_parts.jobs, &JobModel::jobStarted, this, &MainWindow::autosave);
    m_autosave->start();
}

void MainWindow::offerRecovery() {
    const QString file = m_marker->autosaveFile();
    const QString page = m_current;
    const auto saved = readWorkspace(file);
    if (!saved)
        return;
    Notice notice{Severity::Warning,
                  tr("Quantloom did not end cleanly last time."),
                  tr("Jobs that ran are marked killed in Experiments; their metrics are kept. The "
                     "workspace of %1 can be restored.")
                      .arg(QFileInfo(file).lastModified().toString(u"yyyy-MM-dd HH:mm"_s)),
                  {},
                  {}};
    notice.actions.push_back({tr("Restore Workspace"),
                              [this, page, workspace = *saved] {
                                  applyWorkspace(workspace);
                                  setWorkspaceEdited(true);
                                  hideBanner(page, u"recovery"_s);
                              },
                              true});
    showBanner(page, u"recovery"_s, notice);
}

Workspace MainWindow::currentWorkspace() const {
    Workspace workspace{m_current, m_foreignPages, saveState()};
    for (const auto& one : m_pages) {
        const QJsonObject state = one.page ? one.page->saveState() : one.pending;
        if (!state.isEmpty())
            workspace.pages[one.info.id] = state;
    }
    return workspace;
}

void MainWindow::applyWorkspace(const Workspace& workspace) {
    m_foreignPages = workspace.pages;
    for (auto& one : m_pages) {
        const QJsonObject state = m_foreignPages.take(one.info.id);
        if (one.page)
            one.page->restoreState(state);
        else
            one.pending = state;
    }
    m_undo->clear();
    if (!workspace.layout.isEmpty())
        restoreState(workspace.layout);
    if (!showPage(workspace.page) && m_current.isEmpty() && !m_pages.empty())
        showPage(m_pages.front().info.id);
    syncInspector();
    syncDockStrip();
}

Status MainWindow::saveWorkspaceTo(const QString& path) {
    const Status written = writeWorkspace(path, currentWorkspace());
    if (!written)
        return written;
    m_workspaceFile = QFileInfo(path).absoluteFilePath();
    m_parts.settings.addRecentWorkspace(path);
    setWorkspaceEdited(false);
    return {};
}

Status MainWindow::openWorkspaceFrom(const QString& path) {
    const auto read = readWorkspace(path);
    if (!read)
        return read.error();
    for (auto& one : m_pages)
        one.reopens = true;
    applyWorkspace(*read);
    for (auto& one : m_pages)
        if (one.page && std::exchange(one.reopens, false))
            one.page->reopenResults();
    m_workspaceFile = QFileInfo(path).absoluteFilePath();
    m_parts.settings.addRecentWorkspace(path);
    setWorkspaceEdited(false);
    return {};
}

void MainWindow::openWorkspaceReporting(const QString& path) {
    const Status opened = openWorkspaceFrom(path);
    if (!opened)
        showToast(errorNotice(tr("The workspace was not opened"), opened.error()));
}

void MainWindow::newWorkspace() {
    applyWorkspace({m_current, {}, {}});
    m_workspaceFile.clear();
    setWorkspaceEdited(false);
}

void MainWindow::chooseFileToOpen() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open"), m_workspaceFile.isEmpty() ? QDir::homePath() : m_workspaceFile,
        tr("Workspaces and price tables (*.loom *.csv *.txt);;All files (*)"));
    if (!path.isEmpty())
        openFile(path);
}

bool MainWindow::saveWorkspace() {
    if (m_workspaceFile.isEmpty())
        return saveWorkspaceAs();
    const Status saved = saveWorkspaceTo(m_workspaceFile);
    if (!saved)
        showToast(errorNotice(tr("The workspace was not saved"), saved.error()));
    return saved.ok();
}

bool MainWindow::saveWorkspaceAs() {
    QString path = QFileDialog::getSaveFileName(
        this, tr("Save Workspace"),
        m_workspaceFile.isEmpty() ? QDir::homePath() + u"/workspace.loom"_s : m_workspaceFile,
        tr("Workspaces (*.loom)"));
    if (path.isEmpty())
        return false;
    if (!path.endsWith(u".loom"_s))
        path += u".loom"_s;
    m_workspaceFile = path;
    return saveWorkspace();
}

void MainWindow::fillRecent(QMenu* menu) {
    menu->clear();
    const QStringList recent = m_parts.settings.recentWorkspaces();
    QStringList missing;
    for (const QString& path : recent) {
        const bool there = QFileInfo::exists(path);
        auto* action = menu->addAction(there ? QFileInfo(path).fileName()
                                             : tr("%1, not found").arg(QFileInfo(path).fileName()));
        action->setToolTip(path);
        action->setEnabled(there);
        connect(action, &QAction::triggered, this, [this, path] { openWorkspaceReporting(path); });
        if (!there)
            missing << path;
    }
    if (recent.isEmpty())
        menu->addAction(tr("No workspaces yet"))->setEnabled(false);
    if (missing.isEmpty())
        return;
    menu->addSeparator();
    connect(menu->addAction(tr("Remove Missing")), &QAction::triggered, this, [this, missing] {
        for (const QString& path : missing)
            m_parts.settings.removeRecentWorkspace(path);
    });
}

void MainWindow::setWorkspaceEdited(bool edited) {
    m_workspaceEdited = edited;
    const QString name = QFileInfo(m_workspaceFile).completeBaseName();
    m_top->setWorkspace(name, edited);
    setWindowTitle(name.isEmpty() ? u"Quantloom"_s : name + u" \u2013 Quantloom"_s);
}

void MainWindow::autosave() {
    if (m_marker) // a folder that cannot be written only costs the recovery
        static_cast<void>(writeWorkspace(m_marker->autosaveFile(), currentWorkspace()).ok());
}

bool MainWindow::confirmClosing() {
    const int running = m_parts.jobs.runningCount(), waiting = m_parts.jobs.waitingCount();
    if (running + waiting == 0)
        return true;
    QMessageBox box(QMessageBox::NoIcon, tr("Quit Quantloom"),
                    running + waiting == 1 ? tr("1 job has not ended.")
                                           : tr("%1 jobs have not ended.").arg(running + waiting),
                    QMessageBox::NoButton, this);
    box.setObjectName(u"confirm_quit"_s);
    box.setInformativeText(tr("Quitting stops them. Their runs are marked killed and keep the "
                              "metrics and checkpoints they have."));
    auto* quit = box.addButton(tr("Stop Jobs and Quit"), QMessageBox::AcceptRole);
    quit->setObjectName(u"confirm_quit_stop"_s);
    auto* stay = box.addButton(tr("Keep Working"), QMessageBox::RejectRole);
    stay->setObjectName(u"confirm_quit_stay"_s);
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    return box.clickedButton() == quit;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!confirmClosing())
        return event->ignore();
    m_autosave->stop();
    m_parts.settings.setWindow(saveGeometry(), saveState());
    m_parts.settings.setSession(m_workspaceFile, m_workspaceEdited);
    m_parts.settings.setLastVisitMs(QDateTime::currentMSecsSinceEpoch());
    const Status kept = writeWorkspace(sessionFile(m_parts.workspaceFolder), currentWorkspace());
    hide();
    m_parts.queue.shutdown(kShutdown);
    if (m_marker && kept)
        m_marker->end();
    m_parts.settings.sync();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    const QStringList files = localFiles(*event->mimeData());
    for (const QString& file : files) // after the drop has ended: an importer may open a dialog
        QMetaObject::invokeMethod(
            this, [this, file] { openFile(file); }, Qt::QueuedConnection);
}

void MainWindow::takeArguments(const QStringList& arguments) {
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
    for (const QString& argument : arguments)
        if (!argument.startsWith(u'-') && QFileInfo::exists(argument))
            openFile(argument);
}

} // namespace loom::ui
