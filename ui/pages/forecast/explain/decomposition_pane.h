// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that a forecast is the sum of: the forecast on top, a pane a part below it on the same
// scale, and all of it as a table. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "forecast/forecaster.h"

class QLabel;
class QScrollArea;
class QTableView;
class QVBoxLayout;

namespace loom::ui {

class ChartLink;
class ChartView;
class GridModel;

/// Log returns from the origin's close.
struct DecompositionFigures {
    forecast::Decomposition parts;
    std::vector<double> point; ///< what the model forecasts, [step]
    QStringList targets;       ///< dates of the steps

    double sum(std::size_t step) const;
    /// The largest |sum - point| of a step.
    double gap() const;
};

class DecompositionPane final : public QWidget {
    Q_OBJECT
  public:
    explicit DecompositionPane(QWidget* parent = nullptr);
    void show(const DecompositionFigures& figures);
    /// Forecast first, then a pane a part.
    const std::vector<ChartView*>& views() const { return m_views; }
    GridModel* model() const { return m_model; }
    QString words() const;

  public Q_SLOTS:
    void copy() const;

  private:
    ChartView* addPane(const QString& title, const DecompositionFigures& figures);
    void fillTable(const DecompositionFigures& figures);

    QScrollArea* m_scroll;
    QWidget* m_panes;
    QVBoxLayout* m_column;
    std::vector<ChartView*> m_views;
    ChartLink* m_link;
    GridModel* m_model;
    QTableView* m_table;
    QWidget* m_side = nullptr;
    QLabel* m_words;
};

} // namespace loom::ui
