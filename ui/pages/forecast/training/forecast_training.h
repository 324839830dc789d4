// SPDX-License-Identifier: GPL-3.0-or-later
// The training of forecasters while it runs: losses on training and validation rows and the skill
// against the last value, by step, with the best step marked. Of an ensemble or an evaluation one
// network at a time, the newest or a chosen one. Follows one job of the JobModel. Interface thread.
#pragma once

#include <QWidget>

#include <map>
#include <vector>

#include "forecast/forecaster.h"
#include "jobs/job.h"
#include "ui/charts/chart_view.h"

class QComboBox;

namespace loom::ui {

class JobHead;
class JobModel;
class LineLayer;

class ForecastTraining final : public QWidget {
    Q_OBJECT
  public:
    ForecastTraining(JobModel& jobs, const forecast::ForecasterRegistry& forecasters,
                     QWidget* parent = nullptr);

    /// Shows this job from its first point on. trains: false when no curve will come.
    void follow(jobs::JobId job, const QString& what, bool trains);
    ChartView* lossChart() const { return m_losses; }
    ChartView* skillChart() const { return m_skill; }
    QComboBox* choice() const { return m_choice; }

  private:
    void append(const QString& name, qsizetype from);
    void offer(const QString& network);
    void showNetwork(const QString& network);
    void addLines();
    void fill(const QString& curve, qsizetype from);
    void markBest();
    QString networkTitle(const QString& network) const;
    QString fullName(const QString& curve) const;

    JobModel& m_jobs;
    const forecast::ForecasterRegistry& m_forecasters;
    jobs::JobId m_job;
    JobHead* m_head;
    QComboBox* m_choice;
    ChartView* m_losses;
    ChartView* m_skill;
    QString m_network;                     ///< that is shown: "", "member_2", "lstm/fold_1/seed_3"
    std::map<QString, LineLayer*> m_lines; ///< by curve: "train_loss"
    std::vector<const Layer*> m_best;      ///< marks: of the losses, of the skill
    std::int64_t m_bestStep = -1;
};

} // namespace loom::ui
