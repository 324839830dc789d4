// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/price_view.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/line_layer.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr double kFirstBars = 252; // a year of sessions is shown first; Home shows everything

double barsPerYear(market::Interval interval) {
    switch (interval) {
    case market::Interval::Minute1:
        return 252 * 390;
    case market::Interval::Minute5:
        return 252 * 78;
    case market::Interval::Minute15:
        return 252 * 26;
    case market::Interval::Hour1:
        return 252 * 6.5;
    case market::Interval::Day1:
        return 252;
    }
    return 252;
}

QString adjustmentWords(const market::Series& series) {
    switch (series.state) {
    case market::AdjustmentState::Raw:
        return PriceView::tr("as traded");
    case market::AdjustmentState::Split:
        return PriceView::tr("adjusted for splits");
    case market::AdjustmentState::SplitAndDividend:
        return PriceView::tr("adjusted for splits and dividends");
    }
    return {};
}

} // namespace

PriceView::PriceView(QWidget* parent)
    : QWidget(parent), m_link(new ChartLink(this)), m_price(new ChartView(this)),
      m_volume(new ChartView(this)), m_statistics(new QLabel(this)) {
    m_price->setObjectName(QStringLiteral("price_chart"));
    m_volume->setObjectName(QStringLiteral("volume_chart"));
    m_volume->setFixedHeight(110);
    m_volume->setTitle(tr("Volume, shares"));
    m_volume->setLegendVisible(false);
    m_volume->setYAxis({.compact = true, .fromZero = true});
    m_price->setXLabelsVisible(false);
    for (ChartView* view : {m_price, m_volume})
        view->setLink(m_link);
    m_statistics->setObjectName(QStringLiteral("range_statistics"));
    m_statistics->setContentsMargins(16, 8, 16, 8);
    m_statistics->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_price, 1);
    layout->addWidget(m_volume);
    layout->addWidget(m_statistics);
    connect(m_link, &ChartLink::xRangeChanged, this, [this] { showStatistics(); });
}

void PriceView::setUndoStack(QUndoStack* stack) {
    m_price->setUndoStack(stack);
    m_volume->setUndoStack(stack);
}

void PriceView::setData(std::shared_ptr<const PriceData> data,
                        const std::vector<market::Restatement>& restated) {
    m_data = std::move(data);
    m_restated.clear();
    const auto& times = *m_data->times;
    for (const auto& one : restated) {
        const auto at = std::lower_bound(times.begin(), times.end(), one.barTime);
        if (one.kind == market::RestatementKind::VendorEdit && at != times.end() &&
            *at == one.barTime)
            m_restated.push_back(static_cast<std::size_t>(at - times.begin()));
    }
    rebuild(true);
}

void PriceView::setStyle(PriceStyle style) {
    m_style = style;
    rebuild(false);
}

void PriceView::setLogarithmic(bool on) {
    m_logarithmic = on;
    rebuild(false);
}

void PriceView::setAverages(const std::vector<std::size_t>& lengths) {
    m_averages = lengths;
    rebuild(false);
}

void PriceView::rebuild(bool fit) {
    if (!m_data)
        return;
    m_price->clearLayers();
    m_volume->clearLayers();
    const auto& series = m_data->series;
    const auto axis = XAxis::sessions(
        m_data->times, market::isIntraday(series.interval),
        QTimeZone(QByteArray::fromStdString(
            series.instrument.timeZone.empty() ? "America/New_York" : series.instrument.timeZone)));
    for (ChartView* view : {m_price, m_volume})
        view->setXAxis(axis);
    const bool hasRanges = std::any_of(m_data->candles->begin(), m_data->candles->end(),
                                       [](const Candle& c) { return c.high > c.low; });
    if (m_style == PriceStyle::Candlestick && hasRanges) {
        auto* candles = m_price->addLayer(std::make_unique<CandleLayer>(m_data->candles));
        candles->setRestated(m_restated);
        candles->setLastTag(true);
    } else {
        m_price->addLayer(std::make_unique<LineLayer>(tr("Close"), Samples{.y = m_data->closes}))
            ->setLastTag(true);
    }
    for (std::size_t i = 0; i < m_averages.size(); ++i)
        m_price->addLayer(std::make_unique<LineLayer>(
            tr("SMA %1").arg(m_averages[i]),
            Samples{.y = simpleMovingAverage(m_data->closes, m_averages[i])},
            i == 0 ? LineStyle{Role::Real, 1.2, {}} : LineStyle::benchmark()));
    m_price->setScale(m_style == PriceStyle::Indexed ? Scale::Indexed
                      : m_logarithmic                ? Scale::Log
                                                     : Scale::Linear);
    const bool hasVolume = std::any_of(series.bars.begin(), series.bars.end(),
                                       [](const market::Bar& b) { return b.volume > 0; });
    m_volume->setVisible(hasVolume);
    m_price->setXLabelsVisible(!hasVolume);
    if (hasVolume)
        m_volume->addLayer(std::make_unique<VolumeLayer>(m_data->candles));
    const QString currency = qstr(series.instrument.currency);
    m_price->setTitle(currency.isEmpty() ? tr("Price") : tr("Price, %1").arg(currency));
    ChartView* lowest = hasVolume ? m_volume : m_price;
    m_price->setFooter({});
    lowest->setFooter(
        tr("%1, %2, source %3, XNYS calendar")
            .arg(qstr(series.instrument.symbol), adjustmentWords(series), qstr(series.source)));
    if (fit) {
        const Range all = m_price->fullXRange();
        m_link->setXRange({std::max(all.lo, all.hi - kFirstBars), all.hi});
    }
    m_price->refresh();
    m_volume->refresh();
    showStatistics();
}

void PriceView::showStatistics() {
    if (!m_data || m_data->closes.empty())
        return;
    const Range range = m_link->xRange();
    const double lastIndex = static_cast<double>(m_data->closes.size() - 1);
    const auto from = static_cast<std::size_t>(std::clamp(std::ceil(range.lo), 0.0, lastIndex));
    const auto to = static_cast<std::size_t>(std::clamp(std::floor(range.hi), 0.0, lastIndex));
    const RangeStatistics s =
        statisticsOf(m_data->closes, from, to, barsPerYear(m_data->series.interval));
    m_statistics->setText(
        tr("Visible range:  %1 bars   return %2   volatility %3 a year   skew %4   ex. kurtosis %5 "
           "  max drawdown %6")
            .arg(formatCount(static_cast<qint64>(s.bars)), formatSignedPercent(s.totalReturn, 1),
                 formatPercent(s.volatility, 1), formatNumber(s.skewness, 2),
                 formatNumber(s.excessKurtosis, 2), formatPercent(s.maxDrawdown, 1)));
}

} // namespace loom::ui
