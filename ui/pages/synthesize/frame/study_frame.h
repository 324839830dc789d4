// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of a study that has a tab of its own: its form on the left with the command that starts
// it, a head that says what happens, below what came out, or what the tab is for. A subclass makes
// form and result, says what the command reads and starts the job. Interface thread.
#pragma once

#include <QWidget>

#include "ui/bridge/job_model.h"
#include "ui/forms/notice.h"
#include "ui/pages/page_services.h"
#include "ui/pages/synthesize/frame/job_head.h"

class QStackedWidget;

namespace loom::ui {

class InspectorSheet;

/// In the words of the tab; name is the prefix of its object names ("…_view", "…_button").
struct FrameWords {
    QString name;
    QString verb; ///< completes "Fix 1 Field to …"
    QString busy; ///< "Judging"
    StopWords stop = {};
    QString stopped, failed; ///< titles of the notices
    QString purpose, need;   ///< of the tab while it is empty
};

class StudyFrame : public QWidget {
    Q_OBJECT
  public:
    /// As the command on the form does: nothing when something speaks against it.
    void run();
    bool isRunning() const { return m_running; }

  Q_SIGNALS:
    void noticeRequested(const loom::ui::Notice& notice);

  protected:
    /// What the command reads and the head says while nothing runs.
    struct State {
        QString command;
        QString blocked = {}; ///< why nothing can be started, as the command's words
        int problems = 0;     ///< fields that are wrong
        QString title = {}, words = {};
    };

    StudyFrame(PageServices& services, FrameWords words, QWidget* parent);

    /// Each once, in the constructor of the subclass, then showState().
    void setForm(QWidget* form);
    void setResult(QWidget* content);
    /// A command on the result, there when the result is.
    QPushButton* addCommand(const QString& name, const QString& text);

    virtual void start() = 0; ///< the command was given and nothing speaks against it
    virtual State state() const = 0;
    void showState();
    void showResult(bool there);

    /// Runs work as a job; show takes what it made. A failure or a stop is told.
    template <class T, class Work, class Show>
    void startJob(JobRequest request, Work work, Show show);

    PageServices& services() const { return m_services; }

  private:
    bool canStart() const;
    void tell(const Error& error);

    PageServices& m_services;
    FrameWords m_words;
    bool m_running = false;
    jobs::JobId m_job = {};
    InspectorSheet* m_sheet;
    JobHead* m_head;
    QStackedWidget* m_stack;
    QList<QPushButton*> m_commands;
};

template <class T, class Work, class Show>
void StudyFrame::startJob(JobRequest request, Work work, Show show) {
    m_running = true;
    m_job = m_services.jobs.start<T>(std::move(request), std::move(work), this,
                                     [this, show = std::move(show)](Result<T> outcome) {
                                         m_running = false;
                                         if (outcome)
                                             show(std::move(*outcome));
                                         else
                                             tell(outcome.error());
                                         showState();
                                     });
    showState();
}

} // namespace loom::ui
