// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/cloud_layer.h"

#include <cassert>
#include <cmath>

#include "ui/charts/paint_tools.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

CloudLayer::CloudLayer(QString name, std::vector<float> x, std::vector<float> y, Ink ink,
                       double size)
    : m_name(std::move(name)), m_x(std::move(x)), m_y(std::move(y)), m_ink(ink), m_size(size) {
    assert(m_x.size() == m_y.size());
}

void CloudLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing);
    // Round caps make dots of points: one call for all of them.
    painter.setPen(QPen(m_ink.colour(map.tone), m_size, Qt::SolidLine, Qt::RoundCap));
    QPolygonF points;
    points.reserve(static_cast<qsizetype>(m_x.size()));
    for (std::size_t i = 0; i < m_x.size(); ++i) {
        const QPointF at(map.px(static_cast<double>(m_x[i])), map.py(static_cast<double>(m_y[i])));
        // SVG knows no clipping, so points outside are left out here.
        if (std::isfinite(at.x()) && std::isfinite(at.y()) && map.plot.contains(at))
            points << at;
    }
    painter.drawPoints(points);
}

Range CloudLayer::xExtent() const {
    Range range;
    for (const float x : m_x)
        range.include(static_cast<double>(x));
    return range;
}

Range CloudLayer::yExtent(const Range& x, Scale scale) const {
    Range range;
    for (std::size_t i = 0; i < m_x.size(); ++i)
        if (x.contains(static_cast<double>(m_x[i])) && (scale != Scale::Log || m_y[i] > 0))
            range.include(static_cast<double>(m_y[i]));
    return range;
}

std::vector<LegendEntry> CloudLayer::legend() const {
    if (m_name.isEmpty())
        return {};
    return {{.name = m_name,
             .kind = SwatchKind::Marker,
             .line = {m_ink.withAlpha(1), 1.5, {}},
             .marker = Marker::Disc}};
}

void CloudLayer::collect(const Range& x, DataTable& table) const {
    for (std::size_t i = 0; i < m_x.size(); ++i)
        if (x.contains(static_cast<double>(m_x[i])))
            table.add(m_name, static_cast<double>(m_x[i]), static_cast<double>(m_y[i]));
}

QString CloudLayer::summary() const {
    return m_name + u": "_s + spread(m_x.size(), yExtent(xExtent(), Scale::Linear));
}

} // namespace loom::ui
