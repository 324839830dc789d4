// SPDX-License-Identifier: GPL-3.0-or-later
// Layers that explain a chart: reference lines, named spans, marks on the axis or on the data, and
// bars of a histogram. Interface thread.
#pragma once

#include "ui/charts/line_layer.h"

namespace loom::ui {

/// A horizontal or vertical line with a name: zero, a limit, the origin of a forecast; or the
/// 45-degree line of a QQ plot.
class ReferenceLine : public Layer {
  public:
    enum class Kind { Horizontal, Vertical, Diagonal };
    ReferenceLine(Kind kind, double at, QString label = {},
                  LineStyle style = {Role::Muted, 1, {3, 3}});

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    /// Makes the axis reach the line.
    void setCounted(bool on) { m_counted = on; }

  private:
    Kind m_kind;
    double m_at;
    QString m_label;
    LineStyle m_style;
    bool m_counted = false;
};

enum class SpanKind { Training, Validation, Test };

/// A shaded stretch of the x axis with its name and dates inside and a strip above the axis: solid
/// for training, hatched for validation, hollow for test.
struct Span {
    SpanKind kind = SpanKind::Training;
    double from = 0; ///< x of the first sample
    double to = 0;   ///< x of the last sample
    QString name;    ///< "In-sample, training"
    QString detail;  ///< "2000-01-04 to 2015-12-31, 4,024 returns"
};

/// Sessions between two spans that belong to neither are a purge: a gap in window colour with its
/// count.
class SpanLayer : public Layer {
  public:
    /// From left to right.
    explicit SpanLayer(std::vector<Span> spans) : m_spans(std::move(spans)) {}

    void paint(QPainter& painter, const PlotMap& map) const override;
    void paintWords(QPainter& painter, const PlotMap& map) const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    bool isBackground() const override { return true; }

  private:
    std::vector<Span> m_spans;
};

enum class MarkPlace {
    Axis,  ///< hollow triangle on the time axis: exchange holiday
    Above, ///< above the value: sale, restated
    Below, ///< below the value: purchase
};

struct PlotMark {
    double x = 0;
    double y = 0; ///< ignored on the axis
    MarkPlace place = MarkPlace::Axis;
    Ink ink = Role::Muted;
    QString text = {}; ///< for the readout: "Exchange holiday 2020-02-17"
};

class MarkLayer : public Layer {
  public:
    MarkLayer(QString name, std::vector<PlotMark> marks);

    void paint(QPainter& painter, const PlotMap& map) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;

  private:
    QString m_name;
    std::vector<PlotMark> m_marks;
};

/// Bars between edges, from zero up (from the bottom on a log scale): a histogram of the real data.
class HistogramLayer : public Layer {
  public:
    /// edges: one more than heights, ascending.
    HistogramLayer(QString name, std::vector<double> edges, std::vector<double> heights,
                   Ink ink = Ink(Role::Real, 0.22));

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    QString m_name;
    std::vector<double> m_edges;
    std::vector<double> m_heights;
    Ink m_ink;
};

} // namespace loom::ui
