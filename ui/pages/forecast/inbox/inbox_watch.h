// SPDX-License-Identifier: GPL-3.0-or-later
// Watches the inbox folder while the window is open and has its files forecast in the background,
// and forecasts price files that are dropped on the window. Tells what came of each in toasts.
// Interface thread; the work runs in the training lane, one round at a time.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

#include "studies/batch_forecast.h"
#include "ui/pages/page_services.h"

namespace loom::ui {

class PageHost;

/// Forecasts one price file as a job; the file stays where it is. shown is called with the outcome
/// when it went well; a failure is told by the host.
void forecastDroppedFile(PageServices& services, PageHost& host, const QString& path,
                         QObject* context,
                         std::function<void(std::shared_ptr<const studies::BatchOutcome>)> shown);

class InboxWatch final : public QObject {
    Q_OBJECT
  public:
    /// Begins at once when the settings say so.
    InboxWatch(PageServices& services, PageHost& host, QObject* parent = nullptr);

    /// Reads the setting again.
    void obeySettings();
    bool isWatching() const { return m_inbox != nullptr; }
    QString folder() const;

  Q_SIGNALS:
    /// Files were forecast or rejected.
    void worked(int files);

  private:
    void start();
    void stop();
    void look();
    void tell(const studies::InboxRound& round);

    PageServices& m_services;
    PageHost& m_host;
    std::shared_ptr<predictions::Inbox> m_inbox; ///< of the job while one runs
    QFileSystemWatcher m_watcher;
    QTimer m_timer;
    bool m_working = false;
    bool m_told = false; ///< that the folder could not be worked on
};

} // namespace loom::ui
