// SPDX-License-Identifier: GPL-3.0-or-later
// How attributions are asked for, and what they say: shares of features and lags as bars, of both
// as a map, and three checks in words. Interface thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include <memory>

#include "ui/pages/forecast/explain/attribution.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace loom::ui {

class ChartView;
class ElidedLabel;
class JobHead;
class JobModel;
class SegmentedSwitch;
class StatusLabel;

class AttributionPane final : public QWidget {
    Q_OBJECT
  public:
    AttributionPane(JobModel& jobs, QWidget* parent = nullptr);

    AttributionOptions options() const;
    void setOptions(const AttributionOptions& options);
    /// Steps there are; why: not empty when this model cannot be explained.
    void setModel(std::size_t horizon, const QString& why);
    /// Null: nothing explained yet.
    void show(std::shared_ptr<const Attribution> attribution);
    const std::shared_ptr<const Attribution>& attribution() const { return m_shown; }
    /// Follows a job that explains; the button waits for its end.
    void follow(jobs::JobId job);
    void fail(const QString& title, const QString& why);
    /// The sentences of the three checks.
    QStringList checks() const;
    ChartView* bars() const { return m_bars; }
    ChartView* map() const { return m_map; }
    JobHead* head() const { return m_head; }

  Q_SIGNALS:
    void explainRequested();
    void optionsEdited();
    void exportRequested();

  private:
    QWidget* buildForm();
    QWidget* buildResult();
    void showChecks();
    void showBars();
    void showMap();

    JobModel& m_jobs;
    jobs::JobId m_job = {};
    std::shared_ptr<const Attribution> m_shown;
    std::size_t m_horizon = 1;
    std::size_t m_step = 0; ///< wanted; 0: the last
    SegmentedSwitch* m_method = nullptr;
    QComboBox* m_baseline = nullptr;
    QComboBox* m_players = nullptr;
    QSpinBox* m_stepField = nullptr;
    QCheckBox* m_fresh = nullptr;
    QCheckBox* m_seeds = nullptr;
    QPushButton* m_button = nullptr;
    QPushButton* m_export = nullptr;
    JobHead* m_head;
    QStackedWidget* m_stack;
    QWidget* m_empty = nullptr;
    QWidget* m_result = nullptr;
    struct Check {
        StatusLabel* mark = nullptr;
        ElidedLabel* words = nullptr;
    };
    Check m_sum, m_learned, m_stable;
    ChartView* m_bars = nullptr;
    SegmentedSwitch* m_by = nullptr;
    ChartView* m_map = nullptr;
};

} // namespace loom::ui
