// SPDX-License-Identifier: GPL-3.0-or-later
// The result of a synthesize study on screen: real prices with the fan of synthetic ones, companion
// panes (density, QQ, ACF, leverage, rolling volatility), the verdict and the scorecard. Also draws
// the figure of the command line. Interface thread.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "studies/synthesize.h"
#include "ui/charts/chart_view.h"

class QTableView;
class QUndoStack;

namespace loom::ui {

class FanLayer;
class ScorecardModel;
class VerdictBar;

using OutcomePtr = std::shared_ptr<const studies::SynthesizeOutcome>;

class FidelityView final : public QWidget {
    Q_OBJECT
  public:
    explicit FidelityView(QWidget* parent = nullptr);

    /// Zooms of the price chart become undoable.
    void setUndoStack(QUndoStack* stack);
    void setOutcome(OutcomePtr outcome);
    const OutcomePtr& outcome() const { return m_outcome; }

    /// Draws one synthetic path stronger and describes it in the chart's note; -1 for none.
    void highlightPath(int path);
    ChartView* priceChart() const { return m_price; }
    std::vector<ChartView*> companions() const;

  private:
    ChartView* addCompanion(const QString& name, const QString& title, const QString& note);
    void showPrice();
    void showDensity();
    void showQuantiles();
    void showDependence();
    void showVolatility();
    void showTable();
    QString footer() const;

    OutcomePtr m_outcome;
    ChartView* m_price;
    FanLayer* m_fan = nullptr;
    ChartView* m_density;
    ChartView* m_quantiles;
    ChartView* m_acf;
    ChartView* m_leverage;
    ChartView* m_volatility;
    VerdictBar* m_verdict;
    ScorecardModel* m_scorecard;
    QTableView* m_table;
};

} // namespace loom::ui
