// SPDX-License-Identifier: GPL-3.0-or-later
// The result of a synthesize study over a panel: overview (verdict, model facts, correlations,
// scorecard), then correlation, copula, margins and spectrum by themselves. A row of the scorecard
// leads to the pane that shows it. Interface thread.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "studies/synthesize.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/synthesize/panel/panel_figures.h"

class QStackedWidget;

namespace loom::ui {

class CopulaPane;
class ElidedLabel;
class FactsBar;
class HeatPanes;
class JobModel;
class MarginsPane;
class ScorecardTable;
class SegmentedSwitch;
class VerdictBar;

class PanelView final : public QWidget {
    Q_OBJECT
  public:
    enum Tab { Overview, Correlation, Copula, Margins, Spectrum };

    explicit PanelView(JobModel& jobs, QWidget* parent = nullptr);

    /// info: of the generator that made it.
    void setOutcome(std::shared_ptr<const studies::SynthesizeOutcome> outcome,
                    const generate::GeneratorInfo& info);
    /// The same result and tab off the screen, without controls, so wide and as tall as everything
    /// needs: for pictures. Needs figures().
    std::unique_ptr<PanelView> twin(int width, Tone tone) const;
    void showTab(Tab tab);
    Tab currentTab() const;
    /// Null until the pictures of the newest result have been computed.
    const std::shared_ptr<const PanelFigures>& figures() const { return m_figures; }

    /// Null before the first result.
    const std::shared_ptr<const studies::SynthesizeOutcome>& outcome() const { return m_outcome; }
    ScorecardTable* scorecard() const { return m_table; }
    VerdictBar* verdictBar() const { return m_verdict; }
    FactsBar* facts() const { return m_facts; }
    CopulaPane* copula() const { return m_copula; }
    MarginsPane* margins() const { return m_margins; }
    ChartView* spectrum() const { return m_spectrum; }
    HeatPanes* correlations() const { return m_correlation; }

  private:
    QWidget* buildOverview();
    void showOutcome(const std::vector<generate::Generator::Fact>& facts);
    int pictureHeight(int width);
    void showFigures();
    void showSpectrum();
    void chooseRow(const QString& id);

    JobModel& m_jobs;
    std::shared_ptr<const studies::SynthesizeOutcome> m_outcome;
    std::shared_ptr<const PanelFigures> m_figures;
    QString m_generator;
    std::uint64_t m_request = 0;
    QWidget* m_bar;
    SegmentedSwitch* m_tabs;
    SegmentedSwitch* m_rules = nullptr;
    ElidedLabel* m_words;
    QStackedWidget* m_stack;
    HeatPanes* m_small = nullptr;
    HeatPanes* m_correlation;
    CopulaPane* m_copula;
    MarginsPane* m_margins;
    ChartView* m_spectrum;
    FactsBar* m_facts = nullptr;
    VerdictBar* m_verdict = nullptr;
    ScorecardTable* m_table = nullptr;
};

} // namespace loom::ui
