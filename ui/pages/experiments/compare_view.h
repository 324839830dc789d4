// SPDX-License-Identifier: GPL-3.0-or-later
// Two or more runs side by side: parameters (only those that differ, if wished) and metrics, and
// the curves of one metric by step. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "tracking/store.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/experiments/run_table_model.h"

class QComboBox;
class QTableWidget;

namespace loom::ui {

class CompareView final : public QWidget {
    Q_OBJECT
  public:
    explicit CompareView(tracking::Store& store, QWidget* parent = nullptr);

    /// In their order, each in the hue of its slot.
    void setRuns(const std::vector<RunTableModel::Plotted>& runs);
    /// The chosen metric stays chosen while runs come and go that do not have it.
    void setMetric(const QString& key);
    const QString& metric() const { return m_wanted; }
    void setDifferingOnly(bool only);
    ChartView* chart() const { return m_chart; }

  Q_SIGNALS:
    void metricChosen(const QString& key);

  private:
    void fillTable();
    void fillMetrics();
    void showCurves();

    tracking::Store& m_store;
    struct Shown {
        tracking::Run run;
        int slot = 0;
    };
    std::vector<Shown> m_runs;
    QString m_wanted;
    bool m_differingOnly = true;
    QComboBox* m_metric;
    ChartView* m_chart;
    QTableWidget* m_table;
};

} // namespace loom::ui
