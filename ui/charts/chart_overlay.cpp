// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_overlay.h"

#include <QFontMetricsF>

#include <algorithm>

#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kRow = 17;
constexpr double kHead = 24;
constexpr double kInset = 10;

/// Tick labels below a tag are wiped out, never overprinted.
void wipeTicks(QPainter& painter, const ChartLayout& layout, const std::vector<TickLabel>& ticks,
               const QRectF& rect) {
    for (const TickLabel& tick : ticks)
        if (!tick.text.isEmpty() && tick.rect.intersects(rect))
            painter.fillRect(tick.rect.adjusted(-1, 0, 1, 0),
                             colour(Role::Surface, layout.map.tone));
}

/// Below the time axis, kept inside the pane.
QRectF xTag(const ChartLayout& layout, double x, const QString& text) {
    const double width = QFontMetricsF(typeFont(Type::CaptionStrong)).horizontalAdvance(text) + 12;
    const double left = std::clamp(x - width / 2, layout.bounds.left(),
                                   std::max(layout.bounds.left(), layout.bounds.right() - width));
    return {left, std::floor(layout.plot.bottom()) + 4, width, 17};
}

/// Fill text, label surface.
void invertedTag(QPainter& painter, const ChartLayout& layout, const std::vector<TickLabel>& ticks,
                 const QRectF& rect, const QString& text) {
    const Tone tone = layout.map.tone;
    wipeTicks(painter, layout, ticks, rect);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour(Role::Text, tone));
    painter.drawRoundedRect(rect, 2, 2);
    painter.setFont(typeFont(Type::CaptionStrong));
    painter.setPen(colour(Role::Surface, tone));
    painter.drawText(rect, Qt::AlignCenter, text);
}

void copyIcon(QPainter& painter, const QRectF& rect) {
    themeIcon(u"copy"_s).paint(&painter, rect.toRect());
}

} // namespace

std::optional<double> snappedPixelY(const ChartModel& model, const ChartLayout& layout, double x,
                                    double pointerY) {
    std::optional<double> best;
    for (const auto& layer : model.layers) {
        const auto value = layer->isVisible() ? layer->valueAt(x) : std::nullopt;
        if (!value)
            continue;
        const double y = mapOf(model, layout, *layer).py(*value);
        // The layer whose last value is tagged is what the chart is about.
        if (layer->hasLastTag() && std::isfinite(y) && layout.plot.top() <= y &&
            y <= layout.plot.bottom())
            return y;
        if (std::isfinite(y) && y >= layout.plot.top() && y <= layout.plot.bottom() &&
            (!best || std::abs(y - pointerY) < std::abs(*best - pointerY)))
            best = y;
    }
    return best;
}

void ChartOverlay::paint(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
                         const OverlayState& state) {
    m_readout = {};
    m_copy = {};
    const Tone tone = layout.map.tone;
    if (!layout.empty && state.mark)
        paintMark(painter, model, layout, state);
    if (!layout.empty && state.x)
        paintCrosshair(painter, model, layout, state);
    if (!layout.empty && state.x && !state.rows.empty() && (state.pointerInside || state.pinned))
        paintReadout(painter, layout, state, layout.map.px(*state.x));
    if (!layout.empty && state.cell)
        paintCell(painter, layout, state);
    if (!state.band.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(colour(Role::Accent, tone), 1));
        painter.setBrush(Ink(Role::Accent, 0.14).colour(tone));
        painter.drawRect(state.band);
    }
    if (state.focus) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(colour(Role::Accent, tone), 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(layout.bounds.adjusted(1, 1, -2, -2));
    }
}

/// A solid line with an outlined tag, so that it is not taken for the crosshair.
void ChartOverlay::paintMark(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
                             const OverlayState& state) {
    const double x = layout.map.px(*state.mark);
    if (!std::isfinite(x) || x < layout.plot.left() - 0.5 || x > layout.plot.right() + 0.5)
        return;
    const Tone tone = layout.map.tone;
    const double at = std::floor(x) + 0.5;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colour(Role::Muted, tone), 1));
    painter.drawLine(QPointF(at, layout.plot.top()), QPointF(at, layout.plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colour(Role::Surface, tone));
    painter.setPen(QPen(colour(Role::Text, tone), 1.5));
    for (const auto& layer : model.layers) {
        const bool counts = layer->isVisible() && !layer->valueName().isEmpty();
        const auto value = counts ? layer->valueAt(*state.mark) : std::nullopt;
        const double y = value ? mapOf(model, layout, *layer).py(*value) : kMissing;
        if (y >= layout.plot.top() && y <= layout.plot.bottom())
            painter.drawEllipse(QPointF(at, y), 3, 3);
    }
    if (!model.xLabels)
        return;
    const QRectF rect = xTag(layout, x, state.markHead);
    wipeTicks(painter, layout, layout.xTicks, rect);
    painter.setBrush(colour(Role::Surface, tone));
    painter.setPen(QPen(colour(Role::Control, tone), 1));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter.setFont(typeFont(Type::CaptionStrong));
    painter.setPen(colour(Role::Text, tone));
    painter.drawText(rect, Qt::AlignCenter, state.markHead);
}

void ChartOverlay::paintCrosshair(QPainter& painter, const ChartModel& model,
                                  const ChartLayout& layout, const OverlayState& state) {
    const double x = layout.map.px(*state.x);
    if (!std::isfinite(x) || x < layout.plot.left() - 0.5 || x > layout.plot.right() + 0.5)
        return;
    const Tone tone = layout.map.tone;
    QPen pen(colour(Role::Muted, tone), 1);
    pen.setDashPattern({3, 3});
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    const double at = std::floor(x) + 0.5;
    painter.drawLine(QPointF(at, layout.plot.top()), QPointF(at, layout.plot.bottom()));
    const double pointerY = state.pointerInside ? state.pointer.y() : layout.plot.center().y();
    const auto y = snappedPixelY(model, layout, *state.x, pointerY);
    if (y && (state.pointerInside || state.pinned)) {
        const double row = std::floor(*y) + 0.5;
        painter.drawLine(QPointF(layout.plot.left(), row), QPointF(layout.plot.right(), row));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colour(Role::Text, tone), 1.5));
        painter.setBrush(colour(Role::Surface, tone));
        painter.drawEllipse(QPointF(at, *y), 3, 3);
    }
    if (y) {
        const QString text = axisText(model, layout.map.yAt(*y), layout.decimals);
        const QRectF rect = tagRect(model, layout, text, *y);
        for (const ValueTag& tag : layout.tags) // it comes back when the crosshair moves on
            if (tag.rect.intersects(rect))
                painter.fillRect(tag.rect, colour(Role::Surface, tone));
        invertedTag(painter, layout, layout.yTicks, rect, text);
    }
    if (model.xLabels)
        invertedTag(painter, layout, layout.xTicks, xTag(layout, x, state.head), state.head);
}

/// The readout stands only where the pointer is; linked panes show the outline.
void ChartOverlay::paintCell(QPainter& painter, const ChartLayout& layout,
                             const OverlayState& state) {
    const Tone tone = layout.map.tone;
    const QRectF& box = state.cell->outline;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(Role::Surface, tone), 3));
    painter.drawRect(box.adjusted(-0.5, -0.5, 0, 0));
    painter.setPen(QPen(colour(Role::Text, tone), 1));
    painter.drawRect(box.adjusted(-0.5, -0.5, 0, 0));
    if (!state.pointerInside)
        return;
    OverlayState shown = state;
    shown.head = state.cell->head;
    shown.rows = state.cell->rows;
    shown.pointer = box.center();
    paintReadout(painter, layout, shown, box.center().x());
}

void ChartOverlay::paintReadout(QPainter& painter, const ChartLayout& layout,
                                const OverlayState& state, double x) {
    const Tone tone = layout.map.tone;
    const QFontMetricsF metrics(typeFont(Type::Caption));
    const QFontMetricsF strong(typeFont(Type::CaptionStrong));
    double names = 0;
    double values = 0;
    for (const ReadoutRow& row : state.rows) {
        names = std::max(names, metrics.horizontalAdvance(row.name));
        values = std::max(values, strong.horizontalAdvance(row.value));
    }
    const double width =
        std::max(names + 20 + values, strong.horizontalAdvance(state.head) + 28) + 2 * kInset;
    // Rows that would leave the plot are not shown; copying still gives all of them.
    const double room = layout.plot.height() - 16 - kHead - 6;
    const auto count =
        std::min(state.rows.size(), static_cast<std::size_t>(std::max(0.0, room / kRow)));
    const double height = kHead + static_cast<double>(count) * kRow + 6;
    if (count == 0 || width + 16 > layout.plot.width())
        return;
    // The half without the pointer, away from the crosshair.
    const bool left = x > layout.plot.center().x();
    const double boxX = left ? layout.plot.left() + 12 : layout.plot.right() - width - 12;
    const double boxY = state.pointer.y() > layout.plot.center().y()
                            ? layout.plot.top() + 8
                            : layout.plot.bottom() - height - 12;
    m_readout = QRectF(std::round(boxX), std::round(std::max(boxY, layout.plot.top() + 4)),
                       std::ceil(width), height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(Role::Control, tone), 1));
    painter.setBrush(colour(Role::Raised, tone));
    painter.drawRoundedRect(m_readout.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const QRectF inside = m_readout.adjusted(kInset, 0, -kInset, 0);
    painter.setFont(typeFont(Type::CaptionStrong));
    painter.setPen(colour(Role::Text, tone));
    painter.drawText(QRectF(inside.left(), inside.top(), inside.width(), kHead),
                     Qt::AlignVCenter | Qt::AlignLeft, state.head);
    m_copy = QRectF(inside.right() - 13, inside.top() + 5, 14, 14);
    copyIcon(painter, m_copy);
    double y = inside.top() + kHead;
    for (std::size_t i = 0; i < count; ++i, y += kRow) {
        const ReadoutRow& row = state.rows[i];
        const QRectF line(inside.left(), y, inside.width(), kRow);
        painter.setFont(typeFont(Type::Caption));
        painter.setPen(colour(Role::Muted, tone));
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, row.name);
        painter.setFont(typeFont(row.strong ? Type::CaptionStrong : Type::Caption));
        painter.setPen(colour(row.role, tone));
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.value);
    }
}

} // namespace loom::ui
