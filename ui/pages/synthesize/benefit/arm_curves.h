// SPDX-License-Identifier: GPL-3.0-or-later
// What each portfolio of an augmentation study made of 100 on the later real days, minimum variance
// beside maximum Sharpe ratio; the curves of chosen portfolios stand out. Hues say what the weights
// were fitted on: ink real days, the generator's hue synthetic ones. Interface thread.
#pragma once

#include <QStyledItemDelegate>
#include <QWidget>

#include <set>

#include "studies/augment.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/layer.h"

namespace loom::ui {

/// slot: of the generator's hue.
LineStyle armStyle(studies::AugmentArmId arm, int slot);

class ArmCurves final : public QWidget {
    Q_OBJECT
  public:
    explicit ArmCurves(QWidget* parent = nullptr);

    void setReport(const studies::AugmentReport& report, int slot);
    /// None: all alike.
    void emphasise(const std::set<studies::AugmentArmId>& arms);
    std::vector<ChartView*> views() const { return {m_variance, m_sharpe}; }

  private:
    void showCurves();
    void fill(ChartView* view, const std::vector<studies::AugmentArmId>& arms);

    studies::AugmentReport m_report;
    int m_slot = 0;
    std::set<studies::AugmentArmId> m_chosen;
    ChartView* m_variance;
    ChartView* m_sharpe;
};

/// Writes the line of a portfolio's curve before its name.
class ArmDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setSlot(int slot) { m_slot = slot; }

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

  private:
    int m_slot = 0;
};

} // namespace loom::ui
