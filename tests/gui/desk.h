// SPDX-License-Identifier: GPL-3.0-or-later
// The real window with its real pages over a data folder of its own, for tests that drive it by
// object name. restart() closes the window and opens a second one over the same files.
#pragma once

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/pages/all_pages.h"
#include "ui/pages/data_settings.h"
#include "ui/shell/main_window.h"

namespace loom::tests {

/// A folder as the first start leaves it, made once: storing the bundled sample takes longer than
/// most tests, copying it does not.
inline const QTemporaryDir& freshDataFolder() {
    static const QTemporaryDir folder;
    static const bool made =
        studies::openWorkbench({.dataDir = ui::str(folder.path())}).ok(); // and closed again
    Q_UNUSED(made);
    return folder;
}

class Desk {
  public:
    /// dataFolder empty: a temporary one. Check isOpen() before anything else.
    explicit Desk(const QString& dataFolder = {})
        : m_folder(dataFolder.isEmpty() ? m_temporary.path() : dataFolder),
          m_theme(*qApp, ui::ThemeMode::Light),
          m_settings(QDir(m_folder).filePath(QStringLiteral("quantloom.ini"))) {
        if (dataFolder.isEmpty())
            QFile::copy(freshDataFolder().filePath(QStringLiteral("market.db")),
                        m_temporary.filePath(QStringLiteral("market.db")));
        auto opened = studies::openWorkbench({.dataDir = ui::str(m_folder)});
        if (!opened) {
            m_problem = ui::qstr(opened.error().text());
            return;
        }
        m_workbench = std::move(*opened);
    }
    ~Desk() { closeWindow(); }

    bool isOpen() const { return m_workbench != nullptr; }
    const QString& problem() const { return m_problem; }
    const QString& folder() const { return m_folder; }
    studies::Workbench& workbench() { return *m_workbench; }
    tracking::Store& tracking() { return m_workbench->tracking(); }
    ui::JobModel& jobs() { return m_session->jobs; }
    ui::Theme& theme() { return m_theme; }
    ui::Settings& settings() { return m_settings; }

    /// Made and shown when first asked for.
    ui::MainWindow& window() {
        if (!m_window)
            restart();
        return *m_window;
    }
    void restart() {
        closeWindow();
        m_session = std::make_unique<Session>(*m_workbench, m_settings);
        m_window = std::make_unique<ui::MainWindow>(
            ui::ShellParts{m_session->queue,
                           m_session->jobs,
                           m_session->log,
                           m_theme,
                           m_settings,
                           ui::qstr(m_workbench->paths().workspaces.string()),
                           {},
                           ui::dataSettings(*m_workbench)},
            ui::allPages(m_session->services));
        m_window->start();
        m_window->resize(1440, 900);
        m_window->show();
    }
    /// Stops every job first: a window with running jobs asks before it closes.
    void closeWindow() {
        if (!m_window)
            return;
        const auto idle = [this] { return jobs().runningCount() + jobs().waitingCount() == 0; };
        jobs().stopAll(jobs::StopRequest::Discard);
        static_cast<void>(QTest::qWaitFor(idle, 20'000));
        if (idle())
            m_window->close();
        m_window.reset();
        m_session.reset();
    }
    template <class T>
    T* find(const char* name) {
        return window().findChild<T*>(QString::fromLatin1(name));
    }

  private:
    /// A queue that has been shut down with its window is not used again.
    struct Session {
        Session(studies::Workbench& workbench, ui::Settings& settings)
            : services{workbench, jobs, settings} {}
        jobs::JobQueue queue{2};
        ui::JobModel jobs{queue, nullptr, std::chrono::milliseconds{1}};
        ui::LogModel log{queue, nullptr, std::chrono::milliseconds{1}};
        ui::PageServices services;
    };

    QTemporaryDir m_temporary;
    QString m_folder;
    QString m_problem;
    ui::Theme m_theme;
    ui::Settings m_settings;
    std::unique_ptr<studies::Workbench> m_workbench;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace loom::tests
