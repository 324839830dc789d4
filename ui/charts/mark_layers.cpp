// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/mark_layers.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>

#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr double kStripHeight = 6;

Role fillOf(SpanKind kind) {
    return kind == SpanKind::Training     ? Role::TrainingFill
           : kind == SpanKind::Validation ? Role::ValidationFill
                                          : Role::TestFill;
}

/// Sessions between two spans that belong to neither; spans are given from left to right.
int purgedBetween(const Span& before, const Span& after) {
    return static_cast<int>(std::max(0.0, after.from - before.to - 1));
}

QString purgeWords(int sessions) {
    return QCoreApplication::translate("loom::ui::SpanLayer", "purge %1").arg(sessions);
}

/// The part of a span that the plot shows; empty when none.
QRectF visibleBox(const Span& span, const PlotMap& map) {
    const double left = std::max(map.plot.left(), map.px(span.from - 0.5));
    const double right = std::min(map.plot.right(), map.px(span.to + 0.5));
    return right > left ? QRectF(left, map.plot.top(), right - left, map.plot.height()) : QRectF();
}

/// The detail on one line, or broken after its commas where the span is narrow.
QStringList detailLines(const QString& detail, double width) {
    const QFontMetricsF metrics(typeFont(Type::Caption));
    return metrics.horizontalAdvance(detail) <= width ? QStringList{detail}
                                                      : detail.split(QStringLiteral(", "));
}

/// Lines, not a brush pattern: patterns do not survive in an SVG.
void drawHatch(QPainter& painter, const QRectF& strip, const QColor& mark) {
    constexpr double kStep = 5;
    painter.setPen(QPen(mark, 1));
    for (double x = strip.left(); x + strip.height() <= strip.right(); x += kStep)
        painter.drawLine(QPointF(x, strip.bottom()), QPointF(x + strip.height(), strip.top()));
}

/// Sessions left out between two spans: window colour, named where the name fits.
void drawPurge(QPainter& painter, const PlotMap& map, const Span& before, const Span& after) {
    const double left = std::max(map.plot.left(), map.px(before.to + 0.5));
    const double right = std::min(map.plot.right(), map.px(after.from - 0.5));
    if (!(right > left))
        return;
    const QRectF box(left, map.plot.top(), right - left, map.plot.height());
    painter.fillRect(box, colour(Role::Window, map.tone));
    const QString words = purgeWords(purgedBetween(before, after));
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, map.tone));
    const QFontMetricsF metrics(painter.font());
    if (metrics.horizontalAdvance(words) + 4 <= box.width()) {
        painter.drawText(box.adjusted(0, 6, 0, 0), Qt::AlignTop | Qt::AlignHCenter, words);
    } else if (metrics.height() <= box.width()) { // reading upwards
        painter.save();
        painter.translate(box.center().x(), box.top() + 8 + metrics.horizontalAdvance(words));
        painter.rotate(-90);
        painter.drawText(QPointF(0, metrics.ascent() / 2 - 1), words);
        painter.restore();
    }
}

void drawSpanWords(QPainter& painter, const QRectF& box, const Span& span, Tone tone) {
    const QRectF inside = box.adjusted(10, 6, -6, 0);
    if (inside.width() < 60)
        return;
    const auto line = [&](const QString& text, Type type, Role role, double y) {
        const QFont face = typeFont(type);
        const QFontMetricsF metrics(face);
        const QString shown = metrics.elidedText(text, Qt::ElideRight, inside.width());
        const QRectF under(inside.left() - 2, y - metrics.ascent(),
                           metrics.horizontalAdvance(shown) + 4, metrics.height());
        painter.fillRect(under, colour(fillOf(span.kind), tone));
        painter.setFont(face);
        painter.setPen(colour(role, tone));
        painter.drawText(QPointF(inside.left(), y), shown);
    };
    line(span.name, Type::CaptionStrong, Role::Muted, inside.top() + 10);
    double y = inside.top() + 25;
    for (const QString& part : detailLines(span.detail, inside.width())) {
        line(part, Type::Caption, Role::Muted, y);
        y += 15;
    }
}

} // namespace

ReferenceLine::ReferenceLine(Kind kind, double at, QString label, LineStyle style)
    : m_kind(kind), m_at(at), m_label(std::move(label)), m_style(std::move(style)) {}

void ReferenceLine::paint(QPainter& painter, const PlotMap& map) const {
    painter.setPen(m_style.pen(map.tone));
    QPointF labelAt;
    if (m_kind == Kind::Diagonal) {
        painter.setRenderHint(QPainter::Antialiasing);
        const Range x = map.xValues();
        painter.drawLine(QPointF(map.px(x.lo), map.py(x.lo)), QPointF(map.px(x.hi), map.py(x.hi)));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_kind == Kind::Horizontal) {
        const double y = std::floor(map.py(m_at)) + 0.5;
        if (!std::isfinite(y))
            return;
        painter.drawLine(QPointF(map.plot.left(), y), QPointF(map.plot.right(), y));
        // Above the line, below it where that would leave the plot.
        const double ascent = QFontMetricsF(typeFont(Type::Caption)).ascent();
        labelAt = {map.plot.left() + 4, y - 4 - ascent < map.plot.top() ? y + ascent + 2 : y - 4};
    } else {
        const double x = std::floor(map.px(m_at)) + 0.5;
        painter.drawLine(QPointF(x, map.plot.top()), QPointF(x, map.plot.bottom()));
        labelAt = {x + 4, map.plot.top() + 12};
    }
    if (m_label.isEmpty())
        return;
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, map.tone));
    painter.drawText(labelAt, m_label);
}

Range ReferenceLine::xExtent() const {
    Range range;
    if (m_counted && m_kind == Kind::Vertical)
        range.include(m_at);
    return range;
}

Range ReferenceLine::yExtent(const Range&, Scale scale) const {
    Range range;
    if (m_counted && m_kind == Kind::Horizontal && (scale != Scale::Log || m_at > 0))
        range.include(m_at);
    return range;
}

void SpanLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 1; i < m_spans.size(); ++i)
        if (purgedBetween(m_spans[i - 1], m_spans[i]) > 0)
            drawPurge(painter, map, m_spans[i - 1], m_spans[i]);
    for (const Span& span : m_spans) {
        const QRectF box = visibleBox(span, map);
        if (box.isEmpty())
            continue;
        painter.fillRect(box, colour(fillOf(span.kind), map.tone));
        const QRectF strip(box.left(), box.bottom() - kStripHeight, box.width(), kStripHeight);
        const QColor mark = colour(Role::Control, map.tone);
        if (span.kind == SpanKind::Training)
            painter.fillRect(strip, Ink(Role::Control, 0.55).colour(map.tone));
        else if (span.kind == SpanKind::Validation)
            drawHatch(painter, strip, mark);
        painter.setPen(QPen(mark, 1));
        painter.setBrush(Qt::NoBrush);
        if (span.kind != SpanKind::Training)
            painter.drawRect(strip.adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

std::vector<ReadoutRow> SpanLayer::readout(double x, int) const {
    for (std::size_t i = 1; i < m_spans.size(); ++i)
        if (x > m_spans[i - 1].to && x < m_spans[i].from &&
            purgedBetween(m_spans[i - 1], m_spans[i]) > 0)
            return {{.name = purgeWords(purgedBetween(m_spans[i - 1], m_spans[i])), .value = {}}};
    return {};
}

void SpanLayer::paintWords(QPainter& painter, const PlotMap& map) const {
    for (const Span& span : m_spans)
        drawSpanWords(painter, visibleBox(span, map), span, map.tone);
}

MarkLayer::MarkLayer(QString name, std::vector<PlotMark> marks)
    : m_name(std::move(name)), m_marks(std::move(marks)) {}

void MarkLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipping(false);
    for (const PlotMark& mark : m_marks) {
        const double x = map.px(mark.x);
        if (!std::isfinite(x) || x < map.plot.left() || x > map.plot.right())
            continue;
        const QColor tint = mark.ink.colour(map.tone);
        if (mark.place == MarkPlace::Axis) {
            // Hollow, on the axis line.
            const double y = map.plot.bottom() + 1;
            painter.setPen(QPen(tint, 1));
            painter.setBrush(colour(Role::Surface, map.tone));
            painter.drawPolygon(
                QPolygonF({QPointF(x, y - 1), QPointF(x + 4, y + 6), QPointF(x - 4, y + 6)}));
            continue;
        }
        const double value = map.py(mark.y);
        if (!std::isfinite(value) || value < map.plot.top() || value > map.plot.bottom())
            continue;
        const bool above = mark.place == MarkPlace::Above;
        const double tip = above ? value - 4 : value + 4;
        const double base = above ? tip - 8 : tip + 8;
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawPolygon(
            QPolygonF({QPointF(x, tip), QPointF(x + 4.5, base), QPointF(x - 4.5, base)}));
    }
}

std::vector<LegendEntry> MarkLayer::legend() const {
    if (m_name.isEmpty() || m_marks.empty())
        return {};
    const bool hollow = m_marks.front().place == MarkPlace::Axis;
    return {{.name = m_name,
             .kind = SwatchKind::Marker,
             .line = {m_marks.front().ink, hollow ? 1.0 : 0.0, {}},
             .marker = Marker::Triangle}};
}

std::vector<ReadoutRow> MarkLayer::readout(double x, int) const {
    std::vector<ReadoutRow> rows;
    for (const PlotMark& mark : m_marks)
        if (!mark.text.isEmpty() && std::abs(mark.x - x) <= 0.5) // between bars: at both
            rows.push_back({.name = mark.text, .value = {}});
    return rows;
}

} // namespace loom::ui
