// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cassert>

#include "ui/charts/mark_layers.h"
#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

HistogramLayer::HistogramLayer(QString name, std::vector<double> edges, std::vector<double> heights,
                               Ink ink)
    : m_name(std::move(name)), m_edges(std::move(edges)), m_heights(std::move(heights)),
      m_ink(ink) {
    assert(m_edges.size() == m_heights.size() + 1);
}

void HistogramLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_ink.colour(map.tone));
    // One pixel of surface between bars, when all of them are wide enough to spare it.
    const double each = (map.px(m_edges.back()) - map.px(m_edges.front())) /
                        static_cast<double>(std::max<std::size_t>(m_heights.size(), 1));
    const double gap = each >= 5 ? 1 : 0;
    for (std::size_t i = 0; i < m_heights.size(); ++i) {
        if (!(m_heights[i] > 0))
            continue;
        const double left = std::round(map.px(m_edges[i]));
        const double right = std::round(map.px(m_edges[i + 1]));
        const double top = map.py(m_heights[i]);
        if (std::isfinite(top) && top < map.plot.bottom())
            painter.drawRect(
                QRectF(left, top, std::max(1.0, right - left - gap), map.plot.bottom() - top));
    }
}

Range HistogramLayer::xExtent() const {
    Range range;
    if (!m_heights.empty()) {
        range.include(m_edges.front());
        range.include(m_edges.back());
    }
    return range;
}

Range HistogramLayer::yExtent(const Range& x, Scale scale) const {
    Range range;
    if (scale != Scale::Log)
        range.include(0);
    for (std::size_t i = 0; i < m_heights.size(); ++i)
        if (m_edges[i + 1] >= x.lo && m_edges[i] <= x.hi &&
            (scale != Scale::Log || m_heights[i] > 0))
            range.include(m_heights[i]);
    return range;
}

std::vector<LegendEntry> HistogramLayer::legend() const {
    return {{.name = m_name, .kind = SwatchKind::Fill, .line = {m_ink, 1, {}}}};
}

std::vector<ReadoutRow> HistogramLayer::readout(double x, int decimals) const {
    const auto edge = std::upper_bound(m_edges.begin(), m_edges.end(), x);
    if (edge == m_edges.begin() || edge == m_edges.end())
        return {};
    const auto bin = static_cast<std::size_t>(edge - m_edges.begin()) - 1;
    return {{.name = m_name, .value = formatNumber(m_heights[bin], decimals)}};
}

std::optional<double> HistogramLayer::snapX(double x) const {
    const auto edge = std::upper_bound(m_edges.begin(), m_edges.end(), x);
    if (edge == m_edges.begin() || edge == m_edges.end())
        return std::nullopt;
    const auto bin = static_cast<std::size_t>(edge - m_edges.begin()) - 1;
    return 0.5 * (m_edges[bin] + m_edges[bin + 1]);
}

void HistogramLayer::collect(const Range& x, DataTable& table) const {
    for (std::size_t i = 0; i < m_heights.size(); ++i) {
        const double centre = 0.5 * (m_edges[i] + m_edges[i + 1]);
        if (x.contains(centre))
            table.add(m_name, centre, m_heights[i]);
    }
}

QString HistogramLayer::summary() const {
    return m_name + u": "_s +
           spread(m_heights.size(), {*std::min_element(m_heights.begin(), m_heights.end()),
                                     *std::max_element(m_heights.begin(), m_heights.end())});
}

} // namespace loom::ui
