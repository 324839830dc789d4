// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/fidelity_view.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/fan_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/synthesize/cell_words.h"
#include "ui/pages/synthesize/companion_panes.h"
#include "ui/pages/synthesize/price_pane.h"
#include "ui/pages/synthesize/scorecard_table.h"
#include "ui/theme/format.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

namespace {

constexpr std::size_t kFanPathsDrawn = 1000;
constexpr double kHistoryShown = 0.9; ///< history before the fan, as a share of its length
constexpr int kPictureChart = 380;    ///< height of the price chart in a picture

/// Prices of the first paths from the start price on, value 0 = the start itself.
std::shared_ptr<const FanPaths> fanPaths(const generate::Paths& paths, double start,
                                         std::size_t days) {
    auto fan = std::make_shared<FanPaths>();
    fan->count = std::min(paths.count, kFanPathsDrawn);
    fan->length = days + 1;
    fan->values.resize(fan->count * fan->length);
    for (std::size_t i = 0; i < fan->count; ++i) {
        const auto returns = paths.path(i);
        double logPrice = std::log(start);
        float* out = fan->values.data() + i * fan->length;
        out[0] = static_cast<float>(start);
        for (std::size_t t = 0; t < days; ++t) {
            logPrice += static_cast<double>(returns[t]);
            out[t + 1] = static_cast<float>(std::exp(logPrice));
        }
    }
    return fan;
}

std::vector<std::vector<double>> bandsOf(const generate::Band& fan) {
    return {fan.low, fan.lower, fan.middle, fan.upper, fan.high};
}

} // namespace

FidelityView::FidelityView(QWidget* parent)
    : QWidget(parent), m_price(new ChartView(this)), m_companions(new CompanionPanes(this)),
      m_verdict(new VerdictBar(this)), m_table(new ScorecardTable(this)) {
    setObjectName(QStringLiteral("fidelity_view"));
    m_price->setObjectName(QStringLiteral("price_chart"));
    m_price->setScaleSwitchVisible(true);
    m_price->setScale(Scale::Log);
    m_price->setMinimumHeight(200);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_price, 3);
    layout->addWidget(m_companions);
    layout->addWidget(m_verdict);
    layout->addWidget(m_table, 2);
    layout->addWidget(new CellWords(m_table, this));
    connect(m_table, &ScorecardTable::rowChosen, this, [this](const QString& id) {
        ChartView* pane = m_companions->paneOf(id);
        (pane != nullptr ? pane : m_price)->setFocus(Qt::ShortcutFocusReason);
    });
}

std::vector<ChartView*> FidelityView::companions() const {
    return m_companions->views();
}

void FidelityView::setUndoStack(QUndoStack* stack) {
    m_price->setUndoStack(stack);
}

void FidelityView::setOutcome(OutcomePtr outcome) {
    m_outcome = std::move(outcome);
    m_fan = nullptr;
    m_highlighted = -1;
    m_price->clearLayers();
    showPrice();
    m_companions->setOutcome(*m_outcome);
    showTable();
}

QString FidelityView::footer() const {
    return tr("%1 Paths start at %2. Seed %3.")
        .arg(priceFooter(*m_outcome->dataset, m_outcome->study.data),
             qstr(toIso(m_outcome->dataset->dates[m_outcome->scoredFrom])))
        .arg(m_outcome->study.seed);
}

void FidelityView::showPrice() {
    const auto& set = *m_outcome->dataset;
    const auto& curves = m_outcome->curves;
    prepareRealPrices(*m_price, set, SpanNames::Split);
    m_price->setFooter(footer());
    double days = 0;
    const double origin = static_cast<double>(m_outcome->scoredFrom);
    if (!curves.samples.empty() && !curves.samples.front().fan.middle.empty()) {
        const auto& fan = curves.samples.front().fan;
        days = static_cast<double>(fan.middle.size() - 1);
        m_fan = m_price->addLayer(std::make_unique<FanLayer>(
            fanPaths(m_outcome->sample.paths, set.closes[m_outcome->scoredFrom],
                     fan.middle.size() - 1),
            bandsOf(fan), origin,
            FanOptions{.what = {},
                       .ink = Ink::ofGenerator(generatorSlot(m_outcome->study.model.id))}));
        m_price->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Vertical, origin));
    }
    const Layer* real = addRealPrices(*m_price, set);
    if (m_fan)
        m_fan->setIndexBase(real);
    const Range full = m_price->fullXRange();
    const double first = std::max(full.lo, origin - kHistoryShown * days);
    // Not fit(): what the program shows by itself is no step that Undo should take back.
    if (first > full.lo && days > 0)
        m_price->setXRange({first, full.hi});
    else
        m_price->setWindow({.x = full, .y = {}, .follows = true});
    m_price->refresh();
}

void FidelityView::showTable() {
    m_verdict->setVerdict(m_outcome->report.verdict);
    m_table->setReport(m_outcome->report);
}

int FidelityView::steppablePaths() const {
    return m_outcome && m_fan
               ? static_cast<int>(std::min(m_outcome->sample.paths.count, kFanPathsDrawn))
               : 0;
}

void FidelityView::highlightPath(int path) {
    if (!m_fan)
        return;
    m_highlighted = path >= 0 && path < steppablePaths() ? path : -1;
    if (m_highlighted < 0)
        m_fan->setHighlighted(std::nullopt);
    else
        m_fan->setHighlighted(static_cast<std::size_t>(m_highlighted));
    m_price->setFooter(m_highlighted < 0 ? footer() : pathWords(m_highlighted) + u' ' + footer());
    m_price->refresh();
}

QString FidelityView::pathWords(int path) const {
    const auto& paths = m_outcome->sample.paths;
    const auto returns = paths.path(static_cast<std::size_t>(path));
    double sum = 0, squares = 0;
    for (const float r : returns) {
        sum += static_cast<double>(r);
        squares += static_cast<double>(r) * static_cast<double>(r);
    }
    const double n = static_cast<double>(returns.size());
    const double volatility = std::sqrt(std::max(0.0, squares / n - sum * sum / (n * n)) * 252);
    return tr("Path %1 of %2: return %3 over %4 days, volatility %5 a year.")
        .arg(formatCount(path + 1), formatCount(static_cast<qint64>(paths.count)),
             formatSignedPercent(std::expm1(sum), 1),
             formatCount(static_cast<qint64>(returns.size())), formatPercent(volatility, 1));
}

void FidelityView::showEverything(int width) {
    m_verdict->setExpanded(true);
    const int table = m_table->showAllRows();
    resize(width, kPictureChart + m_companions->sizeHint().height() +
                      m_verdict->heightForWidth(width) + table);
}

} // namespace loom::ui
