// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/explain_view.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/empty_state.h"
#include "ui/pages/forecast/explain/attention_pane.h"
#include "ui/pages/forecast/explain/attribution_pane.h"
#include "ui/pages/forecast/explain/decomposition_pane.h"
#include "ui/pages/forecast/next/asset_picker.h"
#include "ui/pages/forecast/next/next_data.h"
#include "ui/shell/page.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

Result<DecompositionFigures> decompose(const studies::ForecastOutcome& made,
                                       studies::ExplainPlace place, QStringList targets,
                                       jobs::JobContext& context) {
    auto parts = made.trained->model->decompose(*made.dataset.data, place.origin, place.asset);
    if (!parts)
        return std::move(parts).error();
    const auto forecasts =
        made.trained->model->forecast(*made.dataset.data, std::span(&place.origin, 1), context);
    if (!forecasts)
        return forecasts.error();
    const auto point = forecasts->point(0, place.asset);
    return DecompositionFigures{.parts = std::move(*parts),
                                .point = {point.begin(), point.end()},
                                .targets = std::move(targets)};
}

QToolButton* chevron(const QString& name, const QString& icon, const QString& words,
                     QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(themeIcon(icon));
    button->setAccessibleName(words);
    button->setToolTip(words);
    button->setAutoRepeat(true);
    return button;
}

} // namespace

ExplainView::~ExplainView() = default;

ExplainView::ExplainView(PageServices& services, PageHost& host, QWidget* parent)
    : QWidget(parent), m_services(services), m_host(host), m_stack(new QStackedWidget(this)) {
    setObjectName(u"explain_view"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_empty = new EmptyState(u"forecast"_s, tr("Find out what moved a forecast."),
                             tr("Needs a trained model: train one, or let a registered one predict "
                                "what comes next."),
                             {}, this);
    m_empty->setObjectName(u"explain_empty"_s);
    m_decomposition = new DecompositionPane(this);
    m_attention = new AttentionPane(this);
    m_attribution = new AttributionPane(services.jobs, this);
    m_panes = new QStackedWidget(this);
    const std::array<QWidget*, kTabs> figures{m_decomposition, m_attention, m_attribution};
    for (std::size_t tab = 0; tab < kTabs; ++tab) {
        auto& pane = m_tabPanes[tab];
        pane.stack = new QStackedWidget(m_panes);
        pane.words = new EmptyState(u"info"_s, {}, {}, {}, pane.stack);
        pane.stack->addWidget(figures[tab]);
        pane.stack->addWidget(pane.words);
        m_panes->addWidget(pane.stack);
    }
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(m_panes, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_attention, &AttentionPane::chosenChanged, this, &ExplainView::stateEdited);
    connect(m_attribution, &AttributionPane::optionsEdited, this, &ExplainView::stateEdited);
    connect(m_attribution, &AttributionPane::explainRequested, this, &ExplainView::explain);
    connect(m_attribution, &AttributionPane::exportRequested, this, &ExplainView::exportShares);
}

QWidget* ExplainView::buildBar() {
    auto* bar = new Bar(Role::Surface, Qt::BottomEdge, this);
    m_tabs = new SegmentedSwitch({tr("Decomposition"), tr("Attention"), tr("Attribution")}, bar);
    m_tabs->setObjectName(u"explain_tabs"_s);
    m_assets = new AssetPicker(bar);
    m_assets->setObjectName(u"explain_asset"_s);
    m_earlier = chevron(u"explain_earlier"_s, u"chevron_left"_s, tr("One bar earlier"), bar);
    m_later = chevron(u"explain_later"_s, u"chevron_right"_s, tr("One bar later"), bar);
    m_time = new QLineEdit(bar);
    m_time->setObjectName(u"explain_origin"_s);
    m_time->setAccessibleName(tr("Made at the close of"));
    m_time->setToolTip(tr("The last bar at or before this day, or this moment of exchange time"));
    m_about = new ElidedLabel(bar);
    setMuted(m_about);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 5, 16, 6);
    row->setSpacing(8);
    row->addWidget(m_tabs);
    row->addSpacing(8);
    row->addWidget(m_assets);
    row->addWidget(new QLabel(tr("made at"), bar));
    row->addWidget(m_earlier);
    row->addWidget(m_time);
    row->addWidget(m_later);
    row->addWidget(m_about, 1);
    connect(m_tabs, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        m_panes->setCurrentIndex(index);
        fillTab();
        Q_EMIT stateEdited();
    });
    connect(m_assets, &AssetPicker::chosen, this, &ExplainView::chooseAsset);
    connect(m_time, &QLineEdit::editingFinished, this, &ExplainView::chooseTime);
    connect(m_earlier, &QToolButton::clicked, this, [this] { stepOrigin(-1); });
    connect(m_later, &QToolButton::clicked, this, [this] { stepOrigin(1); });
    return bar;
}

void ExplainView::setForecast(ForecastPtr forecast) {
    m_forecast = std::move(forecast);
    if (!m_forecast) {
        ++m_request;
        m_services.jobs.stop(m_job, jobs::StopRequest::Discard);
        m_data.reset();
        m_attribution->show(nullptr);
        m_stack->setCurrentIndex(0);
        return;
    }
    std::vector<AssetPicker::Asset> list;
    for (const auto& path : m_forecast->next.paths)
        list.push_back({.symbol = qstr(path.symbol), .why = qstr(path.why)});
    m_assets->setAssets(list);
    m_assets->setVisible(list.size() > 1);
    m_time->setFixedWidth(forecast::isIntraday(m_forecast->dataset.data->frequency) ? 132 : 96);
    const auto& origin = m_forecast->trained->origin;
    m_about->setFullText(origin.version > 0
                             ? tr("%1, version %2").arg(qstr(origin.name)).arg(origin.version)
                             : qstr(m_forecast->study.model.id));
    readPlace();
    m_stack->setCurrentIndex(1);
}

std::size_t ExplainView::lastOrigin(std::size_t asset) const {
    const auto& rows = *m_forecast->dataset.data;
    std::size_t row = rows.rows() - 1;
    while (row > 0 && std::isnan(rows.close(asset, row)))
        --row;
    return row;
}

/// What was wanted, where these data have it; else the newest forecast of the first asset.
void ExplainView::readPlace() {
    const auto& assets = m_forecast->dataset.data->assets;
    const auto at = std::ranges::find(assets, str(m_wanted.symbol));
    studies::ExplainPlace place{
        .asset = at == assets.end() ? 0 : static_cast<std::size_t>(at - assets.begin())};
    place.origin = lastOrigin(place.asset);
    if (!m_wanted.origin.isEmpty())
        if (const auto found = studies::explainPlace(m_forecast->dataset, assets[place.asset],
                                                     str(m_wanted.origin)))
            place.origin = std::min(found->origin, place.origin);
    setPlace(place);
}

void ExplainView::setPlace(studies::ExplainPlace place) {
    m_place = place;
    m_assets->choose(static_cast<int>(place.asset));
    m_data = std::make_unique<NextData>(m_forecast, nullptr, place.asset);
    m_time->setText(m_data->timeText(place.origin));
    setInvalid(m_time, false);
    m_earlier->setEnabled(place.origin > 0);
    m_later->setEnabled(place.origin < lastOrigin(place.asset));
    refresh();
}

void ExplainView::chooseAsset(int asset) {
    m_wanted.symbol = m_assets->itemText(asset);
    readPlace();
    Q_EMIT stateEdited();
}

void ExplainView::chooseTime() {
    const QString text = m_time->text().trimmed();
    if (!m_forecast || text == m_data->timeText(m_place.origin))
        return;
    const auto found = studies::explainPlace(
        m_forecast->dataset, m_forecast->dataset.data->assets[m_place.asset], str(text));
    setInvalid(m_time, !found.ok());
    m_time->setToolTip(found ? tr("The last bar at or before this day, or this moment of exchange "
                                  "time")
                             : qstr(found.error().message));
    if (!found)
        return;
    m_wanted.origin = text;
    setPlace(
        {.asset = m_place.asset, .origin = std::min(found->origin, lastOrigin(m_place.asset))});
    Q_EMIT stateEdited();
}

void ExplainView::stepOrigin(int direction) {
    const auto last = static_cast<std::ptrdiff_t>(lastOrigin(m_place.asset));
    const auto row = std::clamp(static_cast<std::ptrdiff_t>(m_place.origin) + direction,
                                std::ptrdiff_t{0}, last);
    setPlace({.asset = m_place.asset, .origin = static_cast<std::size_t>(row)});
    m_wanted.origin = row == last ? QString() : m_data->timeText(m_place.origin);
    Q_EMIT stateEdited();
}

/// Another place or model: nothing that is shown holds any more.
void ExplainView::refresh() {
    ++m_request;
    m_services.jobs.stop(m_job, jobs::StopRequest::Discard);
    m_filled.fill(false);
    m_attribution->show(nullptr);
    fillTab();
}

void ExplainView::fillTab() {
    const auto tab = static_cast<std::size_t>(currentTab());
    if (!m_forecast || m_filled[tab] || !isVisible())
        return;
    m_filled[tab] = true;
    if (currentTab() == Decomposition)
        fillDecomposition();
    else if (currentTab() == Attention)
        fillAttention();
    else
        fillAttribution();
}

void ExplainView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    fillTab();
}

void ExplainView::present(Tab tab, const QString& words, const QString& advice) {
    auto& pane = m_tabPanes[static_cast<std::size_t>(tab)];
    pane.text = words;
    if (!words.isEmpty())
        pane.words->setTexts(words, advice);
    pane.stack->setCurrentIndex(words.isEmpty() ? 0 : 1);
}

void ExplainView::fillDecomposition() {
    QStringList targets;
    for (std::size_t k = 1; k <= m_forecast->dataset.data->horizon; ++k) {
        const std::size_t place = m_place.origin + k;
        targets << (place < m_data->times()->size() ? m_data->shortTimeText(place)
                                                    : u'+' + QString::number(k));
    }
    m_services.jobs.start<DecompositionFigures>(
        {.title = str(tr("Parts of a forecast")), .kind = "read", .quiet = true},
        [made = m_forecast, place = m_place, targets](jobs::JobContext& context) {
            return decompose(*made, place, targets, context);
        },
        this,
        [this, number = m_request](Result<DecompositionFigures> figures) {
            if (number != m_request)
                return;
            if (figures)
                m_decomposition->show(*figures);
            present(
                Decomposition, figures ? QString() : qstr(figures.error().message),
                figures || figures.error().code != ErrorCode::NotFound
                    ? tr("Choose another origin.")
                    : tr("N-BEATS forecasts are sums of parts. For any network, Attribution shares "
                         "the forecast out among what it saw."));
        });
}

void ExplainView::fillAttention() {
    m_services.jobs.start<forecast::AttentionMaps>(
        {.title = str(tr("Attention of a forecast")), .kind = "read", .quiet = true},
        [made = m_forecast, place = m_place](jobs::JobContext&) {
            return made->trained->model->attention(*made->dataset.data, place.origin, place.asset);
        },
        this,
        [this, number = m_request](Result<forecast::AttentionMaps> maps) {
            if (number != m_request)
                return;
            if (maps)
                m_attention->show(*maps);
            present(Attention, maps ? QString() : qstr(maps.error().message),
                    maps || maps.error().code != ErrorCode::NotFound
                        ? tr("Choose another origin.")
                        : tr("Models with attention, such as the LSTM-Transformer, show here where "
                             "they "
                             "looked."));
        });
}

void ExplainView::fillAttribution() {
    const bool network = m_forecast->trained->model->inputModel() != nullptr;
    const QString why =
        network ? QString() : tr("This model is not a network: its forecast cannot be shared out.");
    m_attribution->setModel(m_forecast->dataset.data->horizon, why);
    present(Attribution, why,
            tr("Rules and regressions say themselves what they use. Networks (LSTM, "
               "LSTM-Transformer, N-BEATS) can be explained here."));
}

void ExplainView::explain() {
    if (!m_forecast)
        return;
    const auto number = m_request;
    m_job = m_services.jobs.start<ui::Attribution>(
        {.title =
             str(tr("Explain %1 of %2").arg(m_data->symbol(), m_data->timeText(m_place.origin))),
         .kind = "explain"},
        [made = m_forecast, place = m_place, options = m_attribution->options(),
         &workbench = m_services.workbench](jobs::JobContext& context) {
            return attribute(workbench, *made->trained, made->dataset, place, options, context);
        },
        this,
        [this, number](Result<ui::Attribution> found) {
            if (number != m_request)
                return;
            if (found)
                m_attribution->show(std::make_shared<const ui::Attribution>(std::move(*found)));
            else if (found.error().code == ErrorCode::Cancelled)
                m_attribution->fail(tr("Stopped"), {});
            else
                m_attribution->fail(tr("The forecast could not be explained"),
                                    qstr(found.error().message));
        });
    m_attribution->follow(m_job);
}

void ExplainView::exportShares() {
    const auto& shown = m_attribution->attribution();
    if (!shown)
        return;
    const QString name = u"explanation_%1_%2.csv"_s.arg(
        m_data->symbol(), m_data->timeText(m_place.origin).replace(u':', u'-'));
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Shares as CSV"), QDir::home().filePath(name), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto saved = writeFileAtomic(str(path), forecast::toCsv(shown->explanation)); !saved)
        m_host.showToast(errorNotice(tr("The shares were not saved"), saved.error()));
}

void ExplainView::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

ExplainView::Tab ExplainView::currentTab() const {
    return static_cast<Tab>(m_tabs->currentIndex());
}

QString ExplainView::words() const {
    return m_forecast ? m_tabPanes[static_cast<std::size_t>(currentTab())].text : QString();
}

} // namespace loom::ui
