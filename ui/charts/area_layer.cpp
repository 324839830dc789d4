// SPDX-License-Identifier: GPL-3.0-or-later
#include <cassert>

#include "ui/charts/decimate.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

AreaLayer::AreaLayer(QString name, Samples lower, std::vector<double> upper, Ink ink)
    : m_name(std::move(name)), m_lower(std::move(lower)), m_upper(std::move(upper)), m_ink(ink) {
    assert(m_lower.size() == m_upper.size());
}

void AreaLayer::paint(QPainter& painter, const PlotMap& map) const {
    const IndexRange visible =
        visibleIndices(m_lower.x, m_lower.size(), m_lower.firstX, map.xValues());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_ink.colour(map.tone));
    QPolygonF top;
    QPolygonF bottom;
    const auto flush = [&] {
        if (top.size() > 1) {
            for (auto i = bottom.size(); i-- > 0;)
                top << bottom[i];
            painter.drawPolygon(top);
        }
        top.clear();
        bottom.clear();
    };
    for (std::size_t i = visible.first; i < visible.last; ++i) {
        const double px = map.px(m_lower.xAt(i));
        const double low = map.py(m_lower.y[i]);
        const double high = map.py(m_upper[i]);
        if (!std::isfinite(low) || !std::isfinite(high) || !std::isfinite(px)) {
            flush();
            continue;
        }
        top << QPointF(px, high);
        bottom << QPointF(px, low);
    }
    flush();
}

Range AreaLayer::xExtent() const {
    Range range;
    if (m_lower.size() > 0) {
        range.include(m_lower.xAt(0));
        range.include(m_lower.xAt(m_lower.size() - 1));
    }
    return range;
}

Range AreaLayer::yExtent(const Range& x, Scale scale) const {
    Range range = sampleExtent(m_lower, x, scale);
    range.include(sampleExtent({m_upper, m_lower.x, m_lower.firstX}, x, scale));
    return range;
}

std::vector<LegendEntry> AreaLayer::legend() const {
    if (m_name.isEmpty())
        return {};
    return {{.name = m_name, .kind = SwatchKind::Fill, .line = {m_ink, 1, {}}}};
}

std::vector<ReadoutRow> AreaLayer::readout(double x, int decimals) const {
    const std::size_t i = m_lower.nearest(x);
    if (m_name.isEmpty() || i >= m_lower.size() || std::abs(m_lower.xAt(i) - x) > 1e-9)
        return {};
    return {{.name = m_name,
             .value = formatNumber(m_lower.y[i], decimals) + u" – "_s +
                      formatNumber(m_upper[i], decimals)}};
}

void AreaLayer::collect(const Range& x, DataTable& table) const {
    const IndexRange visible = visibleIndices(m_lower.x, m_lower.size(), m_lower.firstX, x);
    for (std::size_t i = visible.first; i < visible.last; ++i) {
        const double at = m_lower.xAt(i);
        if (!x.contains(at))
            continue;
        table.add(m_name + u" low"_s, at, m_lower.y[i]);
        table.add(m_name + u" high"_s, at, m_upper[i]);
    }
}

} // namespace loom::ui
