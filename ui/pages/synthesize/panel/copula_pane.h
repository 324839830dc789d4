// SPDX-License-Identifier: GPL-3.0-or-later
// How two assets depend on each other, margins taken away: clouds of pseudo-observations, real and
// generated, and tail dependence of all pairs. A click on a cell chooses its pair. Interface
// thread.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "ui/charts/chart_view.h"
#include "ui/pages/synthesize/panel/panel_figures.h"

class QComboBox;

namespace loom::ui {

class HeatPanes;
class SegmentedSwitch;

class CopulaPane final : public QWidget {
    Q_OBJECT
  public:
    explicit CopulaPane(QWidget* parent = nullptr);
    /// slot: of the generator's hue.
    void show(std::shared_ptr<const PanelFigures> figures, const QString& generator, int slot);
    void choosePair(int a, int b);
    /// Shows what another pane shows, without controls: for pictures.
    void adopt(const CopulaPane& other);
    std::vector<ChartView*> views() const;

  private:
    QComboBox* addPicker(const QString& name, const QString& label);
    void showPair();
    void showTails();

    std::shared_ptr<const PanelFigures> m_figures;
    QString m_generator;
    int m_slot = 0;
    QWidget* m_bar;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    SegmentedSwitch* m_tail;
    ChartView* m_real;
    ChartView* m_generated;
    HeatPanes* m_tails;
};

} // namespace loom::ui
