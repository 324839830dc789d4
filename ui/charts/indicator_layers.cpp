// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/indicator_layers.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "ui/charts/decimate.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr double kColumnAlpha = 0.55; // as the columns of volume
constexpr double kPlateAlpha = 0.8;   // a line below it is still seen
constexpr double kWarmUpAlpha = 0.13; // visible over the band of the guides, below any line

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::WarmUpLayer", text);
}

} // namespace

ColumnLayer::ColumnLayer(QString name, std::vector<double> values)
    : m_name(std::move(name)), m_values(std::move(values)) {}

void ColumnLayer::paint(QPainter& painter, const PlotMap& map) const {
    const double perBar = map.plot.width() / map.x.span();
    const auto group = static_cast<std::size_t>(std::max(1.0, std::ceil(2 / perBar)));
    const double width =
        std::clamp(std::floor(perBar * static_cast<double>(group) * 0.66), 1.0, 13.0);
    const IndexRange visible = visibleIndices({}, m_values.size(), 0, map.xValues());
    const double zero = map.py(0);
    QList<QRectF> up, down;
    for (std::size_t i = visible.first - visible.first % group; i < visible.last; i += group) {
        const auto end = std::min(i + group, m_values.size());
        double low = 0, high = 0;
        for (std::size_t k = i; k < end; ++k)
            if (std::isfinite(m_values[k])) {
                low = std::min(low, m_values[k]);
                high = std::max(high, m_values[k]);
            }
        const double left = std::round(
            map.px(static_cast<double>(i) + 0.5 * static_cast<double>(end - i - 1)) - width / 2);
        if (high > 0)
            up << QRectF(left, map.py(high), width, zero - map.py(high));
        if (low < 0)
            down << QRectF(left, zero, width, map.py(low) - zero);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Ink(Role::Gain, kColumnAlpha).colour(map.tone));
    painter.drawRects(up);
    painter.setBrush(Ink(Role::Loss, kColumnAlpha).colour(map.tone));
    painter.drawRects(down);
}

Range ColumnLayer::xExtent() const {
    return m_values.empty() ? Range{} : Range{-0.5, static_cast<double>(m_values.size()) - 0.5};
}

Range ColumnLayer::yExtent(const Range& x, Scale) const {
    Range range;
    range.include(0);
    const IndexRange visible = visibleIndices({}, m_values.size(), 0, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (std::isfinite(m_values[i]))
            range.include(m_values[i]);
    return range;
}

std::vector<LegendEntry> ColumnLayer::legend() const {
    return {
        {.name = m_name, .kind = SwatchKind::Fill, .line = {Ink(Role::Gain, kColumnAlpha), 1, {}}}};
}

std::optional<std::size_t> ColumnLayer::indexAt(double x) const {
    const double i = std::round(x);
    if (!(i >= 0) || i >= static_cast<double>(m_values.size()) || std::abs(i - x) > 1e-9)
        return std::nullopt;
    const auto at = static_cast<std::size_t>(i);
    return std::isfinite(m_values[at]) ? std::optional(at) : std::nullopt;
}

std::vector<ReadoutRow> ColumnLayer::readout(double x, int decimals) const {
    const auto i = indexAt(x);
    if (!i)
        return {};
    return {{.name = m_name,
             .value = formatNumber(m_values[*i], decimals),
             .role = m_values[*i] < 0 ? Role::Loss : Role::Gain}};
}

std::optional<double> ColumnLayer::snapX(double x) const {
    const auto i = indexAt(std::round(x));
    return i ? std::optional(static_cast<double>(*i)) : std::nullopt;
}

void ColumnLayer::collect(const Range& x, DataTable& table) const {
    const IndexRange visible = visibleIndices({}, m_values.size(), 0, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (x.contains(static_cast<double>(i)))
            table.add(m_name, static_cast<double>(i), m_values[i]);
}

void GuideBandLayer::paint(QPainter& painter, const PlotMap& map) const {
    const double top = std::max(map.py(m_high), map.plot.top());
    const double bottom = std::min(map.py(m_low), map.plot.bottom());
    if (bottom > top)
        painter.fillRect(QRectF(map.plot.left(), top, map.plot.width(), bottom - top),
                         colour(Role::TrainingFill, map.tone));
}

GuideLinesLayer::GuideLinesLayer(Part part, std::vector<double> levels)
    : m_part(part), m_levels(std::move(levels)) {
    std::ranges::sort(m_levels, std::ranges::greater());
}

bool GuideLinesLayer::isFree(const QRectF& box, double level, const PlotMap& map) const {
    const bool struck = std::ranges::any_of(m_levels, [&](double other) {
        const double y = map.py(other);
        return other != level && y > box.top() - 1 && y < box.bottom() + 1;
    });
    return !struck && box.top() >= map.plot.top() && box.bottom() <= map.plot.bottom();
}

std::vector<GuideLinesLayer::Label> GuideLinesLayer::labels(const PlotMap& map) const {
    const QFontMetricsF metrics(typeFont(Type::Caption));
    const double height = metrics.ascent() + 2; // digits have no descent
    std::vector<Label> out;
    QString waiting; // of levels above that have no place and no neighbour yet
    for (const double level : m_levels) {
        const double y = map.py(level);
        if (level == 0 || !std::isfinite(y) || y < map.plot.top() || y > map.plot.bottom())
            continue;
        const QString text = waiting + formatNumber(level, 0);
        QRectF box(map.plot.left() + 4, y - 2 - height, metrics.horizontalAdvance(text), height);
        const auto taken = [&] {
            return std::ranges::any_of(
                out, [&](const Label& label) { return label.box.intersects(box); });
        };
        if (!isFree(box, level, map) || taken())
            box.moveTop(y + 2);
        if (isFree(box, level, map) && !taken()) {
            out.push_back({box, text});
            waiting.clear();
        } else if (!out.empty()) { // too close on both sides: named with its neighbour
            out.back().text += QStringLiteral(", ") + text;
            out.back().box.setWidth(metrics.horizontalAdvance(out.back().text));
        } else {
            waiting = text + QStringLiteral(", ");
        }
    }
    return out;
}

void GuideLinesLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_part == Part::Lines) {
        painter.setPen(LineStyle{Role::Muted, 1, {3, 3}}.pen(map.tone));
        for (const double level : m_levels)
            if (const double y = std::floor(map.py(level)) + 0.5; std::isfinite(y))
                painter.drawLine(QPointF(map.plot.left(), y), QPointF(map.plot.right(), y));
        return;
    }
    painter.setFont(typeFont(Type::Caption));
    for (const Label& label : labels(map)) {
        painter.fillRect(label.box.adjusted(-2, 0, 2, 0),
                         Ink(Role::Surface, kPlateAlpha).colour(map.tone));
        painter.setPen(colour(Role::Muted, map.tone));
        painter.drawText(label.box, Qt::AlignCenter | Qt::TextDontClip, label.text);
    }
}

Range GuideLinesLayer::yExtent(const Range&, Scale) const {
    Range range;
    for (const double level : m_levels)
        range.include(level);
    return range;
}

WarmUpLayer::WarmUpLayer(QString name, std::size_t bars) : m_name(std::move(name)), m_bars(bars) {}

QRectF WarmUpLayer::box(const PlotMap& map) const {
    const double left = std::max(map.plot.left(), map.px(-0.5));
    const double right = std::min(map.plot.right(), map.px(static_cast<double>(m_bars) - 0.5));
    return right > left ? QRectF(left, map.plot.top(), right - left, map.plot.height()) : QRectF();
}

void WarmUpLayer::paint(QPainter& painter, const PlotMap& map) const {
    if (const QRectF area = box(map); !area.isEmpty())
        painter.fillRect(area, Ink(Role::Muted, kWarmUpAlpha).colour(map.tone));
}

void WarmUpLayer::paintWords(QPainter& painter, const PlotMap& map) const {
    const QRectF area = box(map);
    painter.setFont(typeFont(Type::Caption));
    const QFontMetricsF metrics(painter.font());
    const QString words = word("warm-up");
    constexpr double kGuideLabel = 20; // stands at the left edge
    if (metrics.horizontalAdvance(words) + kGuideLabel + 8 > area.width())
        return;
    painter.setPen(colour(Role::Muted, map.tone));
    painter.drawText(area.adjusted(4, 0, -4, -4), Qt::AlignBottom | Qt::AlignRight, words);
}

std::vector<ReadoutRow> WarmUpLayer::readout(double x, int) const {
    if (x < 0 || x >= static_cast<double>(m_bars))
        return {};
    return {{.name = m_name, .value = word("warm-up"), .role = Role::Muted}};
}

QString WarmUpLayer::summary() const {
    return word("%1: no value in the first %2 bars").arg(m_name).arg(m_bars);
}

} // namespace loom::ui
