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

class QUndoStack;

namespace loom::ui {

class CompanionPanes;
class FanLayer;
class ScorecardTable;
class VerdictBar;

using OutcomePtr = std::shared_ptr<const studies::SynthesizeOutcome>;

class FidelityView final : public QWidget {
    Q_OBJECT
  public:
    explicit FidelityView(QWidget* parent = nullptr);

    /// Zooms of the price chart become undoable.
    void setUndoStack(QUndoStack* stack);
    /// Shows the test part with some of the history before it; a double click shows everything.
    void setOutcome(OutcomePtr outcome);
    const OutcomePtr& outcome() const { return m_outcome; }

    /// Draws one synthetic path stronger and describes it in the chart's footer; -1 for none.
    void highlightPath(int path);
    int highlightedPath() const { return m_highlighted; }
    /// Paths that can be stepped through.
    int steppablePaths() const;

    /// For pictures: the whole evidence and every row of the scorecard, so tall as that needs.
    void showEverything(int width);

    ChartView* priceChart() const { return m_price; }
    std::vector<ChartView*> companions() const;
    VerdictBar* verdictBar() const { return m_verdict; }
    ScorecardTable* scorecard() const { return m_table; }

  private:
    void showPrice();
    void showTable();
    QString footer() const;
    QString pathWords(int path) const;

    OutcomePtr m_outcome;
    ChartView* m_price;
    FanLayer* m_fan = nullptr;
    CompanionPanes* m_companions;
    VerdictBar* m_verdict;
    ScorecardTable* m_table;
    int m_highlighted = -1;
};

} // namespace loom::ui
