// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/candle_layer.h"

#include <algorithm>

#include <QCoreApplication>

#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::CandleLayer", text);
}

Range indexExtent(const std::vector<Candle>& candles) {
    Range range;
    if (!candles.empty()) {
        range.include(0);
        range.include(static_cast<double>(candles.size() - 1));
    }
    return range;
}

std::optional<std::size_t> indexAt(const std::vector<Candle>& candles, double x) {
    if (candles.empty() || !std::isfinite(x))
        return std::nullopt;
    return static_cast<std::size_t>(
        std::clamp(std::round(x), 0.0, static_cast<double>(candles.size() - 1)));
}

/// Candles a group so that a group is at least this many pixels wide. From a short list, so that
/// zooming does not regroup at every step.
std::size_t groupSize(const PlotMap& map, double pixels) {
    const double perBar = map.plot.width() / std::max(map.x.span(), 1e-9);
    std::size_t size = 1;
    while (perBar * static_cast<double>(size) < pixels)
        size *= 2;
    return size;
}

constexpr double kLeastCandle = 3.5; ///< pixels a bar; below it a body would hide the gaps

/// Bars coloured by direction, drawn in two batches.
struct Batches {
    QList<QLineF> lines;
    QList<QRectF> bodies;
};

} // namespace

CandleLayer::CandleLayer(Candles candles) : m_candles(std::move(candles)) {}

void CandleLayer::paint(QPainter& painter, const PlotMap& map) const {
    paintGroups(painter, map, groupSize(map, 3));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const std::size_t bar : m_restated) {
        if (bar >= m_candles->size())
            continue;
        const QPointF at(map.px(static_cast<double>(bar)), map.py((*m_candles)[bar].high) - 10);
        if (map.plot.contains(at))
            drawMark(painter, QRectF(at - QPointF(8, 8), QSizeF(16, 16)), Mark::Warning, map.tone);
    }
}

void CandleLayer::paintGroups(QPainter& painter, const PlotMap& map, std::size_t size) const {
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, map.xValues());
    const double perGroup = map.plot.width() / map.x.span() * static_cast<double>(size);
    // Odd whole pixels keep wick and body on one centre; a gap of a third looks like candles.
    double body = std::min(std::floor(perGroup * 0.66), 13.0);
    if (perGroup >= kLeastCandle)
        body = std::max(body, 3.0);
    body = body < 1 ? 1 : body - (static_cast<int>(body) % 2 == 0 ? 1 : 0);
    Batches up;
    Batches down;
    for (const CandleGroup& group : aggregate(*m_candles, visible, size)) {
        const Candle& c = group.candle;
        const double centre =
            map.px(static_cast<double>(group.first) + 0.5 * static_cast<double>(group.count - 1));
        const double x = std::floor(centre) + 0.5;
        const double high = map.py(c.high);
        const double low = map.py(c.low);
        const double open = map.py(c.open);
        const double close = map.py(c.close);
        if (!std::isfinite(high + low + open + close))
            continue;
        const double top = std::round(std::min(open, close)) + 0.5;
        const double bottom = std::max(std::round(std::max(open, close)) + 0.5, top + 1);
        Batches& batch = c.close >= c.open ? up : down;
        if (body < 3) {
            batch.lines << QLineF(x, high, x, std::max(low, high + 1));
            continue;
        }
        if (high < top)
            batch.lines << QLineF(x, high, x, top);
        if (low > bottom)
            batch.lines << QLineF(x, bottom, x, low);
        batch.bodies << QRectF(x - (body - 1) / 2, top, body - 1, bottom - top);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto draw = [&](const Batches& batch, Role role, bool filled) {
        const QColor tint = colour(role, map.tone);
        painter.setPen(QPen(tint, 1));
        painter.setBrush(filled ? QBrush(tint) : QBrush(Qt::NoBrush));
        painter.drawLines(batch.lines);
        painter.drawRects(batch.bodies);
    };
    draw(up, Role::Gain, false);
    draw(down, Role::Loss, true);
}

Range CandleLayer::xExtent() const {
    Range range = indexExtent(*m_candles);
    return range.empty() ? range : Range{range.lo - 0.5, range.hi + 0.5};
}

Range CandleLayer::yExtent(const Range& x, Scale scale) const {
    Range range;
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, x);
    for (std::size_t i = visible.first; i < visible.last; ++i) {
        const Candle& c = (*m_candles)[i];
        if (!x.contains(static_cast<double>(i)) || (scale == Scale::Log && !(c.low > 0)))
            continue;
        range.include(c.low);
        range.include(c.high);
    }
    return range;
}

std::vector<LegendEntry> CandleLayer::legend() const {
    std::vector<LegendEntry> entries{
        {.name = word("up"), .kind = SwatchKind::HollowCandle, .line = {Role::Gain, 1, {}}},
        {.name = word("down"), .kind = SwatchKind::FilledCandle, .line = {Role::Loss, 1, {}}}};
    if (!m_restated.empty())
        entries.push_back({.name = word("restated"),
                           .kind = SwatchKind::Marker,
                           .line = {Role::Warning, 0, {}},
                           .marker = Marker::Triangle});
    return entries;
}

std::vector<ReadoutRow> CandleLayer::readout(double x, int decimals) const {
    const auto i = indexAt(*m_candles, x);
    if (!i || std::abs(static_cast<double>(*i) - x) > 0.5)
        return {};
    const Candle& c = (*m_candles)[*i];
    std::vector<ReadoutRow> rows{
        {.name = word("Open"), .value = formatNumber(c.open, decimals)},
        {.name = word("High"), .value = formatNumber(c.high, decimals)},
        {.name = word("Low"), .value = formatNumber(c.low, decimals)},
        {.name = word("Close"), .value = formatNumber(c.close, decimals), .strong = true}};
    if (*i > 0) {
        const double change = c.close / (*m_candles)[*i - 1].close - 1;
        rows.push_back({.name = word("Change"),
                        .value = formatSignedPercent(change, 2),
                        .role = change < 0 ? Role::Loss : Role::Gain});
    }
    return rows;
}

std::optional<double> CandleLayer::snapX(double x) const {
    const auto i = indexAt(*m_candles, x);
    return i ? std::optional(static_cast<double>(*i)) : std::nullopt;
}

std::optional<double> CandleLayer::valueAt(double x) const {
    const auto i = indexAt(*m_candles, x);
    if (!i || !std::isfinite((*m_candles)[*i].close))
        return std::nullopt;
    return (*m_candles)[*i].close;
}

QString CandleLayer::valueName() const {
    return word("Close");
}

std::optional<double> CandleLayer::firstValue(const Range& x) const {
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (x.contains(static_cast<double>(i)) && std::isfinite((*m_candles)[i].close))
            return (*m_candles)[i].close;
    return std::nullopt;
}

std::optional<QPointF> CandleLayer::lastPoint() const {
    if (m_candles->empty())
        return std::nullopt;
    return QPointF(static_cast<double>(m_candles->size() - 1), m_candles->back().close);
}

Ink CandleLayer::tagInk() const {
    const bool down = !m_candles->empty() && m_candles->back().close < m_candles->back().open;
    return down ? Role::Loss : Role::Gain;
}

void CandleLayer::collect(const Range& x, DataTable& table) const {
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, x);
    for (std::size_t i = visible.first; i < visible.last; ++i) {
        const double at = static_cast<double>(i);
        const Candle& c = (*m_candles)[i];
        if (!x.contains(at))
            continue;
        table.add(u"open"_s, at, c.open);
        table.add(u"high"_s, at, c.high);
        table.add(u"low"_s, at, c.low);
        table.add(u"close"_s, at, c.close);
        table.add(u"volume"_s, at, c.volume);
    }
}

QString CandleLayer::summary() const {
    return word("Candles") + u": "_s +
           spread(m_candles->size(), yExtent(indexExtent(*m_candles), Scale::Linear));
}

VolumeLayer::VolumeLayer(Candles candles) : m_candles(std::move(candles)) {}

void VolumeLayer::paint(QPainter& painter, const PlotMap& map) const {
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, map.xValues());
    const std::size_t size = groupSize(map, 3);
    const double perGroup = map.plot.width() / map.x.span() * static_cast<double>(size);
    const double width = std::clamp(std::floor(perGroup * 0.66), 1.0, 13.0);
    QList<QRectF> up;
    QList<QRectF> down;
    for (const CandleGroup& group : aggregate(*m_candles, visible, size)) {
        // The mean, so that the axis holds whatever the zoom.
        const double mean = group.candle.volume / static_cast<double>(group.count);
        if (!std::isfinite(group.candle.close) || !(mean > 0))
            continue;
        const double centre =
            map.px(static_cast<double>(group.first) + 0.5 * static_cast<double>(group.count - 1));
        const double top = map.py(mean);
        const QRectF bar(std::round(centre - width / 2), top, width, map.plot.bottom() - top);
        (group.candle.close >= group.candle.open ? up : down) << bar;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Ink(Role::Gain, 0.55).colour(map.tone));
    painter.drawRects(up);
    painter.setBrush(Ink(Role::Loss, 0.55).colour(map.tone));
    painter.drawRects(down);
}

Range VolumeLayer::xExtent() const {
    Range range = indexExtent(*m_candles);
    return range.empty() ? range : Range{range.lo - 0.5, range.hi + 0.5};
}

Range VolumeLayer::yExtent(const Range& x, Scale scale) const {
    Range range;
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, x);
    if (scale != Scale::Log)
        range.include(0);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (scale != Scale::Log || (*m_candles)[i].volume > 0)
            range.include((*m_candles)[i].volume);
    return range;
}

std::vector<ReadoutRow> VolumeLayer::readout(double x, int) const {
    const auto i = indexAt(*m_candles, x);
    if (!i)
        return {};
    return {{.name = word("Volume"), .value = formatCompact((*m_candles)[*i].volume)}};
}

std::optional<double> VolumeLayer::snapX(double x) const {
    const auto i = indexAt(*m_candles, x);
    return i ? std::optional(static_cast<double>(*i)) : std::nullopt;
}

void VolumeLayer::collect(const Range& x, DataTable& table) const {
    const IndexRange visible = visibleIndices({}, m_candles->size(), 0, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (x.contains(static_cast<double>(i)))
            table.add(u"volume"_s, static_cast<double>(i), (*m_candles)[i].volume);
}

QString VolumeLayer::summary() const {
    return word("Volume") + u": "_s +
           spread(m_candles->size(), yExtent(indexExtent(*m_candles), Scale::Linear));
}

} // namespace loom::ui
