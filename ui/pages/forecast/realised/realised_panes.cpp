// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/realised/realised_panes.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

#include "indicators/indicator.h"
#include "studies/bar_columns.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/market/indicator_charts.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

using predictions::Outcome;
using predictions::Prediction;

constexpr int kPriceHeight = 260;
constexpr int kPaneHeight = 104;
constexpr double kBarsBefore = 60; ///< shown before the first forecast at least
constexpr double kFewestBars = 120;
constexpr std::size_t kPartBars = 252; ///< whose closes are counted in five parts
constexpr double kIntervalAlpha = 0.16;
constexpr double kMarker = 5;

XAxis axisOf(const RealisedData& shown, std::shared_ptr<const std::vector<std::int64_t>> times) {
    const bool intraday = forecast::isIntraday(shown.shown.frequency);
    const std::string zone = shown.prices && !shown.prices->series.instrument.timeZone.empty()
                                 ? shown.prices->series.instrument.timeZone
                                 : "America/New_York";
    return XAxis::sessions(std::move(times), intraday, QTimeZone(QByteArray::fromStdString(zone)));
}

/// Ascending positions; of several forecasts of a bar the last made.
Samples samplesOf(const std::vector<DrawnPrediction>& made,
                  const std::function<double(const DrawnPrediction&)>& value) {
    Samples out;
    for (const auto& one : made) {
        if (!out.x.empty() && out.x.back() == one.x) {
            out.y.back() = value(one);
            continue;
        }
        out.x.push_back(one.x);
        out.y.push_back(value(one));
    }
    return out;
}

/// Where values sit between edges: "2,237 – 2,650".
QStringList partNames(const std::vector<double>& edges) {
    const int decimals = edges.back() >= 100 ? 0 : priceDecimals(edges.back());
    QStringList out;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i)
        out << QStringLiteral("%1–%2").arg(formatNumber(edges[i], decimals),
                                           formatNumber(edges[i + 1], decimals));
    return out;
}

} // namespace

RealisedPanes::RealisedPanes(QWidget* parent)
    : QWidget(parent), m_link(new ChartLink(this)),
      m_price(addPane(QStringLiteral("realised_price_chart"), kPriceHeight)),
      m_error(addPane(QStringLiteral("realised_error_chart"), kPaneHeight)),
      m_rsi(addPane(QStringLiteral("realised_rsi_chart"), kPaneHeight)),
      m_macd(addPane(QStringLiteral("realised_macd_chart"), kPaneHeight + 20)),
      m_parts(new ChartView(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (ChartView* pane : stack()) {
        column->addWidget(pane);
        pane->setLink(m_link);
        pane->setXLabelsVisible(pane == m_macd);
    }
    m_error->setYAxis({.decimals = 1});
    m_parts->setObjectName(QStringLiteral("realised_parts_chart"));
    m_parts->setPaneKind(PaneKind::Companion);
    m_parts->setYAxis({.decimals = 0, .fromZero = true});
}

ChartView* RealisedPanes::addPane(const QString& name, int height) {
    auto* view = new ChartView(this);
    view->setObjectName(name);
    view->setFixedHeight(height);
    return view;
}

void RealisedPanes::setUndoStack(QUndoStack* stackOfUndo) {
    for (ChartView* pane : stack())
        pane->setUndoStack(stackOfUndo);
}

void RealisedPanes::showData(const RealisedDataPtr& shown, std::int64_t step, bool beforehandOnly) {
    for (ChartView* pane : stack())
        pane->clearLayers();
    m_parts->clearLayers();
    const auto times = drawnTimes(*shown);
    const XAxis axis = axisOf(*shown, times);
    for (ChartView* pane : stack())
        pane->setXAxis(axis);
    const auto made = drawn(*shown, *times, step, beforehandOnly);
    showPrices(*shown, made);
    showLatest(*shown, *times);
    showIndicators(*shown);
    showErrors(made, step, qstr(forecast::stepWord(shown->shown.frequency)));
    showParts(*shown);
    const QString what =
        QStringLiteral("%1\n%2\n%3")
            .arg(qstr(shown->shown.symbol), qstr(shown->shown.model), QString::number(step));
    if (!times->empty() && std::exchange(m_what, what) != what) {
        const double last = static_cast<double>(times->size() - 1);
        const double first = made.empty() ? last : made.front().x;
        m_link->setXRange(
            {std::max(-0.5, std::min(first - kBarsBefore, last - kFewestBars)), last + 0.5});
    }
    for (ChartView* pane : stack())
        pane->refresh();
    m_parts->refresh();
}

void RealisedPanes::showPrices(const RealisedData& shown,
                               const std::vector<DrawnPrediction>& made) {
    const QString currency =
        shown.prices ? qstr(shown.prices->series.instrument.currency) : QString();
    m_price->setTitle(currency.isEmpty() ? tr("Price") : tr("Price, %1").arg(currency));
    m_price->setEmptyText(tr("The cache holds no bars of %1. Fetch or import its prices.")
                              .arg(qstr(shown.shown.symbol)));
    std::vector<DrawnPrediction> ranged;
    std::ranges::copy_if(made, std::back_inserter(ranged),
                         [](const auto& one) { return one.widest.has_value(); });
    if (ranged.size() > 1)
        m_price->addLayer(std::make_unique<AreaLayer>(
            tr("interval"), samplesOf(ranged, [](const auto& one) { return one.widest->first; }),
            samplesOf(ranged, [](const auto& one) { return one.widest->second; }).y,
            Ink(Role::Forecast, kIntervalAlpha)));
    if (shown.prices)
        m_price->addLayer(std::make_unique<LineLayer>(
            tr("Close"), Samples{.y = shown.prices->closes}, LineStyle::real()));
    const std::int64_t step = made.empty() ? 0 : made.front().prediction->key.step;
    if (!made.empty())
        m_price->addLayer(
            std::make_unique<PointLayer>(tr("Forecast, step %1").arg(step),
                                         samplesOf(made, [](const auto& one) { return one.value; }),
                                         Role::Forecast, Marker::Disc, kMarker));
    if (shown.prices)
        m_price->setFooter(tr("%1, %2, source %3; forecasts stand on the scale of today's prices")
                               .arg(qstr(shown.shown.symbol),
                                    shown.rows.back().adjustment == market::Adjustment::AsStored
                                        ? tr("prices as stored")
                                        : tr("adjusted for splits and distributions"),
                                    qstr(shown.prices->series.source)));
}

void RealisedPanes::showLatest(const RealisedData& shown, const std::vector<std::int64_t>& times) {
    RealisedData last{.rows = latest(shown), .prices = shown.prices};
    const auto path = drawn(last, times, 0, false);
    if (path.empty())
        return;
    const Prediction& first = *path.front().prediction;
    const auto at = std::ranges::upper_bound(times, first.key.madeAt) - times.begin() - 1;
    const double origin = first.lastClose * path.front().value / first.value;
    const auto with = [&](double start, const auto& value) {
        Samples out{.y = {start}, .x = {static_cast<double>(at)}};
        for (const auto& one : path) {
            out.x.push_back(one.x);
            out.y.push_back(value(one));
        }
        return out;
    };
    if (std::ranges::all_of(path, [](const auto& one) { return one.widest.has_value(); }))
        m_price->addLayer(std::make_unique<AreaLayer>(
            tr("its interval"), with(origin, [](const auto& one) { return one.widest->first; }),
            with(origin, [](const auto& one) { return one.widest->second; }).y,
            Ink(Role::Forecast, kIntervalAlpha)));
    m_price->addLayer(std::make_unique<LineLayer>(
        tr("Latest forecast"), with(origin, [](const auto& one) { return one.value; }),
        LineStyle{Role::Forecast, 2, {}}));
    m_price->addLayer(
        std::make_unique<ReferenceLine>(ReferenceLine::Kind::Vertical, static_cast<double>(at)));
}

void RealisedPanes::showErrors(const std::vector<DrawnPrediction>& made, std::int64_t step,
                               const QString& stepWord) {
    m_error->setTitle(
        tr("Error %1 %2 ahead, %").arg(formatCount(step), step == 1 ? stepWord : stepWord + u's'));
    m_error->setNote(tr("100 ln(predicted / realised)"));
    m_error->setEmptyText(tr("No price of a forecast has come yet."));
    m_error->setLegendVisible(false);
    std::vector<DrawnPrediction> known;
    std::ranges::copy_if(made, std::back_inserter(known), [](const auto& one) {
        return one.prediction->outcome == Outcome::Realised;
    });
    if (known.empty())
        return;
    auto zero = std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0);
    zero->setCounted(true);
    m_error->addLayer(std::move(zero));
    m_error->addLayer(std::make_unique<PointLayer>(
        tr("Error, %"),
        samplesOf(known, [](const auto& one) { return predictions::errorOf(*one.prediction); }),
        Role::Forecast, Marker::Disc, kMarker));
}

void RealisedPanes::showIndicators(const RealisedData& shown) {
    const QString none = tr("No bars.");
    m_rsi->setTitle(tr("RSI 14"));
    m_macd->setTitle(tr("MACD 12, 26, 9"));
    m_rsi->setEmptyText(none);
    m_macd->setEmptyText(none);
    if (!shown.prices)
        return;
    const auto registry = indicators::makeIndicatorRegistry();
    const auto columns = studies::barColumns(shown.prices->series);
    const QString currency = qstr(shown.prices->series.instrument.currency);
    int overlay = 0;
    for (const char* spec : {"sma:5", "sma:15", "rsi:14", "macd:12,26,9"}) {
        const auto indicator = registry.parse(spec);
        if (!indicator)
            continue;
        auto computed = indicator->compute(columns.bars());
        if (!computed)
            computed = indicators::Computed{.warnings = {computed.error().message}};
        if (indicator->info().placement != indicators::Placement::Price)
            fillPane(indicator->info().id == "rsi" ? *m_rsi : *m_macd, *indicator, *computed,
                     currency);
        else if (computed->warnings.empty())
            addOverlay(*m_price, *indicator, *computed, overlay++, nullptr);
    }
}

void RealisedPanes::showParts(const RealisedData& shown) {
    m_parts->setTitle(tr("Where prices lie"));
    m_parts->setEmptyText(tr("Five parts need five closes at least."));
    if (!shown.prices)
        return;
    const auto& all = shown.prices->closes;
    const std::size_t count = std::min(all.size(), kPartBars);
    const auto closes = std::span(all).last(count);
    const auto parts = predictions::fiveParts(closes);
    m_parts->setNote(tr("closes of the last %1 bars, five parts of equal count")
                         .arg(formatCount(static_cast<qint64>(count))));
    if (parts.edges.empty())
        return;
    m_parts->setXAxis(XAxis::named(partNames(parts.edges), tr("price")));
    const std::vector<double> heights(parts.counts.begin(), parts.counts.end());
    std::vector<double> edges;
    for (std::size_t i = 0; i <= heights.size(); ++i)
        edges.push_back(static_cast<double>(i) - 0.5);
    m_parts->addLayer(std::make_unique<HistogramLayer>(tr("Bars"), edges, heights));
    const double last = all.back();
    const auto part =
        std::ranges::upper_bound(parts.edges.begin() + 1, parts.edges.end() - 1, last) -
        (parts.edges.begin() + 1);
    const auto at = static_cast<std::size_t>(part);
    m_parts->addLayer(std::make_unique<MarkLayer>(
        tr("last close %1").arg(formatNumber(last, priceDecimals(last))),
        std::vector<PlotMark>{
            {.x = static_cast<double>(at),
             .y = heights[at],
             .place = MarkPlace::Above,
             .ink = Role::Real,
             .text = tr("Last close %1").arg(formatNumber(last, priceDecimals(last)))}}));
    m_parts->setWindow({.x = m_parts->fullXRange(), .y = {}, .follows = true});
}

} // namespace loom::ui
