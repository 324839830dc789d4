// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/panel/panel_view.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <array>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/synthesize/cell_words.h"
#include "ui/pages/synthesize/facts_bar.h"
#include "ui/pages/synthesize/panel/copula_pane.h"
#include "ui/pages/synthesize/panel/heat_panes.h"
#include "ui/pages/synthesize/panel/margins_pane.h"
#include "ui/pages/synthesize/scorecard_table.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/generator_slots.h"
#include "ui/theme/roles.h"

namespace loom::ui {

PanelView::PanelView(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_bar(new Bar(Role::Surface, Qt::BottomEdge, this)),
      m_tabs(new SegmentedSwitch(
          {tr("Overview"), tr("Correlation"), tr("Copula"), tr("Margins"), tr("Spectrum")}, this)),
      m_words(new ElidedLabel(this)), m_stack(new QStackedWidget(this)),
      m_correlation(
          new HeatPanes(QStringLiteral("correlation_map"), HeatPanes::Arrangement::Square, this)),
      m_copula(new CopulaPane(jobs, this)), m_margins(new MarginsPane(jobs, this)),
      m_spectrum(new ChartView(this)) {
    setObjectName(QStringLiteral("panel_view"));
    m_tabs->setObjectName(QStringLiteral("panel_tabs"));
    setMuted(m_words);
    m_spectrum->setObjectName(QStringLiteral("spectrum_chart"));
    m_spectrum->setEmptyText(tr("Comparing real with generated…"));
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(16);
    row->addWidget(m_tabs);
    row->addWidget(m_words, 1);
    m_stack->addWidget(buildOverview());
    m_stack->addWidget(m_correlation);
    m_stack->addWidget(m_copula);
    m_stack->addWidget(m_margins);
    m_stack->addWidget(m_spectrum);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    connect(m_tabs, &SegmentedSwitch::currentIndexChanged, m_stack,
            &QStackedWidget::setCurrentIndex);
    for (HeatPanes* panes : {m_small, m_correlation})
        connect(panes, &HeatPanes::pairChosen, this, [this](int a, int b) {
            m_copula->choosePair(a, b);
            showTab(Copula);
        });
}

QWidget* PanelView::buildOverview() {
    auto* page = new QWidget(this);
    m_small = new HeatPanes(QStringLiteral("overview_map"), HeatPanes::Arrangement::Row, page);
    m_small->setMinimumHeight(220);
    m_facts = new FactsBar(page);
    m_verdict = new VerdictBar(page);
    m_table = new ScorecardTable(page);
    m_rules = new SegmentedSwitch({tr("Noise floor"), tr("Plain thresholds")}, page);
    m_rules->setObjectName(QStringLiteral("rules_switch"));
    connect(m_rules, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        m_table->setKind(index == 0 ? ScorecardTable::Kind::NoiseFloor
                                    : ScorecardTable::Kind::Thresholds);
    });
    connect(m_table, &ScorecardTable::rowChosen, this, &PanelView::chooseRow);
    auto* facts = new QHBoxLayout;
    facts->setContentsMargins(0, 0, 16, 0);
    facts->addWidget(m_facts, 1);
    facts->addWidget(m_rules);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_small, 3);
    layout->addWidget(m_verdict);
    layout->addLayout(facts);
    layout->addWidget(m_table, 3);
    layout->addWidget(new CellWords(m_table, page));
    return page;
}

void PanelView::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

PanelView::Tab PanelView::currentTab() const {
    return static_cast<Tab>(m_stack->currentIndex());
}

void PanelView::setOutcome(std::shared_ptr<const studies::SynthesizeOutcome> outcome,
                           const generate::GeneratorInfo& info) {
    m_outcome = std::move(outcome);
    m_generator = qstr(info.title);
    showOutcome(m_outcome->generator->facts());
    m_margins->setOutcome(m_outcome, m_generator, info.timeless);
    m_words->setFullText({});
    const auto number = ++m_request;
    m_jobs.start<PanelFigures>(
        {.title = str(tr("Pictures of the panel")), .kind = "read", .quiet = true},
        [made = m_outcome](jobs::JobContext&) -> Result<PanelFigures> {
            return computePanelFigures(made->panel->data, made->scoredFrom, made->scoredTo,
                                       made->sample.paths);
        },
        this,
        [this, number](Result<PanelFigures> figures) {
            if (!figures || number != m_request)
                return;
            m_figures = std::make_shared<const PanelFigures>(std::move(*figures));
            showFigures();
        });
}

void PanelView::showOutcome(const std::vector<generate::Generator::Fact>& facts) {
    m_verdict->setVerdict(m_outcome->report.verdict);
    m_table->setReport(m_outcome->report);
    m_facts->setFacts(m_generator, facts);
}

std::unique_ptr<PanelView> PanelView::twin(int width, Tone tone) const {
    auto copy = std::make_unique<PanelView>(m_jobs);
    copy->setPalette(tonePalette(tone));
    copy->m_outcome = m_outcome;
    copy->m_figures = m_figures;
    copy->m_generator = m_generator;
    copy->showOutcome(m_outcome->generator->facts());
    copy->showFigures();
    copy->m_margins->adopt(*m_margins);
    copy->m_copula->adopt(*m_copula);
    copy->m_table->setKind(m_table->kind());
    copy->m_bar->hide();
    copy->m_rules->hide();
    copy->showTab(currentTab());
    copy->ensurePolished();
    copy->resize(width, copy->pictureHeight(width));
    copy->layout()->activate();
    return copy;
}

int PanelView::pictureHeight(int width) {
    constexpr int kMaps = 320, kOne = 560, kTwo = 840;
    if (currentTab() != Overview)
        return currentTab() == Spectrum || currentTab() == Margins ? kOne : kTwo;
    m_verdict->setExpanded(true);
    return kMaps + m_verdict->heightForWidth(width) + m_facts->sizeHint().height() +
           m_table->showAllRows();
}

void PanelView::showFigures() {
    const HeatPair correlation{.quantity = tr("Correlation"),
                               .real = m_figures->realCorrelation,
                               .generated = m_figures->generatedCorrelation};
    const int slot = generatorSlot(m_outcome->study.model.id);
    m_small->show(m_figures->assets, correlation, m_generator, slot);
    m_correlation->show(m_figures->assets, correlation, m_generator, slot);
    m_copula->show(m_figures, m_generator, slot);
    m_words->setFullText(tr("%1 real days, %2 generated. %3")
                             .arg(formatCount(static_cast<qint64>(m_figures->realDays)),
                                  formatCount(static_cast<qint64>(m_figures->generatedDays)),
                                  m_small->remark()));
    showSpectrum();
}

void PanelView::showSpectrum() {
    m_spectrum->clearLayers();
    m_spectrum->setTitle(tr("Eigenvalues of the correlation matrix, by rank"));
    m_spectrum->setXAxis(XAxis::numeric(tr("rank"), 0));
    m_spectrum->setScale(Scale::Log);
    const int slot = generatorSlot(m_outcome->study.model.id);
    const Samples real{.y = m_figures->realEigenvalues, .firstX = 1};
    const Samples generated{.y = m_figures->generatedEigenvalues, .firstX = 1};
    m_spectrum->addLayer(
        std::make_unique<LineLayer>(m_generator, generated, LineStyle::generator(slot)));
    m_spectrum->addLayer(std::make_unique<LineLayer>(tr("Real"), real, LineStyle::real()));
    m_spectrum->addLayer(PointLayer::generator({}, generated, slot));
    m_spectrum->addLayer(std::make_unique<PointLayer>(QString(), real, Ink(Role::Real)));
    auto* edge = m_spectrum->addLayer(
        std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, m_figures->noiseEdge));
    edge->setCounted(true);
    m_spectrum->setFooter(tr("What lies above the dashed line is structure, what lies below could "
                             "be noise of %1 days "
                             "(Marchenko and Pastur 1967: (1 + √(assets / days))² = %2).")
                              .arg(formatCount(static_cast<qint64>(m_figures->realDays)),
                                   formatNumber(m_figures->noiseEdge, 2)));
    // Half a rank of room, so that the first and the last point are whole.
    m_spectrum->setWindow({.x = {0.5, static_cast<double>(m_figures->assets.size()) + 0.5},
                           .y = {},
                           .follows = false});
    m_spectrum->refresh();
}

/// The picture that shows what a row measures.
void PanelView::chooseRow(const QString& id) {
    struct Place {
        const char* part;
        Tab tab;
    };
    constexpr std::array kPlaces{
        Place{"eigen", Spectrum},         Place{"correlation", Correlation},
        Place{"covariance", Correlation}, Place{"spearman", Correlation},
        Place{"frobenius", Correlation},  Place{"copula", Copula},
        Place{"tail_dependence", Copula}, Place{"asymmetry", Copula}};
    for (const auto& [part, tab] : kPlaces)
        if (id.contains(QLatin1StringView(part))) {
            showTab(tab);
            return;
        }
    showTab(Margins);
}

} // namespace loom::ui
