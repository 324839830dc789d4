// SPDX-License-Identifier: GPL-3.0-or-later
// Five statistics panes side by side: return density, QQ, ACF of r and |r|, leverage, rolling
// volatility; real in ink, the generator in its hue with the band of its paths. Interface thread.
#pragma once

#include <QWidget>

#include <vector>

#include "studies/synthesize.h"
#include "ui/charts/chart_view.h"

namespace loom::ui {

class CompanionPanes final : public QWidget {
    Q_OBJECT
  public:
    explicit CompanionPanes(QWidget* parent = nullptr);
    void setOutcome(const studies::SynthesizeOutcome& outcome);
    /// The pane that shows what a metric of the scorecard measures; null: the prices do.
    ChartView* paneOf(const QString& metric) const;
    std::vector<ChartView*> views() const;

  private:
    ChartView* addPane(const QString& name, const QString& title, const QString& note);
    void showVolatility(const studies::SynthesizeOutcome& outcome);

    ChartView* m_density;
    ChartView* m_quantiles;
    ChartView* m_acf;
    ChartView* m_leverage;
    ChartView* m_volatility;
};

} // namespace loom::ui
