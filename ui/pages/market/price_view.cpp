// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/price_view.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "studies/bar_columns.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/indicator_layers.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/market/indicator_charts.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr double kFirstBars = 252; // a year of sessions is shown first; Home shows everything
constexpr double kFewestBars = 5;
constexpr int kVolumeHeight = 97;
constexpr int kPaneHeight = 112;
constexpr int kLowPaneHeight = 84; // where there are more than two
constexpr int kLowestExtra = 35;   // of the pane that carries dates and footer
constexpr double kMarkPixels = 10; // marks closer than this would only be a smear

/// Marks of closed days; left out while the visible range is too long to tell them apart.
class ClosedDayLayer final : public MarkLayer {
  public:
    ClosedDayLayer(QString name, std::vector<PlotMark> marks) : MarkLayer(std::move(name), marks) {
        for (const PlotMark& mark : marks)
            m_places.push_back(mark.x);
    }
    void paint(QPainter& painter, const PlotMap& map) const override {
        const Range x = map.xValues();
        const auto count = std::upper_bound(m_places.begin(), m_places.end(), x.hi) -
                           std::lower_bound(m_places.begin(), m_places.end(), x.lo);
        if (static_cast<double>(count) * kMarkPixels <= map.plot.width())
            MarkLayer::paint(painter, map);
    }

  private:
    std::vector<double> m_places; // ascending
};

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
      m_volume(new ChartView(this)), m_layout(new QVBoxLayout(this)),
      m_statistics(new QLabel(this)) {
    m_price->setObjectName(QStringLiteral("price_chart"));
    m_volume->setObjectName(QStringLiteral("volume_chart"));
    m_volume->setTitle(tr("Volume, shares"));
    m_volume->setLegendVisible(false);
    m_volume->setYAxis({.compact = true, .fromZero = true});
    for (ChartView* view : {m_price, m_volume})
        view->setLink(m_link);
    m_statistics->setObjectName(QStringLiteral("range_statistics"));
    m_statistics->setContentsMargins(16, 8, 16, 8);
    m_statistics->setTextFormat(Qt::RichText);
    m_statistics->setWordWrap(true); // on a narrow window two lines, never a cut one
    setMuted(m_statistics);
    m_statistics->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_price, 1);
    m_layout->addWidget(m_volume);
    m_layout->addWidget(m_statistics);
    connect(m_link, &ChartLink::xRangeChanged, this, [this] { showStatistics(); });
}

void PriceView::setUndoStack(QUndoStack* stack) {
    m_undo = stack;
    m_price->setUndoStack(stack);
    m_volume->setUndoStack(stack);
}

void PriceView::setData(std::shared_ptr<const PriceData> data,
                        const std::vector<market::Restatement>& restated, bool keepRange) {
    const auto before = visibleBars();
    const bool atEnd = before && before->second + 1 == m_data->closes.size();
    const auto first = before ? m_data->times->at(before->first) : 0;
    const auto last = before ? m_data->times->at(before->second) : 0;
    m_data = std::move(data);
    m_restated.clear();
    const auto& times = *m_data->times;
    for (const auto& one : restated) {
        const auto at = std::lower_bound(times.begin(), times.end(), one.barTime);
        if (one.kind == market::RestatementKind::VendorEdit && at != times.end() &&
            *at == one.barTime)
            m_restated.push_back(static_cast<std::size_t>(at - times.begin()));
    }
    rebuild(!keepRange || !before);
    if (keepRange && before)
        showTimes(first, atEnd ? times.back() : last);
}

void PriceView::setStyle(PriceStyle style) {
    m_style = style;
    rebuild(false);
}

void PriceView::setLogarithmic(bool on) {
    m_logarithmic = on;
    rebuild(false);
}

void PriceView::setIndicators(const std::vector<indicators::Indicator>& shown) {
    m_indicators = shown;
    const Range range = m_link->xRange();
    makePanes();
    rebuild(false);
    if (m_data)
        m_link->setXRange(range); // a new pane shows everything at first
}

void PriceView::makePanes() {
    const auto wanted = static_cast<std::size_t>(
        std::count_if(m_indicators.begin(), m_indicators.end(), [](const auto& indicator) {
            return indicator.info().placement == indicators::Placement::OwnPane;
        }));
    while (m_panes.size() > wanted) {
        delete m_panes.back();
        m_panes.pop_back();
    }
    while (m_panes.size() < wanted) {
        auto* pane = new ChartView(this);
        pane->setObjectName(QStringLiteral("indicator_pane_%1").arg(m_panes.size()));
        pane->setLink(m_link);
        pane->setUndoStack(m_undo);
        m_layout->insertWidget(m_layout->indexOf(m_statistics), pane);
        m_panes.push_back(pane);
    }
}

ChartView& PriceView::lowest() const {
    if (!m_panes.empty())
        return *m_panes.back();
    return m_volume->isHidden() ? *m_price : *m_volume;
}

/// Dates and footer stand under the lowest pane only, which is higher by them.
void PriceView::arrangePanes() {
    const int paneHeight = m_panes.size() > 2 ? kLowPaneHeight : kPaneHeight;
    std::vector<ChartView*> views{m_price, m_volume};
    views.insert(views.end(), m_panes.begin(), m_panes.end());
    for (ChartView* view : views) {
        const bool last = view == &lowest();
        view->setXLabelsVisible(last);
        view->setFooter(last ? footerText() : QString());
        if (view != m_price)
            view->setFixedHeight((view == m_volume ? kVolumeHeight : paneHeight) +
                                 (last ? kLowestExtra : 0));
    }
}

void PriceView::addIndicators() {
    m_problems.clear();
    for (ChartView* pane : m_panes)
        pane->clearLayers();
    if (m_indicators.empty())
        return;
    const auto columns = studies::barColumns(m_data->series);
    const Layer* base = m_price->layers().empty() ? nullptr : m_price->layers().front();
    std::size_t longest = 0;
    int overlays = 0;
    auto pane = m_panes.begin();
    for (const auto& indicator : m_indicators) {
        auto computed = indicator.compute(columns.bars());
        const bool overlay = indicator.info().placement == indicators::Placement::Price;
        if (!computed)
            computed = indicators::Computed{.warnings = {computed.error().message}};
        m_problems << (computed->warnings.empty() ? QString() : qstr(computed->warnings.front()));
        if (!overlay) {
            (*pane)->setXAxis(m_price->xAxis());
            fillPane(**pane++, indicator, *computed, qstr(m_data->series.instrument.currency));
        } else if (computed->warnings.empty()) {
            longest = std::max(longest, indicator.warmUp());
            addOverlay(*m_price, indicator, *computed, overlays++, base);
        }
    }
    if (longest > 0)
        m_price->addLayer(std::make_unique<WarmUpLayer>(tr("Overlays"), longest));
    Q_EMIT indicatorsShown();
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
    addPrices();
    addIndicators();
    const bool hasVolume = std::any_of(series.bars.begin(), series.bars.end(),
                                       [](const market::Bar& b) { return b.volume > 0; });
    m_volume->setVisible(hasVolume);
    if (hasVolume)
        m_volume->addLayer(std::make_unique<VolumeLayer>(m_data->candles));
    addMarks(hasVolume ? *m_volume : *m_price);
    const QString currency = qstr(series.instrument.currency);
    m_price->setTitle(currency.isEmpty() ? tr("Price") : tr("Price, %1").arg(currency));
    arrangePanes();
    if (fit) {
        const Range all = m_price->fullXRange();
        m_link->setXRange({std::max(all.lo, all.hi - kFirstBars), all.hi});
    }
    m_price->refresh();
    m_volume->refresh();
    for (ChartView* pane : m_panes)
        pane->refresh();
    showStatistics();
}

void PriceView::addPrices() {
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
    m_price->setScale(m_style == PriceStyle::Indexed ? Scale::Indexed
                      : m_logarithmic                ? Scale::Log
                                                     : Scale::Linear);
}

void PriceView::addMarks(ChartView& chart) {
    std::vector<PlotMark> holidays;
    std::vector<PlotMark> missing;
    for (const ClosedDay& day : m_data->closedDays)
        (day.missing ? missing : holidays)
            .push_back({.x = day.x,
                        .place = MarkPlace::Axis,
                        .ink = day.missing ? Role::Warning : Role::Muted,
                        .text = day.text});
    if (!holidays.empty())
        chart.addLayer(
            std::make_unique<ClosedDayLayer>(tr("exchange holiday"), std::move(holidays)));
    if (!missing.empty())
        chart.addLayer(std::make_unique<ClosedDayLayer>(tr("missing session"), std::move(missing)));
    m_volume->setLegendVisible(!m_data->closedDays.empty());
}

QString PriceView::footerText() const {
    const auto& series = m_data->series;
    QString footer =
        tr("%1, %2, source %3, XNYS calendar")
            .arg(qstr(series.instrument.symbol), adjustmentWords(series), qstr(series.source));
    if (!series.bars.empty() && !series.bars.back().final)
        footer += tr(", last bar provisional");
    return footer;
}

std::optional<std::pair<std::size_t, std::size_t>> PriceView::visibleBars() const {
    if (!m_data || m_data->closes.empty())
        return std::nullopt;
    const Range range = m_link->xRange();
    const double last = static_cast<double>(m_data->closes.size() - 1);
    return std::pair(static_cast<std::size_t>(std::clamp(std::ceil(range.lo), 0.0, last)),
                     static_cast<std::size_t>(std::clamp(std::floor(range.hi), 0.0, last)));
}

void PriceView::showBar(std::int64_t time) {
    if (!m_data || m_data->times->empty())
        return;
    const auto& times = *m_data->times;
    const auto at =
        static_cast<double>(std::lower_bound(times.begin(), times.end(), time) - times.begin());
    const Range all = m_price->fullXRange();
    const double half = std::min(kFirstBars, all.span()) / 2;
    const double centre = std::clamp(at, all.lo + half, all.hi - half);
    m_link->setXRange({centre - half, centre + half});
    m_link->setCrosshair(std::min(at, static_cast<double>(times.size() - 1)));
}

void PriceView::showTimes(std::int64_t first, std::int64_t last) {
    if (!m_data || m_data->times->empty())
        return;
    const auto& times = *m_data->times;
    const auto place = [&](std::int64_t time) {
        return static_cast<double>(std::lower_bound(times.begin(), times.end(), time) -
                                   times.begin());
    };
    const Range all = m_price->fullXRange();
    const Range wanted{std::max(all.lo, place(first) - 0.5), std::min(all.hi, place(last) + 0.5)};
    if (wanted.span() >= kFewestBars)
        m_link->setXRange(wanted);
}

void PriceView::showStatistics() {
    const auto visible = visibleBars();
    if (!visible)
        return;
    const RangeStatistics s = statisticsOf(m_data->closes, visible->first, visible->second,
                                           barsPerYear(m_data->series.interval));
    const auto part = [](const QString& name, const QString& value) {
        QString plainName = name, plainValue = value; // broken between the parts only
        return (name.isEmpty() ? QStringLiteral("%1<span style='font-weight:500'>%2</span>")
                               : QStringLiteral("%1&nbsp;<span style='font-weight:500'>%2</span>"))
            .arg(plainName.replace(u' ', QChar(0xa0)), plainValue.replace(u' ', QChar(0xa0)));
    };
    m_statistics->setText(QStringList{
        part({}, tr("Visible range")), part(tr("bars"), formatCount(static_cast<qint64>(s.bars))),
        part(tr("return"), formatSignedPercent(s.totalReturn, 1)),
        part(tr("volatility"), tr("%1 a year").arg(formatPercent(s.volatility, 1))),
        part(tr("skew"), formatNumber(s.skewness, 2)),
        part(tr("ex. kurtosis"), formatNumber(s.excessKurtosis, 2)),
        part(tr("max drawdown"), formatPercent(s.maxDrawdown, 1))}
                              .join(QStringLiteral("&nbsp;&nbsp; ")));
}

} // namespace loom::ui
