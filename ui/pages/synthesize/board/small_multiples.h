// SPDX-License-Identifier: GPL-3.0-or-later
// The key pictures of each compared generator beside each other on equal axes: density, ACF of |r|
// and leverage for a series, the correlation difference for a panel. Interface thread.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "studies/compare.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/synthesize/panel/panel_figures.h"

class QGridLayout;

namespace loom::ui {

class JobModel;

class SmallMultiples final : public QWidget {
    Q_OBJECT
  public:
    explicit SmallMultiples(JobModel& jobs, QWidget* parent = nullptr);
    void setOutcome(std::shared_ptr<const studies::CompareOutcome> outcome);
    const std::vector<ChartView*>& views() const { return m_views; }

  private:
    ChartView* addView(const QString& title, const QString& note, int row, int column);
    void showSeries();
    void requestPanels();
    void showPanels(const std::vector<PanelFigures>& figures);
    /// Indices of the entries that have a column, best first.
    std::vector<std::size_t> ranked() const;

    JobModel& m_jobs;
    std::shared_ptr<const studies::CompareOutcome> m_outcome;
    std::uint64_t m_request = 0;
    QGridLayout* m_grid;
    std::vector<ChartView*> m_views;
};

} // namespace loom::ui
