// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the Jobs dock over a JobModel, 30 high each: state, name, bar, percent, what is being
// done, time left, then Stop and Keep Best, Open or Retry. Running jobs first, then waiting ones,
// then the ended, newest first.
#pragma once

#include <QWidget>

#include <map>

#include "ui/bridge/job_model.h"

class QVBoxLayout;

namespace loom::ui {

class JobRow;

class JobsPanel final : public QWidget {
    Q_OBJECT
  public:
    /// The model outlives the panel.
    explicit JobsPanel(JobModel& model, QWidget* parent = nullptr);
    ~JobsPanel() override;

    /// "1 running, 1 waiting", "none running".
    QString summary() const;

  Q_SIGNALS:
    void summaryChanged(const QString& summary);
    /// A row was clicked: the Log dock follows the job.
    void jobChosen(loom::jobs::JobId id);

  private:
    void sync();
    void update(int first, int last);

    JobModel& m_model;
    QVBoxLayout* m_column;
    QWidget* m_empty;
    std::map<jobs::JobId, JobRow*> m_rows;
};

} // namespace loom::ui
