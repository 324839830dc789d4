// SPDX-License-Identifier: GPL-3.0-or-later
// How the split is painted.
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/charts/decimate.h"
#include "ui/charts/paint_tools.h"
#include "ui/pages/forecast/split/split_canvas.h"
#include "ui/pages/forecast/split/split_handle.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

using Kind = SplitPart::Kind;

namespace {

constexpr double kLock = 14;

Role fillOf(Kind kind) {
    return kind == Kind::Training     ? Role::TrainingFill
           : kind == Kind::Validation ? Role::ValidationFill
                                      : Role::TestFill;
}

/// Lines from lower left to upper right within the box.
void hatch(QPainter& painter, const QRectF& box, const QColor& ink, double step) {
    painter.save();
    painter.setClipRect(box);
    painter.setPen(QPen(ink, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    for (double x = box.left() - box.height(); x < box.right(); x += step)
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()));
    painter.restore();
}

} // namespace

void SplitCanvas::paintParts(QPainter& painter, Tone tone) const {
    const QRectF area = plot();
    painter.fillRect(area, colour(Role::Window, tone)); // what belongs to no part
    if (!m_picture)
        return;
    for (const auto& part : m_picture->parts) {
        const double left = xOf(static_cast<double>(part.from));
        const QRectF box(left, area.top(), std::max(1.0, xOf(static_cast<double>(part.to)) - left),
                         area.height());
        painter.fillRect(box, colour(fillOf(part.kind), tone));
        if (part.kind != Kind::Test || m_picture->opened)
            continue;
        hatch(painter, box, Ink(Role::Control, 0.35).colour(tone), 9);
    }
}

/// In the half of the locked stretch that the series leaves free.
void SplitCanvas::paintLock(QPainter& painter, Tone tone) const {
    if (m_picture->opened || m_picture->parts.back().kind != Kind::Test)
        return;
    const auto& part = m_picture->parts.back();
    const double left = xOf(static_cast<double>(part.from)),
                 right = xOf(static_cast<double>(part.to));
    if (right - left < 3 * kLock)
        return;
    const double middle = (left + right) / 2;
    double nearest = plot().center().y();
    for (const auto& run : m_runs)
        for (const QPointF& point : run)
            if (std::abs(point.x() - middle) < kLock)
                nearest = point.y();
    const double y = nearest > plot().center().y() ? plot().top() + 5 : plot().bottom() - kLock - 5;
    const QRect box = QRectF(middle - kLock / 2, y, kLock, kLock).toAlignedRect();
    painter.fillRect(box.adjusted(-2, -2, 2, 2), colour(Role::TestFill, tone));
    themeIcon(QStringLiteral("lock")).paint(&painter, box);
}

void SplitCanvas::paintSeries(QPainter& painter, Tone tone) {
    if (m_runs.empty()) {
        const QRectF area = plot().adjusted(0, 6, 0, -6);
        PlotMap map{.plot = area,
                    .x = {-0.5, static_cast<double>(m_samples.size()) - 0.5},
                    .y = extent(m_samples.y),
                    .tone = tone};
        if (map.y.empty())
            return;
        if (!(map.y.span() > 0))
            map.y = {map.y.lo - 1, map.y.hi + 1};
        m_runs = pixelRuns(m_samples, map);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    drawRuns(painter, m_runs, QPen(colour(Role::Real, tone), 1));
}

void SplitCanvas::paintLanes(QPainter& painter, Tone tone) const {
    const auto shown = lanes();
    const QColor mark = colour(Role::Control, tone);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto& fold = m_picture->folds.folds[shown[i]];
        const auto box = [&](std::size_t from, std::size_t to) {
            const double left = std::floor(xOf(static_cast<double>(from)));
            const double right = std::floor(xOf(static_cast<double>(to)));
            return QRectF(left, lane(i).top(), std::max(2.0, right - left), lane(i).height());
        };
        painter.fillRect(box(fold.span.from, fold.span.trainTo),
                         Ink(Role::Control, 0.55).colour(tone));
        if (fold.span.validationTo > fold.span.validationFrom) {
            const QRectF strip = box(fold.span.validationFrom, fold.span.validationTo);
            hatch(painter, strip, mark, 5);
            painter.setPen(QPen(mark, 1));
            painter.drawRect(strip.adjusted(0.5, 0.5, -0.5, -0.5));
        }
        painter.setPen(QPen(mark, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box(fold.scoreFrom, fold.scoreTo).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void SplitCanvas::paintBlocks(QPainter& painter, Tone tone) const {
    const auto placed = blocks();
    const double from = lane(lanes().size()).top() - 1;
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < placed.size(); ++i) {
        const auto& part = m_picture->parts[i];
        const QRectF& box = placed[i].rect;
        const double anchor = std::floor(xOf(static_cast<double>(part.from))) + 0.5;
        painter.setPen(QPen(colour(Role::Control, tone), 1));
        painter.drawPolyline(QPolygonF({QPointF(anchor, from), QPointF(anchor, from + 2),
                                        QPointF(box.left() + 0.5, box.top() - 1)}));
        const QRectF first(box.left(), box.top(), box.width() + 1, kSplitLine);
        painter.setFont(typeFont(Type::BodyStrong));
        painter.setPen(colour(Role::Text, tone));
        painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter, placed[i].name);
        painter.setPen(colour(Role::Muted, tone));
        painter.setFont(typeFont(Type::Body));
        painter.drawText(first.adjusted(countLeft(placed[i]) - box.left(), 0, 1, 0),
                         Qt::AlignLeft | Qt::AlignVCenter, placed[i].count);
        painter.setFont(typeFont(Type::Caption));
        painter.drawText(first.translated(0, kSplitLine), Qt::AlignLeft | Qt::AlignVCenter,
                         placed[i].dates);
        if (part.purgedAfter == 0 || i + 1 == placed.size())
            continue;
        // Named where there is room before the next block.
        const QString purge = tr("purge %1").arg(part.purgedAfter);
        const QRectF gap(box.right() + 16, box.top(), placed[i + 1].rect.left() - box.right() - 28,
                         kSplitLine);
        if (QFontMetricsF(painter.font()).horizontalAdvance(purge) <= gap.width())
            painter.drawText(gap, Qt::AlignRight | Qt::AlignVCenter, purge);
    }
}

void SplitCanvas::paintBorders(QPainter& painter, Tone tone) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colour(Role::Control, tone), 1, Qt::DotLine));
    const auto& folds = m_picture->folds.folds;
    constexpr std::size_t kDrawn = 60; // more would be a grey field
    for (std::size_t i = 1; i < folds.size() && folds.size() <= kDrawn; ++i) {
        const double x = std::floor(xOf(static_cast<double>(folds[i].scoreFrom)));
        painter.drawLine(QPointF(x, 0), QPointF(x, plot().bottom()));
    }
    painter.setPen(QPen(colour(Role::Accent, tone), 1));
    for (int i = 0; i < kSplitBorders; ++i) {
        const auto border = static_cast<SplitBorder>(i);
        if (!handle(border)->isVisible())
            continue;
        const double x = std::min(std::floor(xOf(static_cast<double>(rowOf(*m_picture, border)))),
                                  plot().right() - 1);
        painter.drawLine(QPointF(x, 0), QPointF(x, plot().bottom()));
    }
}

/// What the border in hand stands for, inside the plot, beside it.
void SplitCanvas::paintBubble(QPainter& painter, Tone tone) const {
    const auto border = held();
    if (!border)
        return;
    const QString text = m_stopped.isEmpty() ? borderWords(*border) : m_stopped;
    painter.setFont(typeFont(Type::Caption));
    const QFontMetricsF metrics(painter.font());
    const double room = plot().width() - 4;
    const double mark = m_stopped.isEmpty() ? 0 : 16;
    const double width = std::min(room, metrics.horizontalAdvance(text) + 16 + mark);
    const QRect grip = handle(*border)->geometry();
    double left = grip.right() + 6.0;
    if (left + width > plot().right() - 2)
        left = grip.left() - 6.0 - width;
    left = std::clamp(left, 2.0, std::max(2.0, plot().right() - 2 - width));
    const QRectF box(std::floor(left) + 0.5, grip.top() + 1.5, std::floor(width), 19);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(Role::Control, tone), 1));
    painter.setBrush(colour(Role::Raised, tone));
    painter.drawRoundedRect(box, 4, 4);
    if (mark > 0)
        drawMark(painter, QRectF(box.left() + 4, box.top(), mark, box.height()), Mark::Warning,
                 tone);
    painter.setPen(colour(Role::Text, tone));
    const QRectF words = box.adjusted(8 + mark, 0, -6, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text, Qt::ElideRight, words.width()));
}

void SplitCanvas::paintRefusal(QPainter& painter, Tone tone) const {
    const QRectF box(0, plot().bottom() + 6, width(), height() - plot().bottom() - 6);
    drawMark(painter, QRectF(box.left(), box.top(), 12, kSplitLine), Mark::Danger, tone);
    painter.setPen(colour(Role::Text, tone));
    painter.setFont(typeFont(Type::Body));
    painter.drawText(box.adjusted(18, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     m_refusal);
}

void SplitCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    paintParts(painter, tone);
    paintSeries(painter, tone);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(Role::Line, tone), 1));
    painter.drawRect(plot().adjusted(0.5, 0.5, -0.5, -0.5));
    if (!m_picture) {
        paintRefusal(painter, tone);
        return;
    }
    paintLanes(painter, tone);
    paintBlocks(painter, tone);
    paintLock(painter, tone);
    paintBorders(painter, tone);
    paintBubble(painter, tone);
}

} // namespace loom::ui
