// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart shows (model), where everything goes (layout), and the painting of both. The view
// paints with it on screen, the exporter into files of any size and tone. Interface thread.
#pragma once

#include <memory>
#include <vector>

#include "ui/charts/chart_link.h"
#include "ui/charts/chart_types.h"
#include "ui/charts/layer.h"
#include "ui/charts/x_axis.h"

namespace loom::ui {

struct ChartModel {
    PaneKind kind = PaneKind::Main;
    QString title;
    QString note;
    QString footer;
    QString emptyText;
    XAxis xAxis;
    YAxis yAxis;
    Scale scale = Scale::Linear;
    bool xLabels = true;
    bool legend = true;
    bool verticalGrid = false; ///< lines at month and year changes
    int headerReserve = 0;     ///< pixels at the right of the title row taken by the scale switch
    std::vector<std::unique_ptr<Layer>> layers;
    Range x;                      ///< axis positions
    std::optional<Range> manualY; ///< axis positions

    /// Values of x that the layers cover.
    Range fullX() const;
    bool isEmpty() const { return fullX().empty(); }
    /// The layer that is a table of cells, if there is one.
    const Layer* cellLayer() const;
};

struct LegendCell {
    QRectF rect;
    Layer* layer = nullptr;
    LegendEntry entry;
};

struct TickLabel {
    QRectF rect;
    QString text;
    double position = 0; ///< pixel of the tick along its axis
    bool major = false;
};

/// A value written in a box on the y axis.
struct ValueTag {
    QRectF rect;
    QString text;
    Ink ink;
};

/// Where a sentence about the chart stands.
struct RemarkPlace {
    QRectF box;
    bool inPlot = false;
};

struct ChartLayout {
    QRectF bounds;
    QPointF titleAt; ///< baseline
    QString title;
    QRectF note;
    QRectF footer;
    QRectF xTitle;
    QRectF plot;
    PlotMap map; ///< factor 1
    Margins wanted;
    std::vector<LegendCell> legend;
    std::vector<TickLabel> xTicks;
    std::vector<TickLabel> yTicks;
    std::vector<ValueTag> tags;
    QString remark;                      ///< "A and B: lines coincide"; mostly empty
    std::optional<RemarkPlace> remarkAt; ///< nothing where it would cover data
    int decimals = 2;                    ///< of readout and tags
    bool empty = true;
};

/// margins: what the stack of linked panes agreed on; the larger of it and the own need is used.
ChartLayout layOut(const ChartModel& model, const QRectF& bounds, Tone tone,
                   const Margins& margins = {});

/// The map of one layer: on the indexed scale its values are scaled to 100 at the first visible.
PlotMap mapOf(const ChartModel& model, const ChartLayout& layout, const Layer& layer);

/// A value as this chart's axis writes it.
QString axisText(const ChartModel& model, double value, int decimals);
/// Box of a tag at a pixel row, on the side of the labels.
QRectF tagRect(const ChartModel& model, const ChartLayout& layout, const QString& text, double y);

/// Surface, shaded spans and grid.
void paintBack(QPainter& painter, const ChartModel& model, const ChartLayout& layout);
void paintLayer(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
                const Layer& layer);
/// Title, legend, axes, tags, footer.
void paintFront(QPainter& painter, const ChartModel& model, const ChartLayout& layout);
/// Swatch and name, in a rectangle as high as a row of the legend.
void paintLegendEntry(QPainter& painter, const QRectF& rect, const LegendEntry& entry, bool shown,
                      Tone tone);
/// All of it.
void paintChart(QPainter& painter, const ChartModel& model, const ChartLayout& layout);

} // namespace loom::ui
