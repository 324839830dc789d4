// SPDX-License-Identifier: GPL-3.0-or-later
#include <cassert>

#include "ui/charts/decimate.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

std::size_t nearestPoint(const Samples& samples, double x) {
    std::size_t best = samples.size();
    double distance = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double d = std::abs(samples.xAt(i) - x);
        if (d < distance && std::isfinite(samples.y[i])) {
            distance = d;
            best = i;
        }
    }
    return best;
}

} // namespace

PointLayer::PointLayer(QString name, Samples samples, Ink ink, Marker marker, double size)
    : m_name(std::move(name)), m_samples(std::move(samples)), m_ink(ink), m_marker(marker),
      m_size(size) {
    assert(m_samples.x.empty() || m_samples.x.size() == m_samples.y.size());
}

std::unique_ptr<PointLayer> PointLayer::generator(QString name, Samples samples, int slot) {
    return std::make_unique<PointLayer>(std::move(name), std::move(samples), Ink::ofGenerator(slot),
                                        generatorStyle(slot, Tone::Light).marker);
}

void PointLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor tint = m_ink.colour(map.tone);
    QPointF previous(-1e9, -1e9);
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        const QPointF at(map.px(m_samples.xAt(i)), map.py(m_samples.y[i]));
        // Markers that would lie on the one before add time, not ink.
        if (!std::isfinite(at.x()) || !std::isfinite(at.y()) ||
            (at - previous).manhattanLength() < 0.75)
            continue;
        drawMarker(painter, at, m_size, m_marker, tint);
        previous = at;
    }
}

Range PointLayer::xExtent() const {
    Range range;
    for (std::size_t i = 0; i < m_samples.size(); ++i)
        range.include(m_samples.xAt(i));
    return range;
}

Range PointLayer::yExtent(const Range& x, Scale scale) const {
    Range range;
    for (std::size_t i = 0; i < m_samples.size(); ++i)
        if (x.contains(m_samples.xAt(i)) && (scale != Scale::Log || m_samples.y[i] > 0))
            range.include(m_samples.y[i]);
    return range;
}

std::vector<LegendEntry> PointLayer::legend() const {
    if (m_name.isEmpty())
        return {};
    return {
        {.name = m_name, .kind = SwatchKind::Marker, .line = {m_ink, 1.5, {}}, .marker = m_marker}};
}

std::vector<ReadoutRow> PointLayer::readout(double x, int decimals) const {
    const auto value = valueAt(x);
    if (m_name.isEmpty() || !value)
        return {};
    return {{.name = m_name, .value = formatNumber(*value, decimals)}};
}

std::optional<double> PointLayer::snapX(double x) const {
    const std::size_t i = nearestPoint(m_samples, x);
    return i < m_samples.size() ? std::optional(m_samples.xAt(i)) : std::nullopt;
}

std::optional<double> PointLayer::valueAt(double x) const {
    const std::size_t i = nearestPoint(m_samples, x);
    if (i >= m_samples.size() || std::abs(m_samples.xAt(i) - x) > 1e-9 * (1 + std::abs(x)))
        return std::nullopt;
    return m_samples.y[i];
}

void PointLayer::collect(const Range& x, DataTable& table) const {
    for (std::size_t i = 0; i < m_samples.size(); ++i)
        if (x.contains(m_samples.xAt(i)))
            table.add(m_name, m_samples.xAt(i), m_samples.y[i]);
}

QString PointLayer::summary() const {
    return m_name + u": "_s + spread(m_samples.size(), extent(m_samples.y));
}

} // namespace loom::ui
