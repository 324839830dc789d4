// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/share_layer.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kTallest = 22, kLowest = 16; ///< of a row
constexpr double kBarShare = 0.62;            ///< of the row's height
constexpr double kGap = 8;
constexpr double kNameShare = 0.42; ///< of the width, for the names at most
constexpr double kAlpha = 0.75;

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::ShareLayer", text);
}

} // namespace

QString ShareLayer::numberOf(const ShareBar& bar, int decimals) const {
    return m_content.isSigned ? formatSigned(bar.value, decimals)
                              : formatNumber(bar.value, decimals);
}

ShareLayer::Places ShareLayer::places(const PlotMap& map) const {
    const QFontMetricsF metrics(typeFont(Type::Caption));
    const auto count = static_cast<double>(std::max<std::size_t>(1, m_content.bars.size()));
    Places out;
    out.row = std::clamp(std::floor(map.plot.height() / count), kLowest, kTallest);
    out.shown = static_cast<int>(std::min(count, std::floor(map.plot.height() / out.row)));
    if (out.shown < static_cast<int>(count)) // a line for the words on the others
        out.shown = std::max(1, out.shown - 1);
    for (const ShareBar& bar : m_content.bars) {
        out.names = std::max(out.names, metrics.horizontalAdvance(bar.name));
        out.numbers =
            std::max(out.numbers, metrics.horizontalAdvance(numberOf(bar, m_content.decimals)));
        out.values.include(bar.value);
        if (std::isfinite(bar.error)) {
            out.values.include(bar.value - bar.error);
            out.values.include(bar.value + bar.error);
        }
    }
    out.numbers = std::ceil(out.numbers) + 2;
    out.values.include(0);
    if (!(out.values.span() > 0))
        out.values.include(1);
    out.names = std::min(std::ceil(out.names), kNameShare * map.plot.width());
    const double left = map.plot.left() + out.names + kGap;
    out.bars =
        QRectF(left, map.plot.top(), std::max(10.0, map.plot.right() - out.numbers - kGap - left),
               out.row * out.shown);
    return out;
}

void ShareLayer::paint(QPainter& painter, const PlotMap& map) const {
    if (m_content.bars.empty())
        return;
    const Places where = places(map);
    painter.setFont(typeFont(Type::Caption));
    for (int row = 0; row < where.shown; ++row)
        paintBar(painter, where, row, map.tone);
    const double zero =
        where.bars.left() - where.values.lo / where.values.span() * where.bars.width();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colour(Role::Control, map.tone), 1));
    const double x = std::floor(zero) + 0.5;
    painter.drawLine(QPointF(x, where.bars.top()), QPointF(x, where.bars.bottom()));
    const int more = static_cast<int>(m_content.bars.size()) - where.shown;
    if (more <= 0)
        return;
    painter.setPen(colour(Role::Muted, map.tone));
    painter.drawText(QRectF(map.plot.left(), where.bars.bottom(), map.plot.width(), where.row),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     word("and %1 more; all of them are in the exported table").arg(more));
}

void ShareLayer::paintBar(QPainter& painter, const Places& where, int row, Tone tone) const {
    const ShareBar& bar = m_content.bars[static_cast<std::size_t>(row)];
    const QFontMetricsF metrics(painter.font());
    const double top = where.bars.top() + row * where.row;
    painter.setPen(colour(Role::Text, tone));
    const double left = where.bars.left() - kGap - where.names;
    painter.drawText(QRectF(left, top, where.names + 1, where.row),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(bar.name, Qt::ElideRight, where.names + 1));
    painter.setPen(colour(Role::Muted, tone));
    painter.drawText(QRectF(where.bars.right() + kGap, top, where.numbers, where.row),
                     Qt::AlignRight | Qt::AlignVCenter, numberOf(bar, m_content.decimals));
    if (!std::isfinite(bar.value))
        return;
    const auto at = [&](double value) {
        return where.bars.left() +
               (value - where.values.lo) / where.values.span() * where.bars.width();
    };
    const Ink ink = !m_content.isSigned ? m_content.ink
                    : bar.value < 0     ? Ink(Role::Loss)
                                        : Ink(Role::Gain);
    const double height = std::round(where.row * kBarShare);
    const double from = std::min(at(0), at(bar.value)), to = std::max(at(0), at(bar.value));
    painter.fillRect(
        QRectF(from, top + std::round((where.row - height) / 2), std::max(1.0, to - from), height),
        ink.withAlpha(kAlpha).colour(tone));
    if (!(bar.error > 0))
        return;
    painter.setPen(QPen(colour(Role::Text, tone), 1));
    const double y = std::floor(top + where.row / 2) + 0.5;
    painter.drawLine(QPointF(at(bar.value - bar.error), y), QPointF(at(bar.value + bar.error), y));
}

Range ShareLayer::xExtent() const {
    if (m_content.bars.empty())
        return {};
    return {-0.5, static_cast<double>(m_content.bars.size()) - 0.5};
}

std::optional<CellRef> ShareLayer::cellAt(const QPointF& pixel, const PlotMap& map) const {
    const Places where = places(map);
    const int row = static_cast<int>(std::floor((pixel.y() - where.bars.top()) / where.row));
    if (m_content.bars.empty() || row < 0 || row >= where.shown ||
        !map.plot.adjusted(-1, -1, 1, 1).contains(pixel))
        return std::nullopt;
    return CellRef{row, 0};
}

std::optional<CellHit> ShareLayer::hit(CellRef cell, const PlotMap& map) const {
    const Places where = places(map);
    if (cell.column != 0 || cell.row < 0 || cell.row >= where.shown)
        return std::nullopt;
    const ShareBar& bar = m_content.bars[static_cast<std::size_t>(cell.row)];
    const double top = where.bars.top() + cell.row * where.row;
    CellHit out{.cell = cell,
                .outline = QRectF(map.plot.left(), top, map.plot.width(), where.row),
                .head = bar.name,
                .rows = {}};
    out.rows.push_back({.name = m_content.quantity,
                        .value = numberOf(bar, m_content.decimals + 2),
                        .strong = true});
    if (std::isfinite(bar.error))
        out.rows.push_back({.name = word("Standard error"),
                            .value = formatNumber(bar.error, m_content.decimals + 2)});
    return out;
}

void ShareLayer::collect(const Range&, DataTable& table) const {
    for (std::size_t i = 0; i < m_content.bars.size(); ++i) {
        table.add(m_content.quantity, static_cast<double>(i), m_content.bars[i].value);
        if (std::isfinite(m_content.bars[i].error))
            table.add(u"standard error"_s, static_cast<double>(i), m_content.bars[i].error);
    }
}

QString ShareLayer::summary() const {
    QStringList parts;
    constexpr std::size_t kTold = 5;
    for (std::size_t i = 0; i < std::min(kTold, m_content.bars.size()); ++i)
        parts << m_content.bars[i].name + u' ' + numberOf(m_content.bars[i], m_content.decimals);
    return word("%1 bars: %2")
        .arg(formatCount(static_cast<qint64>(m_content.bars.size())), parts.join(u", "_s));
}

} // namespace loom::ui
