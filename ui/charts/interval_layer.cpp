// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/interval_layer.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cassert>

#include "ui/charts/decimate.h"
#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kMedianWidth = 2;
const QList<qreal> kOldDash{3, 2};
constexpr double kWordGap = 8; ///< pixels between the border and its words

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::IntervalLayer", text);
}

QString levelText(double level) {
    const double percent = 100 * level;
    return formatNumber(percent, std::abs(percent - std::round(percent)) < 1e-6 ? 0 : 1);
}

} // namespace

IntervalLayer::IntervalLayer(QString name, IntervalFan fan, Look look, Ink ink)
    : m_name(std::move(name)), m_fan(std::move(fan)), m_look(look), m_ink(ink) {
    for ([[maybe_unused]] const auto& band : m_fan.bands)
        assert(band.lower.size() == m_fan.median.size() && band.upper.size() == band.lower.size());
}

QString IntervalLayer::bandName(const IntervalFan::Band& band) {
    return levelText(band.low) + u'–' + levelText(band.high) + u" %"_s;
}

int IntervalLayer::partOf(std::size_t band) const {
    return kMedian + static_cast<int>(m_fan.bands.size() - band);
}

/// Bands lie upon each other: the outer one is as faint as the outer band of simulated paths.
double IntervalLayer::alphaOf(std::size_t band, Tone tone) const {
    const double outer = tone == Tone::Dark ? 0.18 : 0.16, inner = tone == Tone::Dark ? 0.24 : 0.22;
    return band == 0 ? outer : inner;
}

void IntervalLayer::drawLine(QPainter& painter, const PlotMap& map,
                             const std::vector<double>& values, const LineStyle& style) const {
    drawRuns(painter, pixelRuns({.y = values, .x = {}, .firstX = m_fan.firstX}, map),
             style.pen(map.tone));
}

void IntervalLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_look == Look::Outline) {
        const LineStyle style{m_ink, 1.5, kOldDash};
        if (!m_fan.bands.empty()) {
            drawLine(painter, map, m_fan.bands.front().lower, style);
            drawLine(painter, map, m_fan.bands.front().upper, style);
        }
        drawLine(painter, map, m_fan.median, style);
        return;
    }
    for (std::size_t b = 0; b < m_fan.bands.size(); ++b)
        if (isVisible(partOf(b)))
            AreaLayer({}, {m_fan.bands[b].lower, {}, m_fan.firstX}, m_fan.bands[b].upper,
                      m_ink.withAlpha(alphaOf(b, map.tone)))
                .paint(painter, map);
    if (isVisible(kMedian))
        drawLine(painter, map, m_fan.median, {m_ink, kMedianWidth, {}});
    // A single step is a point, not a line: it would not be seen.
    if (isVisible(kMedian) && m_fan.median.size() == 2 && std::isfinite(m_fan.median.back()))
        drawMarker(painter, {map.px(m_fan.firstX + 1), map.py(m_fan.median.back())}, 6,
                   Marker::Disc, m_ink.colour(map.tone));
}

Range IntervalLayer::xExtent() const {
    if (m_fan.median.empty())
        return {};
    return {m_fan.firstX, m_fan.firstX + static_cast<double>(m_fan.median.size() - 1)};
}

Range IntervalLayer::yExtent(const Range& x, Scale scale) const {
    Range range = sampleExtent({m_fan.median, {}, m_fan.firstX}, x, scale);
    for (const auto& band : m_fan.bands) {
        range.include(sampleExtent({band.lower, {}, m_fan.firstX}, x, scale));
        range.include(sampleExtent({band.upper, {}, m_fan.firstX}, x, scale));
    }
    return range;
}

std::vector<LegendEntry> IntervalLayer::legend() const {
    if (m_look == Look::Outline)
        return {{.name = m_name, .line = {m_ink, 1.5, kOldDash}}};
    std::vector<LegendEntry> out{
        {.name = m_name, .line = {m_ink, kMedianWidth, {}}, .part = kMedian}};
    double alpha = 0; // of all bands upon each other, down to the one named
    std::vector<LegendEntry> bands;
    for (std::size_t b = 0; b < m_fan.bands.size(); ++b) {
        alpha += alphaOf(b, Tone::Light);
        bands.push_back({.name = bandName(m_fan.bands[b]),
                         .kind = SwatchKind::Fill,
                         .line = {m_ink.withAlpha(std::min(alpha, 0.8)), 1, {}},
                         .part = partOf(b)});
    }
    out.insert(out.end(), bands.rbegin(), bands.rend());
    return out;
}

std::optional<std::size_t> IntervalLayer::stepAt(double x) const {
    const double step = std::round(x - m_fan.firstX);
    if (!(step >= 0) || step >= static_cast<double>(m_fan.median.size()) ||
        std::abs(x - m_fan.firstX - step) > 1e-6)
        return std::nullopt;
    return static_cast<std::size_t>(step);
}

std::vector<ReadoutRow> IntervalLayer::readout(double x, int decimals) const {
    const auto step = stepAt(x);
    if (!step || *step == 0)
        return {};
    std::vector<ReadoutRow> rows{
        {.name = m_name, .value = formatNumber(m_fan.median[*step], decimals)}};
    for (std::size_t b = m_fan.bands.size(); b-- > 0;) {
        const auto& band = m_fan.bands[b];
        if (m_look == Look::Outline && b > 0)
            continue;
        if (std::isfinite(band.lower[*step]))
            rows.push_back({.name = bandName(band),
                            .value = word("%1 to %2")
                                         .arg(formatNumber(band.lower[*step], decimals),
                                              formatNumber(band.upper[*step], decimals))});
    }
    return rows;
}

std::optional<double> IntervalLayer::snapX(double x) const {
    if (m_fan.median.empty())
        return std::nullopt;
    const Range range = xExtent();
    return std::clamp(m_fan.firstX + std::round(x - m_fan.firstX), range.lo, range.hi);
}

std::optional<double> IntervalLayer::valueAt(double x) const {
    const auto step = stepAt(x);
    if (!step || !std::isfinite(m_fan.median[*step]))
        return std::nullopt;
    return m_fan.median[*step];
}

void IntervalLayer::collect(const Range& x, DataTable& table) const {
    const auto column = [&](const QString& name, const std::vector<double>& values) {
        for (std::size_t k = 0; k < values.size(); ++k)
            if (const double at = m_fan.firstX + static_cast<double>(k); x.contains(at))
                table.add(name, at, values[k]);
    };
    const QString prefix = m_look == Look::Outline ? m_name + u' ' : QString();
    column(prefix + u"median"_s, m_fan.median);
    for (const auto& band : m_fan.bands) {
        column(prefix + u'q' + QString::number(band.low), band.lower);
        column(prefix + u'q' + QString::number(band.high), band.upper);
    }
}

QString IntervalLayer::summary() const {
    if (m_fan.median.size() < 2)
        return {};
    const int decimals = priceDecimals(m_fan.median.back());
    QString out = word("%1 over %2 steps, %3 at the end")
                      .arg(m_name, formatCount(static_cast<qint64>(m_fan.median.size()) - 1),
                           formatNumber(m_fan.median.back(), decimals));
    if (!m_fan.bands.empty() && std::isfinite(m_fan.bands.front().lower.back()))
        out += word(", %1 from %2 to %3")
                   .arg(bandName(m_fan.bands.front()),
                        formatNumber(m_fan.bands.front().lower.back(), decimals),
                        formatNumber(m_fan.bands.front().upper.back(), decimals));
    return out;
}

BorderLayer::BorderLayer(double x, QString before, QString after)
    : m_x(x), m_before(std::move(before)), m_after(std::move(after)) {}

void BorderLayer::paint(QPainter& painter, const PlotMap& map) const {
    const double x = std::floor(map.px(m_x)) + 0.5;
    if (x > map.plot.right())
        return;
    const double left = std::max(x, map.plot.left());
    painter.fillRect(QRectF(left, map.plot.top(), map.plot.right() - left, map.plot.height()),
                     colour(Role::Raised, map.tone));
    if (x < map.plot.left())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(LineStyle{Role::Muted, 1, {3, 3}}.pen(map.tone));
    painter.drawLine(QPointF(x, map.plot.top()), QPointF(x, map.plot.bottom()));
}

void BorderLayer::paintWords(QPainter& painter, const PlotMap& map) const {
    painter.setFont(typeFont(Type::CaptionStrong));
    painter.setPen(colour(Role::Muted, map.tone));
    const QFontMetricsF metrics(painter.font());
    const double x = map.px(m_x), y = map.plot.top() + metrics.ascent() + 2;
    const double before = metrics.horizontalAdvance(m_before);
    const double after = metrics.horizontalAdvance(m_after);
    if (x - kWordGap - before >= map.plot.left() && x - kWordGap <= map.plot.right())
        painter.drawText(QPointF(x - kWordGap - before, y), m_before);
    if (x + kWordGap >= map.plot.left() && x + kWordGap + after <= map.plot.right())
        painter.drawText(QPointF(x + kWordGap, y), m_after);
}

} // namespace loom::ui
