// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
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
            painter.drawPolygon(clipsItself(painter)
                                    ? top
                                    : top.intersected(QPolygonF(painter.clipBoundingRect())));
        }
        top.clear();
        bottom.clear();
    };
    const auto add = [&](double px, double low, double high) {
        if (!std::isfinite(low) || !std::isfinite(high) || !std::isfinite(px)) {
            flush();
            return;
        }
        top << QPointF(px, high);
        bottom << QPointF(px, low);
    };
    // Two pixels a column: an antialiased outline costs by its corners.
    const auto columns = static_cast<std::size_t>(std::max(1.0, map.plot.width() / 2));
    const double columnWidth = map.plot.width() / static_cast<double>(columns);
    if (visible.size() > 2 * columns && m_lower.x.empty() && !map.vector) {
        // Widest extent of each column; the edges of both lines agree on the columns.
        const Range x = map.xValues();
        const auto low = decimate({}, m_lower.y, m_lower.firstX, x, columns);
        const auto high = decimate({}, m_upper, m_lower.firstX, x, columns);
        if (low.size() == high.size()) {
            for (std::size_t i = 0; i < low.size(); ++i) {
                if (low[i].gapBefore || high[i].gapBefore)
                    flush();
                const double px =
                    map.plot.left() + (static_cast<double>(low[i].column) + 0.5) * columnWidth;
                add(px, map.py(low[i].min), map.py(high[i].max));
            }
            flush();
            return;
        }
    }
    for (std::size_t i = visible.first; i < visible.last; ++i)
        add(map.px(m_lower.xAt(i)), map.py(m_lower.y[i]), map.py(m_upper[i]));
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
