// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/contour_layer.h"

#include <QFontMetricsF>

#include <algorithm>

#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kShortestNamed = 60; ///< pixels of a line that carries its height

double lengthOf(const QPolygonF& line) {
    double sum = 0;
    for (qsizetype i = 1; i < line.size(); ++i)
        sum += QLineF(line[i - 1], line[i]).length();
    return sum;
}

} // namespace

ContourLayer::ContourLayer(QString name, std::vector<Contour> contours, LineStyle style,
                           int decimals)
    : m_name(std::move(name)), m_contours(std::move(contours)), m_style(std::move(style)),
      m_decimals(decimals) {}

void ContourLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Contour& contour : m_contours) {
        std::vector<QPolygonF> runs;
        for (const QPolygonF& line : contour.lines) {
            QPolygonF run;
            // SVG knows no clipping: a line is cut where it leaves the plot.
            for (const QPointF& point : line) {
                const QPointF at(map.px(point.x()), map.py(point.y()));
                if (map.plot.adjusted(-1, -1, 1, 1).contains(at)) {
                    run << at;
                } else if (!run.isEmpty()) {
                    runs.push_back(std::exchange(run, {}));
                }
            }
            if (run.size() > 1)
                runs.push_back(run);
        }
        drawRuns(painter, runs, m_style.pen(map.tone));
    }
    if (m_decimals >= 0)
        paintLevels(painter, map);
}

/// On the longest piece, as near to its middle as there is room.
QRectF ContourLayer::placeOf(const Contour& contour, const PlotMap& map, const QSizeF& size,
                             const std::vector<QRectF>& taken) const {
    QPolygonF longest;
    double most = kShortestNamed;
    for (const QPolygonF& line : contour.lines) {
        QPolygonF pixels;
        for (const QPointF& point : line)
            pixels << QPointF(map.px(point.x()), map.py(point.y()));
        if (const double length = lengthOf(pixels); length > most) {
            most = length;
            longest = pixels;
        }
    }
    const auto isFree = [&](const QRectF& box) {
        return map.plot.contains(box) &&
               std::none_of(taken.begin(), taken.end(),
                            [&](const QRectF& other) { return other.intersects(box); });
    };
    const qsizetype middle = longest.size() / 2;
    for (qsizetype step = 0; step <= middle; ++step)
        for (const qsizetype i : {middle - step, middle + step}) {
            if (i < 0 || i >= longest.size())
                continue;
            QRectF box(QPointF(), size);
            box.moveCenter(longest[i]);
            if (isFree(box))
                return box;
        }
    return {};
}

void ContourLayer::paintLevels(QPainter& painter, const PlotMap& map) const {
    painter.setFont(typeFont(Type::Caption));
    const QFontMetricsF metrics(painter.font());
    std::vector<QRectF> taken;
    for (const Contour& contour : m_contours) {
        const QString words = formatNumber(contour.level, m_decimals);
        const QRectF box = placeOf(
            contour, map, {metrics.horizontalAdvance(words) + 4, metrics.height() - 2}, taken);
        if (box.isEmpty())
            continue;
        taken.push_back(box);
        painter.fillRect(box, colour(Role::Surface, map.tone));
        painter.setPen(colour(Role::Muted, map.tone));
        painter.drawText(box, Qt::AlignCenter, words);
    }
}

Range ContourLayer::xExtent() const {
    Range range;
    for (const Contour& contour : m_contours)
        for (const QPolygonF& line : contour.lines)
            for (const QPointF& point : line)
                range.include(point.x());
    return range;
}

Range ContourLayer::yExtent(const Range& x, Scale) const {
    Range range;
    for (const Contour& contour : m_contours)
        for (const QPolygonF& line : contour.lines)
            for (const QPointF& point : line)
                if (x.contains(point.x()))
                    range.include(point.y());
    return range;
}

std::vector<LegendEntry> ContourLayer::legend() const {
    if (m_name.isEmpty())
        return {};
    return {{.name = m_name, .kind = SwatchKind::Line, .line = m_style}};
}

void ContourLayer::collect(const Range& x, DataTable& table) const {
    for (const Contour& contour : m_contours)
        for (const QPolygonF& line : contour.lines)
            for (const QPointF& point : line)
                if (x.contains(point.x()))
                    table.add(m_name + u' ' + formatNumber(contour.level, std::max(0, m_decimals)),
                              point.x(), point.y());
}

QString ContourLayer::summary() const {
    QStringList levels;
    for (const Contour& contour : m_contours)
        levels << formatNumber(contour.level, std::max(0, m_decimals));
    return m_name + u": "_s + levels.join(u", "_s);
}

} // namespace loom::ui
