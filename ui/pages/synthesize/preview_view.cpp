// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/preview_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "studies/study_data.h"
#include "studies/synthesize.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/empty_state.h"
#include "ui/pages/synthesize/form/universe_view.h"
#include "ui/pages/synthesize/price_pane.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

/// Of a file without dates nobody knows when they began.
std::vector<StoredSymbol> assetsOf(const studies::PanelDataset& panel) {
    std::vector<StoredSymbol> out;
    for (const auto& asset : panel.coverage)
        out.push_back({.symbol = asset.instrument.symbol,
                       .name = {},
                       .first = panel.dated() ? asset.first : Date{},
                       .last = panel.dated() ? asset.last : Date{},
                       .days = static_cast<std::int64_t>(asset.days)});
    return out;
}

/// The panel as the model would get it, or without the model's demands beside the reason why not.
Preview readPanel(studies::Workbench& workbench, const studies::SynthesizeStudy& study) {
    Preview out;
    if (study.data.isFromCache())
        out.stored = readStored(workbench);
    const auto params = studies::resolvedParams(workbench.generators(), study.model);
    const auto* info = workbench.generators().find(study.model.id);
    if (!params || info == nullptr)
        return out;
    const auto data = studies::loadStudyData(workbench, study.data, study.split, *info, *params);
    if (data) {
        out.panel = data->panel;
    } else {
        out.problem = data.error();
        const auto anyway = studies::loadStudyData(workbench, study.data, study.split, 2,
                                                   generate::MissingReturns::Allowed);
        if (anyway)
            out.panel = anyway->panel;
    }
    if (!study.data.isFromCache() && out.panel)
        out.stored = assetsOf(*out.panel);
    if (!out.panel || out.problem || !info->trains)
        return out;
    const studies::ModelLibrary library(workbench.tracking(), workbench.generators());
    if (const auto found = library.find(study, *params, out.panel->hash))
        out.registered = *found;
    return out;
}

} // namespace

Preview readPreview(studies::Workbench& workbench, const studies::SynthesizeStudy& study) {
    if (study.data.isPanel())
        return readPanel(workbench, study);
    Preview out;
    const auto series = workbench.loadSeries({.symbol = study.data.symbol,
                                              .interval = study.data.interval,
                                              .source = study.data.source});
    if (!series) {
        out.problem = series.error();
        return out;
    }
    const auto params = studies::resolvedParams(workbench.generators(), study.model);
    const auto* info = workbench.generators().find(study.model.id);
    auto set = studies::makeDataset(*series, study.data, study.split,
                                    params && info ? info->minimumReturns(*params, 1) : 2);
    if (!set) {
        out.problem = set.error();
        studies::DataSelection everything = study.data;
        everything.from = everything.to = std::nullopt;
        set = studies::makeDataset(*series, everything, {.paperTable = true}, 2);
    }
    if (!set)
        return out;
    out.dataset = std::make_shared<const studies::Dataset>(std::move(*set));
    if (!params || out.problem || !info->trains)
        return out;
    const studies::ModelLibrary library(workbench.tracking(), workbench.generators());
    if (const auto found = library.find(study, *params, out.dataset->hash))
        out.registered = *found;
    return out;
}

PreviewView::PreviewView(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)), m_chart(new ChartView(this)) {
    setObjectName(QStringLiteral("preview_view"));
    m_chart->setObjectName(QStringLiteral("preview_chart"));
    m_chart->setScaleSwitchVisible(true);
    m_chart->setEmptyText(tr("Reading the prices…"));
    m_unknown = new EmptyState(QStringLiteral("market"), tr("No prices are stored."),
                               tr("Fetch or import them first."), tr("Open Market"), this);
    m_unknown->setObjectName(QStringLiteral("preview_unknown"));
    connect(m_unknown, &EmptyState::triggered, this, [this] { Q_EMIT marketRequested(m_symbol); });
    m_stack->addWidget(m_chart);
    m_stack->addWidget(m_unknown);
    m_universe = new UniverseView(this);
    connect(m_universe, &UniverseView::marketRequested, this, &PreviewView::marketRequested);
    connect(m_universe, &UniverseView::fileRequested, this, &PreviewView::fileRequested);
    m_stack->addWidget(m_universe);
    auto* strip = new Bar(Role::Raised, Qt::TopEdge, this);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(12);
    m_claim = new QLabel(strip);
    m_claim->setFont(typeFont(Type::Section));
    m_words = new ElidedLabel(strip);
    m_words->setObjectName(QStringLiteral("preview_words"));
    m_button = new QPushButton(strip);
    m_button->setObjectName(QStringLiteral("preview_run"));
    m_button->setAccessibleName(tr("Train and Generate"));
    row->addWidget(m_claim);
    row->addWidget(m_words, 1);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &PreviewView::runRequested);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(strip);
}

void PreviewView::show(const Preview& preview, const studies::SynthesizeStudy& study,
                       const QString& modelTitle, const QString& expectation) {
    const QString plain =
        expectation.isEmpty() ? modelTitle : modelTitle + QStringLiteral(": ") + expectation;
    if (study.data.isPanel()) {
        showPanel(preview, study);
        showWords(preview, study, plain);
        return;
    }
    const bool sameSymbol = m_symbol == qstr(study.data.symbol);
    m_symbol = qstr(study.data.symbol);
    const Range before = m_chart->fullXRange();
    const ViewWindow window = m_chart->window();
    m_chart->clearLayers();
    if (!preview.dataset) {
        m_unknown->setTexts(tr("No prices of %1 are stored.").arg(m_symbol),
                            tr("Fetch them on the Market page, or import a CSV there."));
        m_claim->setText(tr("Nothing to learn from yet."));
        m_words->setFullText(preview.problem ? qstr(preview.problem->message) : QString());
        m_stack->setCurrentWidget(m_unknown);
        return;
    }
    const auto& set = *preview.dataset;
    prepareRealPrices(*m_chart, set, preview.problem ? SpanNames::None : SpanNames::Split);
    addRealPrices(*m_chart, set);
    m_chart->setFooter(priceFooter(set, study.data));
    // Read again because a job ended, not because something else was chosen: the zoom stays.
    if (sameSymbol && before == m_chart->fullXRange())
        m_chart->setWindow(window);
    else
        m_chart->setWindow({.x = m_chart->fullXRange(), .y = {}, .follows = true});
    m_chart->refresh();
    m_stack->setCurrentWidget(m_chart);
    showWords(preview, study, plain);
}

void PreviewView::showPanel(const Preview& preview, const studies::SynthesizeStudy& study) {
    QStringList words;
    if (preview.panel) {
        words << qstr(preview.panel->spanText(0, preview.panel->data.days())) + u'.';
        const auto notes = preview.panel->notes();
        // The first repeats the span, and the rule that stands in the form.
        for (std::size_t i = 1; i < notes.size(); ++i)
            words << qstr(notes[i]);
    }
    m_stack->setCurrentWidget(m_universe);
    if (!study.data.isFromCache()) {
        m_universe->showFile(qstr(studies::dataTitle(study.data)), preview.stored,
                             words.join(u' '));
        return;
    }
    m_universe->show(preview.stored, study.data.symbols,
                     preview.panel ? preview.panel->coverage
                                   : std::vector<studies::AssetCoverage>{},
                     words.join(u' '));
}

void PreviewView::showWords(const Preview& preview, const studies::SynthesizeStudy& study,
                            const QString& plain) {
    if (preview.problem) {
        m_claim->setText(study.data.isPanel() ? tr("This panel cannot be used.")
                                              : tr("This period cannot be used."));
        m_words->setFullText(qstr(preview.problem->message));
    } else if (preview.registered && !study.retrain) {
        m_claim->setText(tr("A model of this study is registered."));
        m_words->setFullText(tr("Version %1, trained %2, generates at once.")
                                 .arg(preview.registered->version)
                                 .arg(qstr(preview.registered->trainedAt).left(10)));
    } else {
        m_claim->setText(study.data.isPanel() ? tr("Nothing generated yet.")
                                              : tr("Real prices, nothing generated yet."));
        m_words->setFullText(plain);
    }
}

void PreviewView::setCommand(const QString& text, bool enabled) {
    m_button->setText(text);
    m_button->setEnabled(enabled);
}

} // namespace loom::ui
