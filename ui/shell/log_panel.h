// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of the Log dock: time, level, text in the mono font, filtered by level and by job.
// Ctrl+C copies the selected lines. The view follows the end while it stands at the end.
#pragma once

#include <QWidget>

#include "ui/bridge/log_model.h"

class QMenu;
class QTableView;

namespace loom::ui {

class LogPanel final : public QWidget {
    Q_OBJECT
  public:
    explicit LogPanel(LogModel& model, QWidget* parent = nullptr);

    /// "all jobs, level info and above".
    QString summary() const;
    /// Warnings for the collapsed strip: "1 warning", "no warnings".
    QString shortSummary() const;
    /// Filter choices, Copy All and Clear, for the dock's title.
    QMenu* menu() const { return m_menu; }
    /// Only this job's lines; the zero id shows all.
    void showJob(jobs::JobId id);

  Q_SIGNALS:
    void summaryChanged();

  private:
    void buildMenu();
    void setLevel(jobs::LogLevel level);
    void copy(bool all);

    LogModel& m_model;
    LogFilter* m_filter;
    QTableView* m_view;
    QMenu* m_menu;
    jobs::LogLevel m_level = jobs::LogLevel::Info;
    jobs::JobId m_job;
    bool m_atEnd = true;
};

} // namespace loom::ui
