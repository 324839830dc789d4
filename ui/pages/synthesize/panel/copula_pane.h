// SPDX-License-Identifier: GPL-3.0-or-later
// How two assets depend on each other, margins taken away: clouds of pseudo-observations with lines
// of equal density, real and generated, and tail dependence of all pairs. A click on a cell chooses
// its pair. Interface thread.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "ui/charts/chart_view.h"
#include "ui/charts/layer.h"
#include "ui/pages/synthesize/panel/panel_figures.h"

class QComboBox;

namespace loom::ui {

class HeatPanes;
class JobModel;
class SegmentedSwitch;

class CopulaPane final : public QWidget {
    Q_OBJECT
  public:
    explicit CopulaPane(JobModel& jobs, QWidget* parent = nullptr);
    /// slot: of the generator's hue.
    void show(std::shared_ptr<const PanelFigures> figures, const QString& generator, int slot);
    void choosePair(int a, int b);
    /// Shows what another pane shows, without controls: for pictures.
    void adopt(const CopulaPane& other);
    std::vector<ChartView*> views() const;
    /// Of the pair on screen; null while they are computed.
    const std::shared_ptr<const PairContours>& contours() const { return m_contours; }

  private:
    QComboBox* addPicker(const QString& name, const QString& label);
    struct Side {
        QString name;
        const std::vector<double>& pseudo;
        const stats::TailDependence& tail;
        LineStyle style;
    };
    void readContours();
    void showPair();
    void fill(ChartView* view, const Side& side);
    void addContours(ChartView* view, bool generated);
    LineStyle styleOf(bool generated) const;
    void showTails();

    JobModel& m_jobs;
    std::shared_ptr<const PanelFigures> m_figures;
    std::shared_ptr<const PairContours> m_contours;
    std::uint64_t m_request = 0;
    QString m_generator;
    int m_slot = 0;
    QWidget* m_bar;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    SegmentedSwitch* m_marks;
    SegmentedSwitch* m_tail;
    ChartView* m_real;
    ChartView* m_generated;
    HeatPanes* m_tails;
};

} // namespace loom::ui
