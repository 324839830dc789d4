// SPDX-License-Identifier: GPL-3.0-or-later
// Two or more runs side by side: parameters (only those that differ, if wished) and metrics with
// their change from the baseline, and the curves of one metric by step. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "tracking/store.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/experiments/comparison.h"
#include "ui/pages/experiments/run_table_model.h"

class QComboBox;
class QLabel;
class QSlider;
class QTableWidget;

namespace loom::ui {

class CompareView final : public QWidget {
    Q_OBJECT
  public:
    explicit CompareView(tracking::Store& store, QWidget* parent = nullptr);

    /// In their order, each in the hue of its slot. Changes are from the baseline where it is one
    /// of them, else from the first.
    void setRuns(const std::vector<RunTableModel::Plotted>& runs,
                 const tracking::RunId& baseline = {});
    /// The chosen metric stays chosen while runs come and go that do not have it.
    void setMetric(const QString& key);
    const QString& metric() const { return m_wanted; }
    /// Percent, 0 to 99.
    void setSmoothing(int percent);
    int smoothing() const;
    void setDifferingOnly(bool only);
    /// What the table shows.
    std::string csv() const;
    ChartView* chart() const { return m_chart; }

  Q_SIGNALS:
    /// The user has chosen a metric or another smoothing.
    void viewEdited();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    QWidget* buildCurves();
    QWidget* buildTable();
    void fillTable();
    void fillRow(int row, const ComparisonRow& facts);
    void fillMetrics();
    void showCurves();

    tracking::Store& m_store;
    std::vector<tracking::Run> m_runs;
    std::vector<int> m_slots; ///< hue of each run
    tracking::RunId m_baseline;
    Comparison m_comparison;
    QString m_wanted;
    bool m_differingOnly = true;
    QComboBox* m_metric;
    QSlider* m_smoothing;
    QLabel* m_smoothingText;
    ChartView* m_chart;
    QTableWidget* m_table;
};

} // namespace loom::ui
