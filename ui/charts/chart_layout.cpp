// SPDX-License-Identifier: GPL-3.0-or-later
// Where everything goes: title row and legend, margins by the widest label, ticks, tags.
#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>

#include "ui/charts/chart_compare.h"
#include "ui/charts/chart_remark.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPad = 16;
constexpr double kCompanionPad = 12;
constexpr double kTitleRow = 28;
constexpr double kLegendRow = 20;
constexpr double kXLabels = 22;
constexpr double kBelowCells = 6;
constexpr double kMarkRow = 9; ///< marks on the axis stay whole where there are no labels
constexpr double kXTitle = 16;
constexpr double kFooter = 22;
constexpr double kSwatch = 16;
constexpr double kLabelGap = 8;

QFontMetricsF captionMetrics() {
    return QFontMetricsF(typeFont(Type::Caption));
}

QString titleText(const ChartModel& model) {
    const auto word = [](const char* text) {
        return QCoreApplication::translate("loom::ui::ChartView", text);
    };
    if (model.kind == PaneKind::Companion || model.title.isEmpty())
        return model.title; // the note states the convention
    if (model.scale == Scale::Log)
        return word("%1 (log)").arg(model.title);
    if (model.scale == Scale::Indexed)
        return word("%1 (first visible = 100)").arg(model.title);
    return model.title;
}

Range visibleY(const ChartModel& model, const ChartLayout& layout, const Range& xValues) {
    Range y;
    for (const auto& layer : model.layers) {
        const double factor = mapOf(model, layout, *layer).factor;
        const Range own = layer->yExtent(xValues, model.scale);
        if (!own.empty()) {
            y.include(own.lo * factor);
            y.include(own.hi * factor);
        }
    }
    if (model.yAxis.fromZero && model.scale != Scale::Log)
        y.include(0);
    return y;
}

/// Axis positions with a little air; never a span of nothing.
Range paddedY(const ChartModel& model, const Range& values) {
    if (values.empty())
        return {0, 1};
    Range y{toAxis(values.lo, model.scale), toAxis(values.hi, model.scale)};
    if (y.empty())
        return {0, 1};
    double air = 0.06 * y.span();
    if (!(air > 0))
        air = std::max(0.05 * std::abs(y.lo), 1e-6);
    // A bar starts at zero, not above it.
    const bool onZero = model.scale != Scale::Log && values.lo == 0;
    return {onZero ? 0 : y.lo - air, y.hi + air};
}

int decimalsFor(const YAxis& axis, const Range& values) {
    if (axis.decimals >= 0)
        return axis.decimals;
    const double span = values.span();
    if (!(span > 0))
        return 2;
    const int magnitude = static_cast<int>(std::floor(std::log10(span)));
    return std::clamp((magnitude >= 2 ? 4 : 3) - magnitude, 0, 8);
}

/// Fills title, note and legend; gives the height of the header.
double layOutHeader(const ChartModel& model, ChartLayout& layout, double left, double right) {
    const QRectF& b = layout.bounds;
    if (model.title.isEmpty() && !model.legend && model.note.isEmpty())
        return 8;
    layout.title = titleText(model);
    layout.titleAt = {left, b.top() + 18};
    const QFontMetricsF titleMetrics(typeFont(Type::BodyStrong));
    const QFontMetricsF metrics(typeFont(Type::Body));
    double x =
        left + (model.title.isEmpty() ? 0 : titleMetrics.horizontalAdvance(layout.title) + 24);
    double limit = right - model.headerReserve;
    if (!model.note.isEmpty()) {
        // The title says what is drawn: on a narrow pane the note gives way, not the title.
        const double titleWidth = titleMetrics.horizontalAdvance(layout.title) + 10;
        const double whole = captionMetrics().horizontalAdvance(model.note) + 2;
        const double width = limit - left - titleWidth >= whole ? whole : 0;
        layout.note = QRectF(limit - width, b.top() + 5, width, 18);
        limit -= width + 16;
    }
    double row = b.top() + 4;
    double height = kTitleRow;
    if (!model.legend || model.kind == PaneKind::Companion)
        return height;
    for (const auto& layer : model.layers) {
        for (LegendEntry& entry : layer->legend()) {
            const double width = kSwatch + 6 + metrics.horizontalAdvance(entry.name);
            if (x + width > limit && x > left) {
                row += kLegendRow;
                height += kLegendRow;
                x = left;
                limit = right;
            }
            layout.legend.push_back(
                {QRectF(x, row, width, kLegendRow), layer.get(), std::move(entry)});
            x += width + 16;
        }
    }
    return height;
}

/// "5 bn" instead of "5.00 bn".
QString compactTick(double value) {
    QString text = formatCompact(value);
    const auto space = text.indexOf(u' ');
    const auto point = text.indexOf(QLocale().decimalPoint());
    if (point < 0 || space < point)
        return text;
    auto end = space;
    while (end > point && (text[end - 1] == u'0' || end - 1 == point))
        --end;
    return text.remove(end, space - end);
}

/// Decimals one round value needs: log ticks read 10, 1, 0.1.
int ownDecimals(double value) {
    int decimals = 0;
    for (double scaled = value;
         decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled; scaled *= 10)
        ++decimals;
    return decimals;
}

std::vector<std::pair<double, QString>> valueTicks(const ChartModel& model, const Range& y,
                                                   double height) {
    const Range values{fromAxis(y.lo, model.scale), fromAxis(y.hi, model.scale)};
    // A low pane gets its ends only: labels never touch.
    const int most = std::clamp(static_cast<int>(height / 34), height < 56 ? 2 : 3, 7);
    const Ticks ticks =
        model.scale == Scale::Log ? logTicks(values, most) : linearTicks(values, most);
    std::vector<std::pair<double, QString>> labelled;
    for (const double value : ticks.values) {
        const int decimals = model.scale == Scale::Log ? ownDecimals(value) : ticks.decimals;
        labelled.emplace_back(value, model.yAxis.compact
                                         ? compactTick(value)
                                         : formatNumber(value, decimals) + model.yAxis.unit);
    }
    return labelled;
}

void layOutYTicks(const ChartModel& model, ChartLayout& layout,
                  const std::vector<std::pair<double, QString>>& ticks) {
    const QFontMetricsF metrics = captionMetrics();
    for (const auto& [value, text] : ticks) {
        const double y = layout.map.py(value);
        if (!std::isfinite(y) || y < layout.plot.top() - 1 || y > layout.plot.bottom() + 1)
            continue;
        const double width = metrics.horizontalAdvance(text);
        const double x = model.kind == PaneKind::Main ? layout.plot.right() + kLabelGap
                                                      : layout.plot.left() - kLabelGap - width;
        layout.yTicks.push_back({QRectF(x, y - 7, width + 1, 14), text, y, false});
    }
}

void layOutXTicks(const ChartModel& model, ChartLayout& layout) {
    const QFontMetricsF metrics = captionMetrics();
    const double each = model.xAxis.isSessions() ? 80 : 50;
    const int most = std::clamp(static_cast<int>(layout.plot.width() / each), 3, 7);
    double taken = -1e9;
    for (const XTick& tick : model.xAxis.ticks(layout.map.xValues(), most)) {
        const double x = layout.map.px(tick.x);
        const double width = metrics.horizontalAdvance(tick.label) + 1;
        // Kept inside the pane; a label that would touch its neighbour is left out.
        const double left =
            std::clamp(x - width / 2, layout.bounds.left() + 2,
                       std::max(layout.bounds.left() + 2, layout.bounds.right() - width - 2));
        const bool fits = left > taken + 8;
        layout.xTicks.push_back({QRectF(left, layout.plot.bottom() + 6, width, 14),
                                 fits ? tick.label : QString(), x, tick.major});
        if (fits)
            taken = left + width;
    }
}

void layOutTags(const ChartModel& model, ChartLayout& layout) {
    for (const auto& layer : model.layers) {
        const auto last =
            layer->hasLastTag() && layer->isVisible() ? layer->lastPoint() : std::nullopt;
        if (!last || !layout.map.xValues().contains(last->x()))
            continue;
        const PlotMap map = mapOf(model, layout, *layer);
        const double y = map.py(last->y());
        if (!std::isfinite(y) || y < layout.plot.top() || y > layout.plot.bottom())
            continue;
        const QString text = axisText(model, last->y() * map.factor, layout.decimals);
        layout.tags.push_back({tagRect(model, layout, text, y), text, layer->tagInk()});
    }
}

double widestLabel(const ChartModel& model, const ChartLayout& layout,
                   const std::vector<std::pair<double, QString>>& ticks) {
    const QFontMetricsF metrics = captionMetrics();
    double widest = 24;
    for (const auto& [value, text] : ticks)
        widest = std::max(widest, metrics.horizontalAdvance(text));
    if (model.kind == PaneKind::Main) {
        const double edge = fromAxis(layout.map.y.hi, model.scale);
        widest =
            std::max(widest, metrics.horizontalAdvance(axisText(model, edge, layout.decimals)) + 6);
    }
    return widest;
}

} // namespace

Range ChartModel::fullX() const {
    Range full;
    for (const auto& layer : layers)
        full.include(layer->xExtent());
    return full;
}

const Layer* ChartModel::cellLayer() const {
    for (const auto& layer : layers)
        if (layer->hasCells())
            return layer.get();
    return nullptr;
}

PlotMap mapOf(const ChartModel& model, const ChartLayout& layout, const Layer& layer) {
    PlotMap map = layout.map;
    if (model.scale != Scale::Indexed)
        return map;
    const Layer& base = layer.indexBase() != nullptr ? *layer.indexBase() : layer;
    const auto first = base.firstValue(map.xValues());
    if (first && *first != 0)
        map.factor = 100 / *first;
    return map;
}

QString axisText(const ChartModel& model, double value, int decimals) {
    return model.yAxis.compact ? compactTick(value)
                               : formatNumber(value, decimals) + model.yAxis.unit;
}

QRectF tagRect(const ChartModel& model, const ChartLayout& layout, const QString& text, double y) {
    const double width = captionMetrics().horizontalAdvance(text) + 12;
    const double top = std::clamp(y - 8, layout.plot.top() - 8, layout.plot.bottom() - 8);
    if (model.kind == PaneKind::Main)
        return {layout.plot.right() + kLabelGap - 6, std::round(top), width, 16};
    return {std::max(layout.bounds.left(), layout.plot.left() - 2 - width), std::round(top), width,
            16};
}

ChartLayout layOut(const ChartModel& model, const QRectF& bounds, Tone tone,
                   const Margins& margins) {
    ChartLayout layout;
    layout.bounds = bounds;
    layout.empty = model.isEmpty();
    layout.map.tone = tone;
    layout.map.xScale = model.xAxis.scale();
    layout.map.yScale = model.scale;
    layout.map.x = model.x.empty() || !(model.x.span() > 0) ? Range{0, 1} : model.x;
    const bool main = model.kind == PaneKind::Main;
    const double pad = main ? kPad : kCompanionPad;
    const double header = layOutHeader(model, layout, bounds.left() + pad, bounds.right() - pad);
    const bool cells = model.cellLayer() != nullptr;
    const double labelRow = cells ? kBelowCells : model.xLabels ? kXLabels : kMarkRow;
    const bool titled = model.xLabels && !cells && !model.xAxis.title().isEmpty() && main;
    double below = labelRow + (titled ? kXTitle : 0);
    if (!model.footer.isEmpty())
        below += kFooter;
    const double top = bounds.top() + header + 8;
    const double bottom = std::max(top + 10, bounds.bottom() - below);

    Range values = visibleY(model, layout, layout.map.xValues());
    layout.map.y = model.manualY.value_or(paddedY(model, values));
    if (model.manualY)
        values = {fromAxis(model.manualY->lo, model.scale),
                  fromAxis(model.manualY->hi, model.scale)};
    layout.decimals = decimalsFor(model.yAxis, values);
    const auto ticks = valueTicks(model, layout.map.y, bottom - top);
    const int labels =
        static_cast<int>(std::ceil(widestLabel(model, layout, ticks) + kLabelGap + 6));
    layout.wanted = main ? Margins{static_cast<int>(pad), labels + 2}
                         : Margins{labels + 4, static_cast<int>(pad)};
    if (cells)
        layout.wanted = {static_cast<int>(pad), static_cast<int>(pad)};
    const double left = bounds.left() + std::max(layout.wanted.left, margins.left);
    const double right = bounds.right() - std::max(layout.wanted.right, margins.right);
    layout.plot = QRectF(left, top, std::max(10.0, right - left), bottom - top);
    layout.map.plot = layout.plot;
    double next = bottom + labelRow;
    if (titled) {
        layout.xTitle = QRectF(left, next, layout.plot.width(), kXTitle);
        next += kXTitle;
    }
    if (!model.footer.isEmpty())
        layout.footer = QRectF(bounds.left() + pad, next, bounds.width() - 2 * pad, kFooter - 4);
    if (layout.empty || cells)
        return layout;
    layOutYTicks(model, layout, ticks);
    layOutXTicks(model, layout);
    layOutTags(model, layout);
    layout.remark = coincidenceWords(model, layout);
    layout.remarkAt = remarkPlace(model, layout);
    return layout;
}

} // namespace loom::ui
