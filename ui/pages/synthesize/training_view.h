// SPDX-License-Identifier: GPL-3.0-or-later
// A training while it runs: losses and validation scores by step, what happens now in words, and
// the two ways to stop. Follows one job of the JobModel. Interface thread.
#pragma once

#include <QWidget>

#include <map>

#include "jobs/job.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

class JobHead;
class JobModel;
class LineLayer;

class TrainingView final : public QWidget {
    Q_OBJECT
  public:
    explicit TrainingView(JobModel& jobs, QWidget* parent = nullptr);

    /// Shows this job from its first point on. trains: false when a registered model answers, or
    /// one that is fitted at once: then no curve will come.
    void follow(jobs::JobId job, const QString& what, bool trains);
    ChartView* lossChart() const { return m_losses; }
    ChartView* scoreChart() const { return m_scores; }

  private:
    void append(const QString& name, qsizetype from);

    JobModel& m_jobs;
    jobs::JobId m_job;
    JobHead* m_head;
    ChartView* m_losses;
    ChartView* m_scores;
    std::map<QString, LineLayer*> m_lines;
};

} // namespace loom::ui
