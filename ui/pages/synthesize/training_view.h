// SPDX-License-Identifier: GPL-3.0-or-later
// A training while it runs: losses and validation scores by step, what happens now in words, and
// the two ways to stop. Follows one job of the JobModel. Interface thread.
#pragma once

#include <QWidget>

#include <map>

#include "jobs/job.h"
#include "ui/charts/chart_view.h"

class QLabel;
class QPushButton;

namespace loom::ui {

class ElidedLabel;
class JobModel;
class LineLayer;

class TrainingView final : public QWidget {
    Q_OBJECT
  public:
    explicit TrainingView(JobModel& jobs, QWidget* parent = nullptr);

    /// Shows this job from its first point on.
    void follow(jobs::JobId job, const QString& what);
    /// Both stop buttons; false once the job has ended.
    bool canStop() const;
    ChartView* lossChart() const { return m_losses; }
    ChartView* scoreChart() const { return m_scores; }

  Q_SIGNALS:
    void stopRequested(loom::jobs::StopRequest how);

  private:
    QWidget* buildHead();
    void append(const QString& name, qsizetype from);
    void showState();

    JobModel& m_jobs;
    jobs::JobId m_job;
    QString m_what;
    QLabel* m_title = nullptr;
    ElidedLabel* m_state = nullptr;
    QPushButton* m_keep = nullptr;
    QPushButton* m_discard = nullptr;
    ChartView* m_losses;
    ChartView* m_scores;
    std::map<QString, LineLayer*> m_lines;
};

} // namespace loom::ui
