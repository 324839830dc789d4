// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/panel/margins_pane.h"

#include <algorithm>

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/pages/synthesize/curve_layers.h"
#include "ui/pages/synthesize/panel/panel_figures.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr double kLags = 20;

} // namespace

MarginsPane::MarginsPane(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_bar(new Bar(Role::Surface, Qt::BottomEdge, this)),
      m_asset(new QComboBox(this)), m_words(new QLabel(this)) {
    setObjectName(QStringLiteral("margins_pane"));
    m_asset->setObjectName(QStringLiteral("margin_asset"));
    m_asset->setAccessibleName(tr("Asset"));
    m_asset->setMinimumWidth(120);
    setMuted(m_words);
    m_density =
        addPane(QStringLiteral("margin_density"), tr("Return density"), tr("% a day, log scale"));
    m_quantiles = addPane(QStringLiteral("margin_qq"), tr("QQ, daily return"),
                          tr("%, generated against real, 95 % band of real"));
    m_acf = addPane(QStringLiteral("margin_acf"), tr("ACF of r and |r|"), tr("lag in days"));
    m_leverage =
        addPane(QStringLiteral("margin_leverage"), tr("Leverage"), tr("corr(r, later r²), lag"));
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(12);
    row->addWidget(m_asset);
    row->addWidget(m_words, 1);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(1);
    grid->addWidget(m_bar, 0, 0, 1, 2);
    grid->addWidget(m_density, 1, 0);
    grid->addWidget(m_quantiles, 1, 1);
    grid->addWidget(m_acf, 2, 0);
    grid->addWidget(m_leverage, 2, 1);
    connect(m_asset, &QComboBox::currentIndexChanged, this, [this] { request(); });
}

ChartView* MarginsPane::addPane(const QString& name, const QString& title, const QString& note) {
    auto* view = new ChartView(this);
    view->setObjectName(name);
    view->setPaneKind(PaneKind::Companion);
    view->setMinimumHeight(120);
    view->setMaximumHeight(QWIDGETSIZE_MAX);
    view->setTitle(title);
    view->setNote(note);
    view->setEmptyText(tr("Computing the curves…"));
    return view;
}

void MarginsPane::setOutcome(std::shared_ptr<const studies::SynthesizeOutcome> outcome,
                             const QString& generator, bool timeless) {
    m_outcome = std::move(outcome);
    m_generator = generator;
    m_timeless = timeless;
    m_shown = -1;
    // Days drawn independently have no memory to show.
    m_acf->setVisible(!timeless);
    m_leverage->setVisible(!timeless);
    const QSignalBlocker blocker(m_asset);
    const QString before = m_asset->currentText();
    m_asset->clear();
    for (const auto& asset : m_outcome->panel->symbols)
        m_asset->addItem(qstr(asset));
    m_asset->setCurrentIndex(std::max(0, m_asset->findText(before)));
    if (isVisible())
        request();
}

void MarginsPane::chooseAsset(int asset) {
    m_asset->setCurrentIndex(asset);
    request();
}

void MarginsPane::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    request();
}

void MarginsPane::request() {
    const int asset = m_asset->currentIndex();
    if (!m_outcome || asset < 0 || asset == m_shown)
        return;
    m_shown = asset;
    const auto number = ++m_request;
    m_words->setText(tr("Real in grey and ink, %1 in its own colour.").arg(m_generator));
    m_jobs.start<generate::FidelityCurves>(
        {.title = str(tr("Curves of %1").arg(m_asset->currentText())),
         .kind = "read",
         .quiet = true},
        [outcome = m_outcome, title = str(m_generator), asset](jobs::JobContext& context) {
            const generate::NamedSample sample{
                .id = outcome->study.model.id,
                .title = title,
                .paths = std::shared_ptr<const generate::Paths>(outcome, &outcome->sample.paths)};
            return computeMargin(outcome->panel->data, outcome->scoredFrom, outcome->scoredTo,
                                 sample, static_cast<std::size_t>(asset), context);
        },
        this,
        [this, number](Result<generate::FidelityCurves> curves) {
            if (number != m_request)
                return;
            if (curves)
                showCurves(std::move(*curves));
            else
                m_words->setText(qstr(curves.error().message));
        });
}

void MarginsPane::adopt(const MarginsPane& other) {
    setOutcome(other.m_outcome, other.m_generator, other.m_timeless);
    m_bar->hide();
    const QSignalBlocker blocker(m_asset);
    m_asset->setCurrentIndex(other.m_asset->currentIndex());
    m_shown = other.m_shown;
    if (m_shown >= 0)
        showCurves(other.m_curves);
}

void MarginsPane::showCurves(generate::FidelityCurves curves) {
    m_curves = std::move(curves);
    for (ChartView* view : views())
        view->clearLayers();
    const QString asset = m_asset->currentText();
    m_density->setTitle(tr("%1, return density").arg(asset));
    m_quantiles->setTitle(tr("%1, QQ of daily returns").arg(asset));
    m_acf->setTitle(tr("%1, ACF of r and |r|").arg(asset));
    m_leverage->setTitle(tr("%1, leverage").arg(asset));
    showDensity(*m_density, m_curves);
    showQuantiles(*m_quantiles, m_curves);
    if (m_timeless)
        return;
    showAcf(*m_acf, m_curves, kLags);
    showLeverage(*m_leverage, m_curves, kLags);
}

} // namespace loom::ui
