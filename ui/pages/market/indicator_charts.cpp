// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/indicator_charts.h"

#include <array>

#include "ui/bridge/text.h"
#include "ui/charts/indicator_layers.h"

namespace loom::ui {

namespace {

using indicators::Computed;
using indicators::DrawStyle;
using indicators::Indicator;

constexpr double kDot = 2.6;
constexpr double kBandAlpha = 0.10;

/// Overlays are computed from history, so they wear its ink or the grey of a benchmark; dashes tell
/// them apart. The first two are as a short and a long average have always been drawn.
LineStyle overlayStyle(int slot) {
    static const std::array<QList<qreal>, 5> dashes{
        QList<qreal>{2, 2}, {8, 3}, {8, 3, 2, 3}, {5, 2}, {2, 4}};
    if (slot == 0)
        return {Role::Real, 1.2, {}};
    if (slot == 1)
        return LineStyle::benchmark();
    const auto at = static_cast<std::size_t>(slot - 2) % (2 * dashes.size());
    return {at < dashes.size() ? Role::Real : Role::Benchmark, 1.2, dashes[at % dashes.size()]};
}

/// The lines of a pane: the indicator solid, its signal dashed; +DI and -DI as up and down.
LineStyle paneStyle(const std::string& output, std::size_t index) {
    if (output == "plus_di" || output == "up")
        return {Role::Gain, 1.3, {}};
    if (output == "minus_di" || output == "down")
        return {Role::Loss, 1.3, {6, 3}};
    if (index == 0 || output == "oscillator")
        return {Role::Real, 1.5, {}};
    return {Role::Benchmark, 1.3, {6, 3}};
}

/// "Bollinger 20, 2 middle"; the indicator's own output has its label alone.
QString overlayName(const Indicator& indicator, std::size_t output) {
    const QString label = qstr(indicator.label());
    const auto& outputs = indicator.info().outputs;
    return outputs.size() == 1
               ? label
               : QStringLiteral("%1 %2").arg(label, qstr(outputs[output].title).toLower());
}

bool isBand(const indicators::IndicatorInfo& info) {
    return info.outputs.size() == 3 && info.outputs.front().id == "upper" &&
           info.outputs.back().id == "lower";
}

std::vector<double> pointsOf(const indicators::Column& column) {
    return {column.values.begin(), column.values.end()};
}

void addLayer(ChartView& chart, DrawStyle style, const QString& name,
              const indicators::Column& column, const LineStyle& line, const Layer* base) {
    std::vector<double> values = pointsOf(column);
    std::unique_ptr<Layer> layer;
    if (style == DrawStyle::Histogram)
        layer = std::make_unique<ColumnLayer>(name, std::move(values));
    else if (style == DrawStyle::Dots)
        layer = std::make_unique<PointLayer>(name, Samples{.y = std::move(values)}, line.ink,
                                             Marker::Disc, kDot);
    else
        layer = std::make_unique<LineLayer>(name, Samples{.y = std::move(values)}, line);
    layer->setIndexBase(base);
    chart.addLayer(std::move(layer));
}

void addGuideLines(ChartView& pane, const indicators::IndicatorInfo& info,
                   GuideLinesLayer::Part part) {
    if (!info.guides.empty())
        pane.addLayer(std::make_unique<GuideLinesLayer>(
            part, std::vector<double>(info.guides.begin(), info.guides.end())));
}

void addGuides(ChartView& pane, const indicators::IndicatorInfo& info) {
    if (info.guides.size() == 2)
        pane.addLayer(std::make_unique<GuideBandLayer>(info.guides[0], info.guides[1]));
    addGuideLines(pane, info, GuideLinesLayer::Part::Lines); // above both fills
}

} // namespace

void addOverlay(ChartView& chart, const Indicator& indicator, const Computed& computed, int slot,
                const Layer* base) {
    const LineStyle style = overlayStyle(slot);
    const auto& outputs = indicator.info().outputs;
    const auto& columns = computed.columns;
    if (isBand(indicator.info())) {
        auto band =
            std::make_unique<AreaLayer>(qstr(indicator.label()), Samples{.y = pointsOf(columns[2])},
                                        pointsOf(columns[0]), style.ink.withAlpha(kBandAlpha));
        band->setIndexBase(base);
        chart.addLayer(std::move(band));
        addLayer(chart, DrawStyle::Line, overlayName(indicator, 1), columns[1], style, base);
        return;
    }
    for (std::size_t k = 0; k < outputs.size(); ++k)
        addLayer(chart, outputs[k].style, overlayName(indicator, k), columns[k], style, base);
}

void fillPane(ChartView& pane, const Indicator& indicator, const Computed& computed,
              const QString& currency) {
    const auto& info = indicator.info();
    const QString unit = info.unit == "price" ? currency : qstr(info.unit);
    const QString label = qstr(indicator.label());
    pane.setTitle(unit.isEmpty() ? label : QStringLiteral("%1, %2").arg(label, unit));
    pane.setYAxis({.decimals = info.range ? 1 : -1, .compact = info.unit == "volume"});
    pane.setLegendVisible(info.outputs.size() > 1);
    if (!computed.warnings.empty()) {
        pane.setEmptyText(qstr(computed.warnings.front()));
        return;
    }
    addGuides(pane, info);
    pane.addLayer(std::make_unique<WarmUpLayer>(label, indicator.warmUp()));
    // Columns first: lines lie over them.
    for (const bool columnsNow : {true, false})
        for (std::size_t k = 0; k < info.outputs.size(); ++k) {
            const auto& output = info.outputs[k];
            if ((output.style == DrawStyle::Histogram) != columnsNow)
                continue;
            addLayer(pane, output.style, output.id.empty() ? label : qstr(output.title),
                     computed.columns[k], paneStyle(output.id, k), nullptr);
        }
    addGuideLines(pane, info, GuideLinesLayer::Part::Numbers);
    for (Layer* layer : pane.layers())
        if (dynamic_cast<LineLayer*>(layer) != nullptr) {
            layer->setLastTag(true);
            break;
        }
}

} // namespace loom::ui
