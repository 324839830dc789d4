// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/next_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/forms/bar.h"
#include "ui/forms/empty_state.h"
#include "ui/pages/forecast/next/asset_picker.h"
#include "ui/pages/forecast/next/asset_table.h"
#include "ui/pages/forecast/next/next_data.h"
#include "ui/pages/forecast/next/next_layers.h"
#include "ui/pages/forecast/next/next_table.h"
#include "ui/pages/forecast/next/origin_strip.h"
#include "ui/pages/forecast/step_words.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kWide = 900; ///< from here on the table has all quantiles

constexpr int kWidestPicker = 220;

QString adjustmentText(market::Adjustment adjustment) {
    return adjustment == market::Adjustment::AsStored
               ? NextView::tr("prices as stored")
               : NextView::tr("adjusted for splits and dividends");
}

QString footerText(const ForecastPtr& forecast, const EvaluatePtr& evaluation) {
    if (!forecast)
        return adjustmentText(evaluation->study.data.adjustment) + u'.';
    const auto& origin = forecast->trained->origin;
    QString model = origin.name.empty() ? qstr(forecast->study.model.id) : qstr(origin.name);
    if (origin.version > 0)
        model = NextView::tr("%1, version %2").arg(model).arg(origin.version);
    return NextView::tr("%1; %2; %3.")
        .arg(model, adjustmentText(forecast->study.data.adjustment),
             intervalWords(*forecast->trained));
}

} // namespace

NextView::~NextView() = default;

NextView::NextView(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)), m_chart(new ChartView(this)) {
    setObjectName(u"next_view"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_empty = new EmptyState(u"forecast"_s, tr("See what may come after the last bar."),
                             tr("Train a model, or let a registered one predict what comes next."),
                             tr("Train and Forecast"), this);
    m_empty->setObjectName(u"next_empty"_s);
    m_empty->button()->setVisible(false);
    connect(m_empty, &EmptyState::triggered, this, &NextView::runRequested);
    build();
    addOriginKeys();
}

void NextView::build() {
    auto* content = new QWidget(this);
    m_chart->setObjectName(u"next_chart"_s);
    m_chart->setParent(content);
    m_table = new NextTable(content);
    m_assetTable = new AssetTable(content);
    m_bar = new Bar(Role::Surface, Qt::TopEdge, content);
    m_assets = new AssetPicker(m_bar);
    m_assets->setObjectName(u"next_asset"_s);
    m_assets->setMaximumWidth(kWidestPicker);
    m_origins = new OriginStrip(m_bar);
    auto* inBar = new QHBoxLayout(m_bar);
    inBar->setContentsMargins(16, 4, 16, 4);
    inBar->setSpacing(16);
    inBar->addWidget(m_assets);
    inBar->addWidget(m_origins, 1);
    inBar->addStretch();
    m_tables = new SegmentedSwitch({tr("Steps"), tr("All Assets")}, m_bar);
    m_tables->setObjectName(u"next_tables"_s);
    m_tables->setAccessibleName(tr("Table"));
    m_tables->setToolTip(
        tr("The steps of the asset on the chart, or the last step of every asset"));
    inBar->addWidget(m_tables);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_chart, 1);
    row->addWidget(m_table);
    row->addWidget(m_assetTable);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(m_bar);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    buildScales();
    connect(m_assets, &AssetPicker::chosen, this, &NextView::chooseAsset);
    connect(m_assetTable, &AssetTable::chosen, this, &NextView::chooseAsset);
    connect(m_tables, &SegmentedSwitch::currentIndexChanged, this, [this] {
        showAssets();
        Q_EMIT stateEdited();
    });
    connect(m_origins, &OriginStrip::currentChanged, this, &NextView::chooseOrigin);
    connect(m_origins, &OriginStrip::modelChosen, this, &NextView::chooseModel);
}

void NextView::buildScales() {
    m_scales = new SegmentedSwitch({tr("Price"), tr("Return"), tr("Error")}, m_chart);
    m_scales->setObjectName(u"next_scale"_s);
    m_scales->setAccessibleName(tr("Scale of the forecast"));
    m_scales->setToolTip(tr("Prices, log returns since the origin, or what happened minus what was "
                            "forecast"));
    m_chart->setHeaderWidget(m_scales);
    connect(m_scales, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        if (index == static_cast<int>(m_scale))
            return;
        setScale(static_cast<Scale>(index));
        Q_EMIT stateEdited();
    });
}

/// Comma and full stop, as single paths are stepped through elsewhere.
void NextView::addOriginKeys() {
    for (const auto& [name, words, key, direction] :
         {std::tuple{"origin_earlier", tr("Earlier Forecast"), Qt::Key_Comma, -1},
          std::tuple{"origin_later", tr("Later Forecast"), Qt::Key_Period, 1}}) {
        auto* action = new QAction(words, this);
        action->setObjectName(QString::fromLatin1(name));
        action->setShortcut(QKeySequence(key));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this,
                [this, step = direction] { m_origins->step(step); });
        addAction(action);
    }
}

void NextView::setForecast(ForecastPtr forecast) {
    m_forecast = std::move(forecast);
    if (m_forecast)
        m_assetTable->show(
            tr("log return over %1, %")
                .arg(stepsWords(m_forecast->study.data.horizon, m_forecast->study.data.frequency)),
            assetRows(m_forecast->next));
    readData(Frame::Forecast);
}

void NextView::setEvaluation(EvaluatePtr evaluation) {
    m_evaluation = std::move(evaluation);
    readData(m_data ? Frame::Keep : Frame::Forecast);
}

/// The asset that was shown, where it still is one.
void NextView::readData(Frame frame) {
    const auto assets = NextData::assetsOf(m_forecast, m_evaluation);
    if (assets.empty()) {
        m_data.reset();
        m_chart->clearLayers();
        m_stack->setCurrentIndex(0);
        return;
    }
    const auto at = std::ranges::find(assets, str(m_chosen.symbol));
    const int before = m_asset;
    m_asset = at == assets.end() ? 0 : static_cast<int>(at - assets.begin());
    std::vector<AssetPicker::Asset> list;
    for (std::size_t a = 0; a < assets.size(); ++a)
        list.push_back({.symbol = qstr(assets[a]),
                        .why = m_forecast ? qstr(m_forecast->next.paths[a].why) : QString()});
    m_assets->setAssets(list);
    m_assets->choose(m_asset);
    m_assets->setVisible(list.size() > 1);
    m_origins->setVisible(m_evaluation != nullptr);
    m_bar->setVisible(list.size() > 1 || m_evaluation != nullptr);
    showAssets();
    m_assetTable->choose(m_asset, frame == Frame::Keep || before != m_asset);
    m_chart->setFooter(footerText(m_forecast, m_evaluation));
    m_data =
        std::make_unique<NextData>(m_forecast, m_evaluation, static_cast<std::size_t>(m_asset));
    readOrigins();
    showPick(frame);
    m_stack->setCurrentIndex(1);
    if (before != m_asset)
        Q_EMIT assetChanged(m_asset);
}

/// Model and origin that were chosen before, found by name and time.
void NextView::readOrigins() {
    m_model = m_data->defaultModel();
    QStringList titles;
    for (std::size_t i = 0; i < m_data->models().size(); ++i) {
        const auto& model = m_data->models()[i];
        titles << (model.baseline ? tr("%1, baseline").arg(model.title) : model.title);
        if (model.id == m_chosen.model)
            m_model = i;
    }
    m_origins->setModels(titles, static_cast<int>(m_model));
    const auto origins = m_data->origins(m_model);
    m_origins->setCount(origins.size());
    m_origins->setEnabled(!origins.empty());
    const auto found = std::ranges::find_if(origins, [this](const NextData::Origin& origin) {
        return m_data->timeText(origin.row) == m_chosen.origin;
    });
    if (found != origins.end())
        m_origins->setCurrent(static_cast<std::size_t>(found - origins.begin()));
    else if (!m_forecast && !origins.empty())
        m_origins->setCurrent(origins.size() - 1); // nothing else to show
}

NextPick NextView::pick() const {
    NextPick out{.scale = m_scale, .model = m_model, .origin = {}};
    const auto origins = m_data->origins(m_model);
    if (const auto index = m_origins->current(); index && *index < origins.size())
        out.origin = origins[*index];
    return out;
}

void NextView::showPick(Frame frame) {
    const NextPick shown = pick();
    const ViewWindow before = m_chart->window();
    showOnChart(*m_chart, *m_data, shown);
    if (frame == Frame::Forecast)
        frameForecast();
    else
        m_chart->setWindow({.x = before.x, .y = {}, .follows = before.follows});
    if (shown.origin)
        frameOrigin();
    m_chart->refresh();
    showTable(shown);
    const auto origins = m_data->origins(m_model);
    if (shown.origin)
        m_origins->setWords(outcomeWords(*m_data, m_model, *shown.origin));
    else if (origins.empty())
        m_origins->setWords(m_data->whyNoPast());
    else
        m_origins->setWords(tr("%1 origins, %2 to %3")
                                .arg(formatCount(static_cast<qint64>(origins.size())),
                                     m_data->timeText(origins.front().row),
                                     m_data->timeText(origins.back().row)));
}

void NextView::showTable(const NextPick& shown) {
    const QString title = shown.origin
                              ? tr("Forecast of %1").arg(m_data->timeText(shown.origin->row))
                          : m_scale == Scale::Price ? tr("Predicted prices")
                                                    : tr("Predicted returns");
    if (shown.origin || m_data->next()) {
        m_table->show(title, unitText(*m_data, shown), tableRows(*m_data, shown));
        return;
    }
    m_table->showWords(
        title, m_forecast ? tr("%1 was not forecast. %2").arg(m_data->symbol(), m_data->whyNot())
                          : tr("Nothing is forecast beyond the last bar yet. Step through "
                               "the past forecasts below the chart, or train a model."));
}

/// Which of the tables stands beside the chart.
void NextView::showAssets() {
    const bool several = m_forecast && m_forecast->next.paths.size() > 1;
    m_tables->setVisible(several);
    const bool all = tableShown() == Table::Assets;
    m_table->setVisible(!all);
    m_assetTable->setVisible(all);
}

NextView::Table NextView::tableShown() const {
    const bool several = m_forecast && m_forecast->next.paths.size() > 1;
    return several ? static_cast<Table>(m_tables->currentIndex()) : Table::Steps;
}

void NextView::setTable(Table table) {
    m_tables->setCurrentIndex(static_cast<int>(table));
}

void NextView::setScale(Scale scale) {
    if (scale == m_scale)
        return;
    m_scale = scale;
    m_scales->setCurrentIndex(static_cast<int>(scale));
    if (m_data)
        showPick(Frame::Keep);
}

void NextView::setAsset(int asset) {
    const auto assets = NextData::assetsOf(m_forecast, m_evaluation);
    if (asset == m_asset || asset < 0 || static_cast<std::size_t>(asset) >= assets.size())
        return;
    m_chosen.symbol = qstr(assets[static_cast<std::size_t>(asset)]);
    readData(Frame::Forecast);
}

void NextView::chooseAsset(int asset) {
    setAsset(asset);
    Q_EMIT stateEdited();
}

void NextView::chooseOrigin() {
    const auto origin = pick().origin;
    m_chosen.origin = origin ? m_data->timeText(origin->row) : QString();
    showPick(Frame::Keep);
    Q_EMIT stateEdited();
}

void NextView::chooseModel(int model) {
    m_chosen.model = m_data->models()[static_cast<std::size_t>(model)].id;
    readOrigins();
    showPick(Frame::Keep);
    Q_EMIT stateEdited();
}

void NextView::setUndoStack(QUndoStack* stack) {
    m_chart->setUndoStack(stack);
}

void NextView::setCommand(const QString& text, bool enabled) {
    m_empty->button()->setText(text);
    m_empty->button()->setVisible(!text.isEmpty());
    m_empty->button()->setEnabled(enabled);
}

void NextView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_table->setCompact(width() < kWide);
}

Status NextView::exportTable(const QString& path) const {
    if (!m_forecast)
        return fail(ErrorCode::InvalidInput, "There is no forecast yet: train a model first.");
    return writeFileAtomic(str(path),
                           studies::toCsv(m_forecast->next, m_forecast->dataset.data->frequency));
}

} // namespace loom::ui
