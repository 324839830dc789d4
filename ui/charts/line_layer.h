// SPDX-License-Identifier: GPL-3.0-or-later
// Lines, bands between two lines, and points. Missing values (NaN) leave gaps. Interface thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

/// y at x, x ascending; without x the samples stand at firstX, firstX + 1, … (sessions).
struct Samples {
    std::vector<double> y;
    std::vector<double> x = {};
    double firstX = 0;

    std::size_t size() const { return y.size(); }
    double xAt(std::size_t i) const { return x.empty() ? firstX + static_cast<double>(i) : x[i]; }
    /// Index of the sample nearest to a position; size() when there are none.
    std::size_t nearest(double position) const;
};

/// A line. Also streams: append() is amortised O(1), nothing is rebuilt until the next frame.
class LineLayer : public Layer {
  public:
    LineLayer(QString name, Samples samples, LineStyle style = LineStyle::real());

    void setSamples(Samples samples) { m_samples = std::move(samples); }
    const Samples& samples() const { return m_samples; }
    /// x must not go back.
    void append(double x, double y);
    void setStyle(const LineStyle& style) { m_style = style; }
    void setName(const QString& name) { m_name = name; }

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    std::optional<double> valueAt(double x) const override;
    QString valueName() const override { return m_name; }
    std::optional<double> firstValue(const Range& x) const override;
    std::optional<QPointF> lastPoint() const override;
    Ink tagInk() const override { return m_style.ink; }
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    QString m_name;
    Samples m_samples;
    LineStyle m_style;
};

/// The area between two lines: confidence and bootstrap bands, Bollinger bands.
class AreaLayer : public Layer {
  public:
    /// lower.y and upper.y have equal length and share lower's x.
    AreaLayer(QString name, Samples lower, std::vector<double> upper, Ink ink);

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    void collect(const Range& x, DataTable& table) const override;

  private:
    QString m_name;
    Samples m_lower;
    std::vector<double> m_upper;
    Ink m_ink;
};

/// Points with a marker: QQ plots, scatter. x need not be sorted.
class PointLayer : public Layer {
  public:
    PointLayer(QString name, Samples samples, Ink ink, Marker marker = Marker::Disc,
               double size = 4.5);
    /// A generator's hue and marker.
    static std::unique_ptr<PointLayer> generator(QString name, Samples samples, int slot);

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    std::optional<double> valueAt(double x) const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    QString m_name;
    Samples m_samples;
    Ink m_ink;
    Marker m_marker;
    double m_size;
};

} // namespace loom::ui
