// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/heat_layer.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kNameGap = 6;
constexpr double kBarWidth = 10;
constexpr double kBarGap = 14;
constexpr double kFromValue = 34; ///< cell side from which its value is written
constexpr double kFromName = 11;  ///< cell side from which each row has its name
constexpr double kLargestCell = 64;
constexpr std::size_t kAsPicture = 20'000; ///< cells from which they are painted as one image

double widest(const QStringList& names, const QFontMetricsF& metrics, double most) {
    double width = 0;
    for (const QString& name : names)
        width = std::max(width, metrics.horizontalAdvance(name));
    return std::min(width, most);
}

} // namespace

HeatLayer::HeatLayer(HeatTable table) : m_table(std::move(table)) {
    assert(m_table.values.size() ==
           static_cast<std::size_t>(m_table.rows.size() * m_table.columns.size()));
}

double HeatLayer::value(CellRef cell) const {
    if (cell.row < 0 || cell.column < 0 || cell.row >= m_table.rows.size() ||
        cell.column >= m_table.columns.size())
        return kMissing;
    return m_table
        .values[static_cast<std::size_t>(cell.row * m_table.columns.size() + cell.column)];
}

HeatLayer::Places HeatLayer::places(const PlotMap& map) const {
    const QFontMetricsF metrics(typeFont(Type::Caption));
    const double names = widest(m_table.rows, metrics, m_table.widestName) + kNameGap;
    const double foot = widest(m_table.columns, metrics, m_table.widestName);
    double scale = 0;
    for (const double v : {m_table.limits.lo, m_table.limits.centre(), m_table.limits.hi})
        scale = std::max(scale, metrics.horizontalAdvance(formatNumber(v, m_table.decimals)));
    const double right = kBarGap + kBarWidth + 4 + scale;
    const auto rows = static_cast<double>(std::max<qsizetype>(1, m_table.rows.size()));
    const auto columns = static_cast<double>(std::max<qsizetype>(1, m_table.columns.size()));
    const double width = std::max(10.0, map.plot.width() - names - right);
    Places out;
    // Names run upwards where they are wider than their column.
    const auto sideFor = [&](double below) {
        return std::min({width / columns, (map.plot.height() - below) / rows, kLargestCell});
    };
    out.side = sideFor(16);
    out.upright = foot + 4 > out.side;
    if (out.upright)
        out.side = sideFor(foot + kNameGap);
    out.side = out.side > 4 ? std::floor(out.side) : std::max(out.side, 0.2);
    out.every = out.side >= kFromName ? 1 : static_cast<int>(std::ceil(kFromName / out.side));
    const double spare = width - out.side * columns;
    out.cells = QRectF(std::round(map.plot.left() + names + std::max(0.0, spare / 2)),
                       std::round(map.plot.top() + std::max(0.0, (14 - out.side) / 2)),
                       out.side * columns, out.side * rows);
    out.bar = QRectF(out.cells.right() + kBarGap, out.cells.top(), kBarWidth,
                     std::min(out.cells.height(), 180.0));
    return out;
}

QRectF HeatLayer::cellRect(const Places& places, CellRef cell) const {
    return {places.cells.left() + cell.column * places.side,
            places.cells.top() + cell.row * places.side, places.side, places.side};
}

QColor HeatLayer::colourOf(double value, Tone tone) const {
    const double span = m_table.limits.span();
    return rampColour(m_table.ramp, span > 0 ? (value - m_table.limits.lo) / span : 0.5, tone);
}

void HeatLayer::paint(QPainter& painter, const PlotMap& map) const {
    if (m_table.values.empty())
        return;
    const Places where = places(map);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintCells(painter, where, map);
    painter.setRenderHint(QPainter::Antialiasing);
    paintNames(painter, where, map.tone);
    paintBar(painter, where, map.tone);
}

void HeatLayer::paintCells(QPainter& painter, const Places& where, const PlotMap& map) const {
    const int rows = static_cast<int>(m_table.rows.size());
    const int columns = static_cast<int>(m_table.columns.size());
    if (!map.vector && m_table.values.size() > kAsPicture) {
        QImage image(columns, rows, QImage::Format_RGB32);
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < columns; ++c) {
                const double v = value({r, c});
                image.setPixelColor(c, r,
                                    std::isfinite(v) ? colourOf(v, map.tone)
                                                     : colour(Role::Surface, map.tone));
            }
        painter.drawImage(where.cells, image);
        return;
    }
    painter.setFont(typeFont(Type::Caption));
    const bool written = where.side >= kFromValue;
    // A hairline of surface between cells that are large enough for one.
    const double gap = where.side >= 12 ? 1 : 0;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            const QRectF box = cellRect(where, {r, c}).adjusted(0, 0, -gap, -gap);
            const double v = value({r, c});
            if (!std::isfinite(v)) {
                painter.fillRect(box, QBrush(colour(Role::Control, map.tone), Qt::BDiagPattern));
                continue;
            }
            const QColor fill = colourOf(v, map.tone);
            painter.fillRect(box, fill);
            if (written) {
                painter.setPen(textOn(fill, map.tone));
                painter.drawText(box, Qt::AlignCenter, formatNumber(v, m_table.decimals));
            }
        }
}

void HeatLayer::paintNames(QPainter& painter, const Places& where, Tone tone) const {
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, tone));
    const QFontMetricsF metrics(painter.font());
    const double most = m_table.widestName;
    const auto cut = [&](const QString& name) {
        return metrics.elidedText(name, Qt::ElideRight, most);
    };
    for (int r = 0; r < m_table.rows.size(); r += where.every) {
        const QRectF box = cellRect(where, {r, 0});
        painter.drawText(
            QRectF(box.left() - kNameGap - most - 2, box.center().y() - 7, most + 2, 14),
            Qt::AlignRight | Qt::AlignVCenter, cut(m_table.rows[r]));
    }
    for (int c = 0; c < m_table.columns.size(); c += where.every) {
        const QRectF box = cellRect(where, {0, c});
        const QString name = cut(m_table.columns[c]);
        if (!where.upright) {
            painter.drawText(QRectF(box.left(), where.cells.bottom() + 2, box.width(), 14),
                             Qt::AlignCenter | Qt::TextDontClip, name);
            continue;
        }
        painter.save();
        painter.translate(box.center().x(), where.cells.bottom() + kNameGap);
        painter.rotate(-90);
        painter.drawText(QRectF(-most - 2, -7, most + 2, 14), Qt::AlignRight | Qt::AlignVCenter,
                         name);
        painter.restore();
    }
}

void HeatLayer::paintBar(QPainter& painter, const Places& where, Tone tone) const {
    QLinearGradient ramp(where.bar.bottomLeft(), where.bar.topLeft());
    const auto stops = rampStops(m_table.ramp, tone);
    for (int i = 0; i < kRampStops; ++i)
        ramp.setColorAt(i / static_cast<double>(kRampStops - 1),
                        stops[static_cast<std::size_t>(i)]);
    painter.fillRect(where.bar, ramp);
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, tone));
    const auto label = [&](double value, double y) {
        painter.drawText(QRectF(where.bar.right() + 4, y - 7, 80, 14),
                         Qt::AlignLeft | Qt::AlignVCenter, formatNumber(value, m_table.decimals));
    };
    label(m_table.limits.hi, where.bar.top() + 6);
    if (where.bar.height() > 48)
        label(m_table.limits.centre(), where.bar.center().y());
    label(m_table.limits.lo, where.bar.bottom() - 6);
}

Range HeatLayer::xExtent() const {
    if (m_table.values.empty())
        return {};
    return {-0.5, static_cast<double>(m_table.rows.size()) - 0.5};
}

std::optional<CellRef> HeatLayer::cellAt(const QPointF& pixel, const PlotMap& map) const {
    const Places where = places(map);
    if (!where.cells.contains(pixel) || m_table.values.empty())
        return std::nullopt;
    return CellRef{std::min(static_cast<int>((pixel.y() - where.cells.top()) / where.side),
                            static_cast<int>(m_table.rows.size()) - 1),
                   std::min(static_cast<int>((pixel.x() - where.cells.left()) / where.side),
                            static_cast<int>(m_table.columns.size()) - 1)};
}

std::optional<CellHit> HeatLayer::hit(CellRef cell, const PlotMap& map) const {
    if (cell.row < 0 || cell.column < 0 || cell.row >= m_table.rows.size() ||
        cell.column >= m_table.columns.size())
        return std::nullopt;
    CellHit out{.cell = cell,
                .outline = cellRect(places(map), cell),
                .head = m_table.rows[cell.row] + u" × "_s + m_table.columns[cell.column],
                .rows = {}};
    const int decimals = m_table.decimals + 1;
    out.rows.push_back(
        {.name = m_table.quantity, .value = formatNumber(value(cell), decimals), .strong = true});
    const auto index = static_cast<std::size_t>(cell.row * m_table.columns.size() + cell.column);
    for (const auto& [name, values] : m_table.more)
        if (index < values.size())
            out.rows.push_back({.name = name, .value = formatNumber(values[index], decimals)});
    return out;
}

void HeatLayer::collect(const Range&, DataTable& table) const {
    for (int r = 0; r < m_table.rows.size(); ++r)
        for (int c = 0; c < m_table.columns.size(); ++c)
            table.add(m_table.columns[c], r, value({r, c}));
}

QString HeatLayer::summary() const {
    Range range;
    for (const double v : m_table.values)
        range.include(v);
    if (range.empty())
        return {};
    return QCoreApplication::translate("loom::ui::HeatLayer", "%1, %2 by %3, %4 to %5")
        .arg(m_table.quantity, formatCount(m_table.rows.size()),
             formatCount(m_table.columns.size()), formatNumber(range.lo, m_table.decimals),
             formatNumber(range.hi, m_table.decimals));
}

} // namespace loom::ui
