// SPDX-License-Identifier: GPL-3.0-or-later
// The bar above what a job makes: its name, what happens now in words, the ways to stop it, and
// what can be done with the result. Interface thread.
#pragma once

#include "jobs/job.h"
#include "ui/forms/bar.h"

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace loom::ui {

class ElidedLabel;
class JobModel;

/// Commands that end a job early. keep empty: nothing half done is of use.
struct StopWords {
    QString keep = {}, keepTip = {};
    QString discardTip = {};
};

class JobHead final : public Bar {
    Q_OBJECT
  public:
    /// name: prefix of the object names "…_state", "…_keep" and "…_discard".
    JobHead(JobModel& jobs, const QString& name, const StopWords& words, QWidget* parent = nullptr);

    /// A command on the result, right of the others.
    QPushButton* addButton(const QString& name, const QString& text);
    /// Follows this job; once it has ended its last words stay and it cannot be stopped.
    void showJob(jobs::JobId job, const QString& title);
    /// No job: the ways to stop are hidden.
    void showWords(const QString& title, const QString& words);

  private:
    bool canStop() const;
    void showState();

    JobModel& m_jobs;
    jobs::JobId m_job = {};
    bool m_follows = false;
    QHBoxLayout* m_row;
    QLabel* m_title;
    ElidedLabel* m_state;
    QPushButton* m_keep = nullptr;
    QPushButton* m_discard;
};

} // namespace loom::ui
