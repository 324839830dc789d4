// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFontMetricsF>

#include <algorithm>

#include "ui/charts/chart_model.h"
#include "ui/charts/chart_remark.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

void drawSwatch(QPainter& painter, const QRectF& rect, const LegendEntry& entry, bool shown,
                Tone tone) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor tint = entry.line.ink.colour(tone);
    const double y = rect.center().y();
    const QRectF box(rect.left() + 1, y - 5, rect.width() - 2, 10);
    if (!shown) {
        painter.setPen(QPen(colour(Role::Control, tone), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(0.5, 1.5, -0.5, -1.5));
        painter.restore();
        return;
    }
    switch (entry.kind) {
    case SwatchKind::Line:
        painter.setPen(entry.line.pen(tone));
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
        break;
    case SwatchKind::Fill:
        painter.fillRect(box, tint);
        break;
    case SwatchKind::HollowCandle:
    case SwatchKind::FilledCandle:
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(tint, 1));
        painter.setBrush(entry.kind == SwatchKind::FilledCandle ? QBrush(tint)
                                                                : QBrush(Qt::NoBrush));
        painter.drawRect(QRectF(std::round(rect.center().x()) - 3, std::round(y) - 5, 6, 10));
        break;
    case SwatchKind::Marker:
        if (entry.line.width == 1.0) { // hollow
            painter.setPen(QPen(tint, 1));
            painter.setBrush(Qt::NoBrush);
            const QPointF c(rect.center().x(), y);
            painter.drawPolygon(
                QPolygonF({c + QPointF(0, -4), c + QPointF(4, 3), c + QPointF(-4, 3)}));
        } else {
            drawMarker(painter, QPointF(rect.center().x(), y), 6, entry.marker, tint);
        }
        break;
    }
    painter.restore();
}

void paintHeader(QPainter& painter, const ChartModel& model, const ChartLayout& layout) {
    const Tone tone = layout.map.tone;
    painter.setFont(typeFont(Type::BodyStrong));
    painter.setPen(colour(Role::Text, tone));
    const double room = (model.note.isEmpty() ? layout.bounds.right() - 16 - model.headerReserve
                                              : layout.note.left() - 8) -
                        layout.titleAt.x();
    painter.drawText(layout.titleAt,
                     QFontMetricsF(painter.font()).elidedText(layout.title, Qt::ElideRight, room));
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, tone));
    if (layout.note.width() > 0)
        painter.drawText(layout.note, Qt::AlignRight | Qt::AlignVCenter, model.note);
    for (const LegendCell& cell : layout.legend)
        paintLegendEntry(painter, cell.rect, cell.entry, cell.layer->isVisible(cell.entry.part),
                         tone);
}

void paintAxes(QPainter& painter, const ChartModel& model, const ChartLayout& layout) {
    const Tone tone = layout.map.tone;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colour(Role::Control, tone), 1));
    const double y = std::floor(layout.plot.bottom()) + 0.5;
    painter.drawLine(QPointF(layout.plot.left(), y), QPointF(layout.plot.right(), y));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, tone));
    for (const TickLabel& tick : layout.yTicks) {
        const bool covered =
            std::any_of(layout.tags.begin(), layout.tags.end(),
                        [&tick](const ValueTag& tag) { return tag.rect.intersects(tick.rect); });
        if (!covered)
            painter.drawText(tick.rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip,
                             tick.text);
    }
    if (model.xLabels)
        for (const TickLabel& tick : layout.xTicks)
            painter.drawText(tick.rect, Qt::AlignCenter | Qt::TextDontClip, tick.text);
    if (!layout.xTitle.isEmpty())
        painter.drawText(layout.xTitle, Qt::AlignCenter, model.xAxis.title());
}

void paintTags(QPainter& painter, const ChartLayout& layout) {
    const Tone tone = layout.map.tone;
    painter.setFont(typeFont(Type::Caption));
    for (const ValueTag& tag : layout.tags) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(tag.ink.withAlpha(1).colour(tone), 1));
        painter.setBrush(colour(Role::Surface, tone));
        painter.drawRoundedRect(tag.rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        const bool coloured = tag.ink.role == Role::Gain || tag.ink.role == Role::Loss;
        painter.setPen(coloured ? tag.ink.colour(tone) : colour(Role::Text, tone));
        painter.drawText(tag.rect, Qt::AlignCenter, tag.text);
    }
}

} // namespace

void paintLegendEntry(QPainter& painter, const QRectF& rect, const LegendEntry& entry, bool shown,
                      Tone tone) {
    drawSwatch(painter, QRectF(rect.left(), rect.top(), 16, rect.height()), entry, shown, tone);
    QFont words = typeFont(Type::Body);
    words.setStrikeOut(!shown);
    painter.setFont(words);
    painter.setPen(colour(shown ? Role::Muted : Role::Disabled, tone));
    painter.drawText(rect.adjusted(22, 0, 4, 0), Qt::AlignVCenter | Qt::AlignLeft, entry.name);
}

void paintBack(QPainter& painter, const ChartModel& model, const ChartLayout& layout) {
    const Tone tone = layout.map.tone;
    painter.fillRect(layout.bounds, colour(Role::Surface, tone));
    if (layout.empty) {
        painter.setFont(typeFont(Type::Body));
        painter.setPen(colour(Role::Muted, tone));
        painter.drawText(layout.bounds.adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         model.emptyText);
        return;
    }
    for (const auto& layer : model.layers)
        if (layer->isBackground())
            paintLayer(painter, model, layout, *layer);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colour(Role::Grid, tone), 1));
    for (const TickLabel& tick : layout.yTicks) {
        const double y = std::floor(tick.position) + 0.5;
        painter.drawLine(QPointF(layout.plot.left(), y), QPointF(layout.plot.right(), y));
    }
    if (model.verticalGrid && model.xAxis.isSessions())
        for (const TickLabel& tick : layout.xTicks) {
            const double x = std::floor(tick.position) + 0.5;
            if (tick.major)
                painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()));
        }
    for (const auto& layer : model.layers)
        if (layer->isBackground() && layer->isVisible())
            layer->paintWords(painter, mapOf(model, layout, *layer));
}

void paintLayer(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
                const Layer& layer) {
    if (layout.empty || !layer.isVisible())
        return;
    painter.save();
    painter.setClipRect(layout.plot);
    layer.paint(painter, mapOf(model, layout, layer));
    painter.restore();
}

void paintFront(QPainter& painter, const ChartModel& model, const ChartLayout& layout) {
    paintHeader(painter, model, layout);
    if (!layout.empty && model.cellLayer() == nullptr) {
        paintAxes(painter, model, layout);
        paintTags(painter, layout);
        paintRemark(painter, layout);
    }
    if (model.footer.isEmpty())
        return;
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, layout.map.tone));
    painter.drawText(layout.footer, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font())
                         .elidedText(model.footer, Qt::ElideRight, layout.footer.width()));
}

void paintChart(QPainter& painter, const ChartModel& model, const ChartLayout& layout) {
    paintBack(painter, model, layout);
    for (const auto& layer : model.layers)
        if (!layer->isBackground())
            paintLayer(painter, model, layout, *layer);
    paintFront(painter, model, layout);
}

} // namespace loom::ui
