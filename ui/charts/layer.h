// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart is made of. A layer owns plain data and paints what of it is visible by two
// multiplications a point. To add a kind of picture, derive from Layer; nothing else changes.
// Data may be replaced at any time on the interface thread; tell the view with refresh().
#pragma once

#include <QList>
#include <QPainter>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/scale.h"
#include "ui/theme/icons.h"
#include "ui/theme/roles.h"

namespace loom::ui {

/// From data to pixels for one paint. Positions on the axes, not values, are linear.
struct PlotMap {
    QRectF plot;
    Range x; ///< axis positions at the left and right edge
    Range y; ///< axis positions at the bottom and top edge
    Scale xScale = Scale::Linear;
    Scale yScale = Scale::Linear;
    double factor = 1; ///< multiplies the layer's values (100 / base when indexed)
    Tone tone = Tone::Light;
    bool vector = false; ///< painting into SVG or PDF: no rasters, no pixel tricks

    double px(double value) const {
        return plot.left() + (toAxis(value, xScale) - x.lo) / x.span() * plot.width();
    }
    /// NaN where the scale cannot show the value.
    double py(double value) const { return pyAxis(toAxis(value * factor, yScale)); }
    double pyAxis(double position) const {
        return plot.bottom() - (position - y.lo) / y.span() * plot.height();
    }
    double xAt(double pixel) const {
        return fromAxis(x.lo + (pixel - plot.left()) / plot.width() * x.span(), xScale);
    }
    double yAt(double pixel) const {
        return fromAxis(y.lo + (plot.bottom() - pixel) / plot.height() * y.span(), yScale);
    }
    /// Values of x at the left and right edge.
    Range xValues() const { return {fromAxis(x.lo, xScale), fromAxis(x.hi, xScale)}; }
};

struct LineStyle {
    Ink ink = Role::Real;
    double width = 1.5;
    QList<qreal> dash = {}; ///< pixels; empty = solid

    QPen pen(Tone tone) const;
    /// A generator's hue and dash.
    static LineStyle generator(int slot, double width = 1.5);
    static LineStyle real() { return {Role::Real, 1.6, {}}; }
    static LineStyle benchmark() { return {Role::Benchmark, 1.5, {6, 3}}; }
};

enum class SwatchKind { Line, Fill, HollowCandle, FilledCandle, Marker };

struct LegendEntry {
    QString name;
    SwatchKind kind = SwatchKind::Line;
    LineStyle line = {};
    Marker marker = Marker::Disc;
    int part = 0; ///< what of the layer the entry shows and hides
};

struct ReadoutRow {
    QString name;
    QString value;
    Role role = Role::Text; ///< Gain or Loss where the sign matters
    bool strong = false;
};

/// One cell of a picture that is a table of cells, and what the readout says of it.
struct CellRef {
    int row = 0;
    int column = 0;
    friend bool operator==(const CellRef&, const CellRef&) = default;
};
struct CellHit {
    CellRef cell;
    QRectF outline; ///< pixels
    QString head;
    std::vector<ReadoutRow> rows;
};

/// Visible data for CSV: one row an x, one column a quantity.
class DataTable {
  public:
    void add(const QString& column, double x, double value);
    const QStringList& columns() const { return m_columns; }
    const std::map<double, std::vector<double>>& rows() const { return m_rows; }

  private:
    QStringList m_columns;
    std::map<double, std::vector<double>> m_rows;
};

class Layer {
  public:
    Layer() = default;
    virtual ~Layer() = default;
    Layer(const Layer&) = delete;
    Layer& operator=(const Layer&) = delete;

    virtual void paint(QPainter& painter, const PlotMap& map) const = 0;
    /// Words of a background layer, painted above the grid so that no line strikes them through.
    virtual void paintWords(QPainter&, const PlotMap&) const {}
    /// Values of x the data covers; empty for layers that only decorate.
    virtual Range xExtent() const { return {}; }
    /// Values within the x range that the scale can show; empty for layers that only decorate.
    virtual Range yExtent(const Range& x, Scale scale) const;
    /// Painted below the grid (shaded spans).
    virtual bool isBackground() const { return false; }

    virtual std::vector<LegendEntry> legend() const { return {}; }
    /// Rows for the readout at x (already snapped); decimals as the axis has them or more.
    virtual std::vector<ReadoutRow> readout(double x, int decimals) const;
    /// The x of the sample nearest to x; nullopt when the layer has no say.
    virtual std::optional<double> snapX(double x) const;
    /// What the crosshair may snap to at x.
    virtual std::optional<double> valueAt(double x) const;
    /// What valueAt() is called in a difference of two cursors; empty: not compared.
    virtual QString valueName() const { return {}; }
    /// Base of the indexed scale: first finite value within the range.
    virtual std::optional<double> firstValue(const Range& x) const;
    /// x and value of the last sample with one, tagged on the axis when setLastTag is on, as long
    /// as the plot shows it.
    virtual std::optional<QPointF> lastPoint() const { return std::nullopt; }
    virtual Ink tagInk() const { return Role::Real; }
    virtual void collect(const Range& x, DataTable& table) const;
    /// The layer is a table of cells with its own labels and legend bar: it takes the whole pane,
    /// there are no axes, no zoom and no crosshair, and the readout is that of a cell.
    virtual bool hasCells() const { return false; }
    virtual std::optional<CellRef> cellAt(const QPointF&, const PlotMap&) const { return {}; }
    /// Nothing for a cell outside the table.
    virtual std::optional<CellHit> hit(CellRef, const PlotMap&) const { return {}; }
    /// For screen readers: "Real close, 1,080 values, 1,829.08 to 3,386.15".
    virtual QString summary() const { return {}; }

    bool isVisible(int part = 0) const { return !m_hidden.contains(part); }
    void setVisible(bool visible, int part = 0);
    bool hasLastTag() const { return m_lastTag; }
    void setLastTag(bool on) { m_lastTag = on; }
    /// On the indexed scale use another layer's base (a fan starts where its history does).
    const Layer* indexBase() const { return m_indexBase; }
    void setIndexBase(const Layer* layer) { m_indexBase = layer; }

  private:
    QList<int> m_hidden;
    bool m_lastTag = false;
    const Layer* m_indexBase = nullptr;
};

} // namespace loom::ui
