// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/fan_layer.h"

#include <QCoreApplication>
#include <QPaintDevice>

#include <algorithm>
#include <array>
#include <cassert>

#include "ui/charts/decimate.h"
#include "ui/charts/density.h"
#include "ui/charts/paint_tools.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::size_t kDenseFrom = 48; ///< more single paths than this are drawn as density
constexpr std::size_t kP5 = 0, kP25 = 1, kP50 = 2, kP75 = 3, kP95 = 4;

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::FanLayer", text);
}

/// A median is smooth: every second pixel of it is enough, and dashes stay legible.
Samples thinned(const std::vector<double>& values, double firstX, const PlotMap& map) {
    const double perPixel = map.x.span() / std::max(map.plot.width(), 1.0);
    const auto stride = static_cast<std::size_t>(std::max(1.0, std::round(2 * perPixel)));
    Samples samples;
    for (std::size_t k = 0; k < values.size(); k += stride) {
        samples.x.push_back(firstX + static_cast<double>(k));
        samples.y.push_back(values[k]);
    }
    if (!values.empty() && (values.size() - 1) % stride != 0) {
        samples.x.push_back(firstX + static_cast<double>(values.size() - 1));
        samples.y.push_back(values.back());
    }
    return samples;
}

} // namespace

FanLayer::FanLayer(std::shared_ptr<const FanPaths> paths, std::vector<std::vector<double>> bands,
                   double firstX, FanOptions options)
    : m_paths(std::move(paths)), m_bands(std::move(bands)), m_firstX(firstX),
      m_options(std::move(options)) {
    assert(m_paths->values.size() == m_paths->count * m_paths->length);
    assert(!m_options.bands || m_bands.size() == 5);
    if (m_options.what.isEmpty())
        m_options.what = word("paths");
}

std::vector<std::size_t> FanLayer::shown() const {
    const std::size_t count = std::min(m_options.shownPaths, m_paths->count);
    std::vector<std::size_t> rows(count);
    for (std::size_t i = 0; i < count; ++i)
        rows[i] = i * m_paths->count / count;
    return rows;
}

std::optional<std::size_t> FanLayer::stepAt(double x) const {
    const double step = std::round(x - m_firstX);
    if (!(step >= 0) || step >= static_cast<double>(m_paths->length) ||
        std::abs(x - m_firstX - step) > 1e-6)
        return std::nullopt;
    return static_cast<std::size_t>(step);
}

const std::vector<float>& FanLayer::stepValues(bool log) const {
    auto& steps = log ? m_logSteps : m_steps;
    if (!steps.empty())
        return steps;
    const std::vector<std::size_t> rows = shown();
    steps.resize(rows.size() * m_paths->length);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const float* path = m_paths->path(rows[i]);
        for (std::size_t k = 0; k < m_paths->length; ++k) {
            float value = path[k];
            if (log)
                value = value > 0 ? std::log10(value) : std::numeric_limits<float>::quiet_NaN();
            steps[k * rows.size() + i] = value;
        }
    }
    return steps;
}

void FanLayer::paint(QPainter& painter, const PlotMap& map) const {
    painter.setRenderHint(QPainter::Antialiasing);
    const bool strong = m_options.forecast && map.tone == Tone::Dark;
    if (m_options.bands) {
        if (isVisible(Outer))
            paintBand(painter, map, kP5, kP95, strong ? 0.18 : 0.16);
        if (isVisible(Inner))
            paintBand(painter, map, kP25, kP75, strong ? 0.24 : 0.22);
    }
    if (isVisible(Single))
        paintPaths(painter, map);
    if (m_options.bands && isVisible(Median)) {
        const LineStyle style = m_options.forecast ? LineStyle{m_options.ink, 2, {}}
                                                   : LineStyle{m_options.ink, 1.8, {6, 3}};
        drawRuns(painter, pixelRuns(thinned(m_bands[kP50], m_firstX, map), map),
                 style.pen(map.tone));
    }
    if (m_highlighted && *m_highlighted < m_paths->count)
        paintPath(painter, map, *m_highlighted, QPen(m_options.ink.colour(map.tone), 2.2));
}

void FanLayer::paintBand(QPainter& painter, const PlotMap& map, std::size_t lower,
                         std::size_t upper, double alpha) const {
    AreaLayer({}, {m_bands[lower], {}, m_firstX}, m_bands[upper], m_options.ink.withAlpha(alpha))
        .paint(painter, map);
}

void FanLayer::paintPaths(QPainter& painter, const PlotMap& map) const {
    const std::vector<std::size_t> rows = shown();
    if (map.vector || rows.size() <= kDenseFrom) {
        const double alpha = rows.size() <= kDenseFrom ? 0.42 : 0.12;
        const QPen pen(m_options.ink.withAlpha(alpha).colour(map.tone), 0.8);
        for (const std::size_t row : rows)
            paintPath(painter, map, row, pen);
        return;
    }
    const bool log = map.yScale == Scale::Log;
    const double ratio = painter.device()->devicePixelRatioF();
    const double perStep = map.plot.width() / map.x.span() * ratio;
    const double perUnit = -map.plot.height() / map.y.span() * ratio;
    const double shift = log ? std::log10(map.factor) : 0;
    // Crossings to count; beyond this, columns of 2 or 3 pixels keep a frame within its 16 ms.
    const double crossings = static_cast<double>(rows.size()) * map.plot.width() * ratio;
    const DensityJob job{.steps = stepValues(log).data(),
                         .count = rows.size(),
                         .length = m_paths->length,
                         .size = (map.plot.size() * ratio).toSize(),
                         .firstColumn = (m_firstX - map.x.lo) * perStep,
                         .columnsPerStep = perStep,
                         .rowAtZero = map.plot.height() * ratio + (shift - map.y.lo) * perUnit,
                         .rowsPerUnit = log ? perUnit : perUnit * map.factor,
                         .colour = m_options.ink.colour(map.tone),
                         .alpha = std::clamp(8.0 / static_cast<double>(rows.size()), 0.012, 0.24),
                         .columnWidth = crossings > 2e6   ? 3
                                        : crossings > 6e5 ? 2
                                                          : 1};
    painter.drawImage(map.plot, densityImage(job));
}

void FanLayer::paintPath(QPainter& painter, const PlotMap& map, std::size_t path,
                         const QPen& pen) const {
    const float* values = m_paths->path(path);
    Samples samples;
    samples.y.assign(values, values + m_paths->length);
    samples.firstX = m_firstX;
    drawRuns(painter, pixelRuns(samples, map), pen);
}

Range FanLayer::xExtent() const {
    if (m_paths->length == 0)
        return {};
    return {m_firstX, m_firstX + static_cast<double>(m_paths->length - 1)};
}

Range FanLayer::yExtent(const Range& x, Scale scale) const {
    Range range;
    if (m_options.bands && m_paths->count > 1) {
        range.include(sampleExtent({m_bands[kP5], {}, m_firstX}, x, scale));
        range.include(sampleExtent({m_bands[kP95], {}, m_firstX}, x, scale));
        return range;
    }
    const IndexRange steps = visibleIndices({}, m_paths->length, m_firstX, x);
    for (const std::size_t row : shown())
        for (std::size_t k = steps.first; k < steps.last; ++k) {
            const double value = static_cast<double>(m_paths->path(row)[k]);
            if (scale != Scale::Log || value > 0)
                range.include(value);
        }
    return range;
}

std::vector<LegendEntry> FanLayer::legend() const {
    const QString count = formatCount(static_cast<std::int64_t>(m_paths->count));
    std::vector<LegendEntry> entries;
    if (m_options.bands) {
        entries.push_back(
            {.name = word("Median of %1 %2").arg(count, m_options.what),
             .line = {m_options.ink, 2, m_options.forecast ? QList<qreal>{} : QList<qreal>{6, 3}},
             .part = Median});
        entries.push_back({.name = word("25–75 %"),
                           .kind = SwatchKind::Fill,
                           .line = {m_options.ink.withAlpha(0.38), 1, {}},
                           .part = Inner});
        entries.push_back({.name = word("5–95 %"),
                           .kind = SwatchKind::Fill,
                           .line = {m_options.ink.withAlpha(0.16), 1, {}},
                           .part = Outer});
    }
    const std::size_t singles = std::min(m_options.shownPaths, m_paths->count);
    if (singles > 0)
        entries.push_back(
            {.name = word("%1 single paths").arg(formatCount(static_cast<std::int64_t>(singles))),
             .line = {m_options.ink.withAlpha(0.5), 0.8, {}},
             .part = Single});
    return entries;
}

std::vector<ReadoutRow> FanLayer::readout(double x, int decimals) const {
    const auto step = stepAt(x);
    if (!step)
        return {};
    std::vector<ReadoutRow> rows;
    if (m_highlighted && *m_highlighted < m_paths->count)
        rows.push_back({.name = word("Path %1").arg(*m_highlighted + 1),
                        .value = formatNumber(
                            static_cast<double>(m_paths->path(*m_highlighted)[*step]), decimals)});
    if (!m_options.bands)
        return rows;
    static constexpr std::array kNames{"5 %", "25 %", "50 %", "75 %", "95 %"};
    for (std::size_t q = kNames.size(); q-- > 0;)
        rows.push_back(
            {.name = word(kNames[q]), .value = formatNumber(m_bands[q][*step], decimals)});
    rows[rows.size() - kNames.size()].name = word("Paths 95 %");
    return rows;
}

std::optional<double> FanLayer::snapX(double x) const {
    if (m_paths->length == 0)
        return std::nullopt;
    const Range range = xExtent();
    return std::clamp(m_firstX + std::round(x - m_firstX), range.lo, range.hi);
}

std::optional<double> FanLayer::firstValue(const Range& x) const {
    const IndexRange steps = visibleIndices({}, m_paths->length, m_firstX, x);
    if (steps.size() == 0 || m_paths->count == 0)
        return std::nullopt;
    return m_options.bands ? m_bands[kP50][steps.first]
                           : static_cast<double>(m_paths->path(0)[steps.first]);
}

void FanLayer::collect(const Range& x, DataTable& table) const {
    static const QStringList kNames{u"q05"_s, u"q25"_s, u"q50"_s, u"q75"_s, u"q95"_s};
    const IndexRange steps = visibleIndices({}, m_paths->length, m_firstX, x);
    const std::vector<std::size_t> rows = isVisible(Single) ? shown() : std::vector<std::size_t>{};
    for (std::size_t k = steps.first; k < steps.last; ++k) {
        const double at = m_firstX + static_cast<double>(k);
        if (!x.contains(at))
            continue;
        if (m_options.bands)
            for (std::size_t q = 0; q < m_bands.size(); ++q)
                table.add(kNames[static_cast<int>(q)], at, m_bands[q][k]);
        for (const std::size_t row : rows)
            table.add(u"path_%1"_s.arg(row + 1), at, static_cast<double>(m_paths->path(row)[k]));
    }
}

QString FanLayer::summary() const {
    if (!m_options.bands || m_paths->length == 0)
        return word("%1 single paths").arg(formatCount(static_cast<std::int64_t>(m_paths->count)));
    const int decimals = priceDecimals(m_bands[kP50].back());
    return word("Fan of %1 %2 over %3 steps; at the end median %4, 5 to 95 % %5 to %6")
        .arg(formatCount(static_cast<std::int64_t>(m_paths->count)), m_options.what,
             formatCount(static_cast<std::int64_t>(m_paths->length) - 1),
             formatNumber(m_bands[kP50].back(), decimals),
             formatNumber(m_bands[kP5].back(), decimals),
             formatNumber(m_bands[kP95].back(), decimals));
}

} // namespace loom::ui
