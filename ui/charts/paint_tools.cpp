// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/paint_tools.h"

#include <QCoreApplication>
#include <QPaintEngine>

#include <algorithm>

#include "ui/charts/decimate.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

/// Collects points into runs; a point the scale cannot show ends one.
class Runs {
  public:
    void point(double px, double py) {
        if (!std::isfinite(py) || !std::isfinite(px)) {
            gap();
            return;
        }
        m_current << QPointF(px, py);
    }
    bool isEmpty() const { return m_current.isEmpty(); }
    void gap() {
        if (!m_current.isEmpty())
            m_runs.push_back(std::move(m_current));
        m_current = {};
    }
    std::vector<QPolygonF> take() {
        gap();
        return std::move(m_runs);
    }

  private:
    std::vector<QPolygonF> m_runs;
    QPolygonF m_current;
};

std::vector<QPolygonF> everyPoint(const Samples& samples, const PlotMap& map,
                                  const IndexRange& visible) {
    Runs runs;
    for (std::size_t i = visible.first; i < visible.last; ++i)
        runs.point(map.px(samples.xAt(i)), map.py(samples.y[i]));
    return runs.take();
}

/// The share of a segment that one border leaves, narrowed down border by border (Liang and Barsky
/// 1984, "A new concept and method for line clipping", eq. 2.3). False: nothing is left.
bool narrow(double direction, double distance, double& from, double& to) {
    if (direction == 0)
        return distance >= 0;
    const double at = distance / direction;
    if (direction < 0)
        from = std::max(from, at);
    else
        to = std::min(to, at);
    return from <= to;
}

/// The pieces of a line inside a rectangle.
std::vector<QPolygonF> inside(const QPolygonF& line, const QRectF& box) {
    Runs pieces;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF start = line[i - 1], step = line[i] - line[i - 1];
        double from = 0, to = 1;
        if (!narrow(-step.x(), start.x() - box.left(), from, to) ||
            !narrow(step.x(), box.right() - start.x(), from, to) ||
            !narrow(-step.y(), start.y() - box.top(), from, to) ||
            !narrow(step.y(), box.bottom() - start.y(), from, to)) {
            pieces.gap();
            continue;
        }
        const QPointF first = start + from * step, last = start + to * step;
        if (from > 0)
            pieces.gap();
        if (from > 0 || i == 1 || pieces.isEmpty())
            pieces.point(first.x(), first.y());
        pieces.point(last.x(), last.y());
        if (to < 1)
            pieces.gap();
    }
    return pieces.take();
}

/// A value without neighbours: as a point of the pen's width nobody would see it.
void drawLonePoint(QPainter& painter, const QPointF& at, const QPen& pen) {
    const double radius = std::max(1.75, pen.widthF());
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawEllipse(at, radius, radius);
    painter.restore();
}

} // namespace

bool clipsItself(const QPainter& painter) {
    return painter.paintEngine()->type() != QPaintEngine::SVG || !painter.hasClipping();
}

std::vector<QPolygonF> pixelRuns(const Samples& samples, const PlotMap& map) {
    const Range x = map.xValues();
    const IndexRange visible = visibleIndices(samples.x, samples.size(), samples.firstX, x);
    const auto columns = static_cast<std::size_t>(std::max(1.0, map.plot.width()));
    if (visible.size() <= 3 * columns || map.xScale == Scale::Log)
        return everyPoint(samples, map, visible);
    Runs runs;
    for (const Column& c : decimate(samples.x, samples.y, samples.firstX, x, columns)) {
        const double px = map.plot.left() + (static_cast<double>(c.column) + 0.5) *
                                                map.plot.width() / static_cast<double>(columns);
        if (c.gapBefore)
            runs.gap();
        runs.point(px, map.py(c.first));
        runs.point(px, map.py(c.min));
        runs.point(px, map.py(c.max));
        runs.point(px, map.py(c.last));
    }
    return runs.take();
}

void drawRuns(QPainter& painter, const std::vector<QPolygonF>& runs, const QPen& pen) {
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const bool clipped = clipsItself(painter);
    for (const QPolygonF& run : runs) {
        if (run.size() == 1)
            drawLonePoint(painter, run.front(), pen);
        else if (clipped)
            painter.drawPolyline(run);
        else
            for (const QPolygonF& piece : inside(run, painter.clipBoundingRect()))
                painter.drawPolyline(piece);
    }
}

Range sampleExtent(const Samples& samples, const Range& x, Scale scale) {
    Range range;
    const IndexRange visible = visibleIndices(samples.x, samples.size(), samples.firstX, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (x.contains(samples.xAt(i)) && (scale != Scale::Log || samples.y[i] > 0))
            range.include(samples.y[i]);
    return range;
}

QString spread(std::size_t count, const Range& values) {
    if (values.empty())
        return QCoreApplication::translate("loom::ui::Layer", "no values");
    const int decimals = priceDecimals(std::max(std::abs(values.lo), std::abs(values.hi)));
    return QCoreApplication::translate("loom::ui::Layer", "%1 values, %2 to %3")
        .arg(formatCount(static_cast<std::int64_t>(count)), formatNumber(values.lo, decimals),
             formatNumber(values.hi, decimals));
}

} // namespace loom::ui
