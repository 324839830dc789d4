// SPDX-License-Identifier: GPL-3.0-or-later
// One job in the Jobs dock. Object names: job_<id>, job_stop_<id>, job_open_<id>, job_more_<id>.
#pragma once

#include <QWidget>

#include "ui/bridge/job_model.h"

class QProgressBar;
class QPushButton;
class QToolButton;

namespace loom::ui {

class ElidedLabel;

class JobRow final : public QWidget {
    Q_OBJECT
  public:
    JobRow(JobModel& model, jobs::JobId id, QWidget* parent);

    /// Shows what the model says now.
    void refresh();
    QString shownState() const { return m_stateWord; }

  Q_SIGNALS:
    void chosen(loom::jobs::JobId id);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void showMenu(const QPoint& globalPosition);
    void doAction();
    void copyDetails();
    QString actionText(const jobs::JobInfo& info) const;

    JobModel& m_model;
    jobs::JobId m_id;
    QString m_stateWord;
    QIcon m_icon;
    ElidedLabel* m_name;
    QProgressBar* m_bar;
    ElidedLabel* m_percent;
    ElidedLabel* m_detail;
    ElidedLabel* m_left;
    QPushButton* m_action;
    QToolButton* m_more;
};

} // namespace loom::ui
