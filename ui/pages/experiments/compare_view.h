// SPDX-License-Identifier: GPL-3.0-or-later
// Two or more runs side by side: parameters (only those that differ, if wished) and metrics, and
// the curves of one metric by step. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "tracking/store.h"
#include "ui/charts/chart_view.h"

class QComboBox;
class QTableWidget;

namespace loom::ui {

class CompareView final : public QWidget {
    Q_OBJECT
  public:
    explicit CompareView(tracking::Store& store, QWidget* parent = nullptr);

    void setRuns(const std::vector<tracking::RunId>& runs);
    void setDifferingOnly(bool only);
    ChartView* chart() const { return m_chart; }

  private:
    void fillTable();
    void fillMetrics();
    void showCurves();

    tracking::Store& m_store;
    std::vector<tracking::Run> m_runs;
    bool m_differingOnly = true;
    QComboBox* m_metric;
    ChartView* m_chart;
    QTableWidget* m_table;
};

} // namespace loom::ui
