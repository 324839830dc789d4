// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/attention_pane.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/heat_layer.h"
#include "ui/charts/share_layer.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPercent = 100;
const QString kRollout = u"rollout"_s;

QString layerCode(std::size_t layer) {
    return u"layer %1"_s.arg(layer + 1);
}
QString headCode(std::size_t layer, std::size_t head) {
    return u"layer %1 head %2"_s.arg(layer + 1).arg(head + 1);
}

/// A round limit at or above the largest weight.
double limitOf(const std::vector<double>& values) {
    double most = 0;
    for (const double value : values)
        most = std::max(most, value);
    constexpr double kStep = 5;
    return std::max(kStep, kStep * std::ceil(most / kStep));
}

void showBars(ChartView& chart, std::vector<ShareBar> bars, const QString& title,
              const QString& axis) {
    QStringList names;
    for (const ShareBar& bar : bars)
        names << bar.name;
    chart.clearLayers();
    chart.setTitle(title);
    chart.setXAxis(XAxis::named(names, axis));
    if (!bars.empty())
        chart.addLayer(
            std::make_unique<ShareLayer>(ShareBars{.bars = std::move(bars),
                                                   .quantity = AttentionPane::tr("Weight, %"),
                                                   .decimals = 1,
                                                   .isSigned = false}));
    chart.refresh();
}

} // namespace

AttentionPane::AttentionPane(QWidget* parent)
    : QWidget(parent), m_choice(new QComboBox(this)), m_map(new ChartView(this)),
      m_weights(new ChartView(this)), m_features(new ChartView(this)) {
    setObjectName(u"attention_pane"_s);
    m_choice->setObjectName(u"attention_map_choice"_s);
    m_choice->setAccessibleName(tr("Attention map"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_map->setObjectName(u"attention_map"_s);
    m_weights->setObjectName(u"attention_weights"_s);
    m_features->setObjectName(u"attention_features"_s);
    m_features->hide();
    auto* caution = new ElidedLabel(this);
    caution->setFullText(
        tr("Where the model looked, not what moved the forecast: read it beside the attribution."));
    setMuted(caution);
    auto* bar = new Bar(Role::Surface, Qt::BottomEdge, this);
    auto* inBar = new QHBoxLayout(bar);
    inBar->setContentsMargins(16, 4, 16, 5);
    inBar->setSpacing(16);
    inBar->addWidget(new QLabel(tr("Map"), bar));
    inBar->addWidget(m_choice);
    inBar->addWidget(caution, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(1);
    row->addWidget(m_map, 3);
    auto* bars = new QVBoxLayout;
    bars->setSpacing(1);
    bars->addWidget(m_weights, 1);
    bars->addWidget(m_features, 1);
    row->addLayout(bars, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addLayout(row, 1);
    connect(m_choice, &QComboBox::activated, this, [this] {
        m_wanted = chosen();
        showMap();
        Q_EMIT chosenChanged();
    });
}

void AttentionPane::show(const forecast::AttentionMaps& maps) {
    m_maps = maps;
    m_view = forecast::attentionView(maps);
    fillChoice();
    showMap();
    showWeights();
    showFeatures();
}

void AttentionPane::fillChoice() {
    m_choice->clear();
    m_choice->addItem(tr("Rollout over all layers"), kRollout);
    for (std::size_t layer = 0; layer < m_maps.layers; ++layer) {
        m_choice->addItem(tr("Layer %1, mean of its heads").arg(layer + 1), layerCode(layer));
        for (std::size_t head = 0; m_maps.heads > 1 && head < m_maps.heads; ++head)
            m_choice->addItem(tr("Layer %1, head %2").arg(layer + 1).arg(head + 1),
                              headCode(layer, head));
    }
    m_choice->setCurrentIndex(std::max(0, m_choice->findData(m_wanted)));
}

QString AttentionPane::chosen() const {
    return m_choice->count() > 0 ? m_choice->currentData().toString() : m_wanted;
}

void AttentionPane::choose(const QString& code) {
    m_wanted = code;
    if (m_choice->count() == 0)
        return;
    m_choice->setCurrentIndex(std::max(0, m_choice->findData(code)));
    showMap();
}

std::vector<double> AttentionPane::mapOf(const QString& code) const {
    for (std::size_t layer = 0; layer < m_maps.layers; ++layer) {
        if (code == layerCode(layer))
            return m_view.heads[layer];
        for (std::size_t head = 0; head < m_maps.heads; ++head)
            if (code == headCode(layer, head)) {
                const std::size_t cells = m_maps.size * m_maps.size;
                const auto from =
                    m_maps.weights.begin() +
                    static_cast<std::ptrdiff_t>((layer * m_maps.heads + head) * cells);
                return {from, from + static_cast<std::ptrdiff_t>(cells)};
            }
    }
    return m_view.rollout;
}

void AttentionPane::showMap() {
    QStringList names;
    for (const auto& label : m_view.labels)
        names << qstr(label);
    HeatTable table{.rows = names, .columns = names, .values = mapOf(chosen())};
    for (double& value : table.values)
        value *= kPercent;
    table.ramp = Ramp::Sequential;
    table.limits = {0, limitOf(table.values)};
    table.decimals = 0;
    table.quantity = tr("Weight, %");
    m_map->clearLayers();
    m_map->setTitle(tr("Attention, %: each row looks at the columns"));
    m_map->setXAxis(XAxis::named(names, tr("looks")));
    m_map->addLayer(std::make_unique<HeatLayer>(std::move(table)));
    m_map->setCell(std::nullopt);
    m_map->refresh();
}

void AttentionPane::showWeights() {
    std::vector<ShareBar> bars;
    for (std::size_t i = m_view.read.size(); i-- > 0;)
        bars.push_back({.name = qstr(m_view.labels[i]), .value = kPercent * m_view.read[i]});
    showBars(*m_weights, std::move(bars), tr("What the answer is made of, %"), tr("looked at"));
}

/// The heaviest first.
void AttentionPane::showFeatures() {
    std::vector<ShareBar> bars;
    for (std::size_t i = 0; i < m_view.selected.size(); ++i)
        bars.push_back({.name = qstr(m_view.features[i]), .value = kPercent * m_view.selected[i]});
    std::ranges::stable_sort(bars, std::ranges::greater(), &ShareBar::value);
    m_features->setVisible(!bars.empty());
    showBars(*m_features, std::move(bars), tr("Features it weighed, %"), tr("feature"));
    m_features->setNote(tr("mean over the window"));
}

} // namespace loom::ui
