// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/line_layer.h"

#include <algorithm>
#include <cassert>

#include "ui/charts/decimate.h"
#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

std::size_t Samples::nearest(double position) const {
    if (y.empty() || !std::isfinite(position))
        return size();
    if (x.empty()) {
        const double index =
            std::clamp(std::round(position - firstX), 0.0, static_cast<double>(size() - 1));
        return static_cast<std::size_t>(index);
    }
    const auto at = std::lower_bound(x.begin(), x.end(), position);
    auto index = static_cast<std::size_t>(at - x.begin());
    if (index == size() || (index > 0 && position - x[index - 1] < x[index] - position))
        --index;
    return index;
}

LineLayer::LineLayer(QString name, Samples samples, LineStyle style)
    : m_name(std::move(name)), m_samples(std::move(samples)), m_style(std::move(style)) {
    assert(m_samples.x.empty() || m_samples.x.size() == m_samples.y.size());
}

void LineLayer::append(double x, double y) {
    if (m_samples.y.empty() && m_samples.x.empty())
        m_samples.firstX = x;
    m_samples.x.push_back(x);
    m_samples.y.push_back(y);
}

void LineLayer::paint(QPainter& painter, const PlotMap& map) const {
    const auto runs = pixelRuns(m_samples, map);
    // Thousands of antialiased segments a frame cost more than they show.
    const bool dense = !map.vector && m_samples.size() > 20000 && runs.size() == 1 &&
                       static_cast<double>(runs.front().size()) > 3 * map.plot.width();
    painter.setRenderHint(QPainter::Antialiasing, !dense);
    LineStyle style = m_style;
    const auto visible =
        visibleIndices(m_samples.x, m_samples.size(), m_samples.firstX, map.xValues());
    // Where every column holds several samples a wide pen would run into one blot.
    if (static_cast<double>(visible.size()) > 3 * map.plot.width())
        style.width = std::min(style.width, 1.0);
    drawRuns(painter, runs, style.pen(map.tone));
}

Range LineLayer::xExtent() const {
    Range range;
    if (m_samples.size() > 0) {
        range.include(m_samples.xAt(0));
        range.include(m_samples.xAt(m_samples.size() - 1));
    }
    return range;
}

Range LineLayer::yExtent(const Range& x, Scale scale) const {
    return sampleExtent(m_samples, x, scale);
}

std::vector<LegendEntry> LineLayer::legend() const {
    if (m_name.isEmpty())
        return {};
    return {{.name = m_name, .kind = SwatchKind::Line, .line = m_style}};
}

std::vector<ReadoutRow> LineLayer::readout(double x, int decimals) const {
    if (m_name.isEmpty())
        return {};
    const auto value = valueAt(x);
    return {{.name = m_name, .value = formatNumber(value.value_or(kMissing), decimals)}};
}

std::optional<double> LineLayer::snapX(double x) const {
    const std::size_t i = m_samples.nearest(x);
    return i < m_samples.size() ? std::optional(m_samples.xAt(i)) : std::nullopt;
}

std::optional<double> LineLayer::valueAt(double x) const {
    const std::size_t i = m_samples.nearest(x);
    if (i >= m_samples.size() || std::abs(m_samples.xAt(i) - x) > 1e-9 * (1 + std::abs(x)) ||
        !std::isfinite(m_samples.y[i]))
        return std::nullopt;
    return m_samples.y[i];
}

std::optional<double> LineLayer::firstValue(const Range& x) const {
    const IndexRange visible = visibleIndices(m_samples.x, m_samples.size(), m_samples.firstX, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (x.contains(m_samples.xAt(i)) && std::isfinite(m_samples.y[i]))
            return m_samples.y[i];
    return std::nullopt;
}

std::optional<QPointF> LineLayer::lastPoint() const {
    for (std::size_t i = m_samples.size(); i-- > 0;)
        if (std::isfinite(m_samples.y[i]))
            return QPointF(m_samples.xAt(i), m_samples.y[i]);
    return std::nullopt;
}

void LineLayer::collect(const Range& x, DataTable& table) const {
    const IndexRange visible = visibleIndices(m_samples.x, m_samples.size(), m_samples.firstX, x);
    for (std::size_t i = visible.first; i < visible.last; ++i)
        if (x.contains(m_samples.xAt(i)))
            table.add(m_name, m_samples.xAt(i), m_samples.y[i]);
}

QString LineLayer::summary() const {
    return m_name + u": "_s + spread(m_samples.size(), extent(m_samples.y));
}

} // namespace loom::ui
