// SPDX-License-Identifier: GPL-3.0-or-later
// A table of numbers as coloured cells: correlations, tail dependence, differences of them. It
// draws its own labels and the legend bar with lowest, middle and highest value, and keeps cells
// square. The chart takes names of rows for files from XAxis::named(). Interface thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

struct HeatTable {
    QStringList rows, columns;
    std::vector<double> values; ///< row by row; NaN = missing, drawn hatched
    Ramp ramp = Ramp::Diverging;
    Range limits = {-1, 1}; ///< symmetric for the diverging ramp; values beyond wear the end colour
    int decimals = 2;
    QString quantity = {};  ///< of the readout: "Correlation"
    double widestName = 72; ///< pixels; longer names are cut
    std::vector<std::pair<QString, std::vector<double>>> more = {}; ///< further readout rows
};

class HeatLayer final : public Layer {
  public:
    explicit HeatLayer(HeatTable table);

    const HeatTable& table() const { return m_table; }
    double value(CellRef cell) const;

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;
    bool hasCells() const override { return true; }
    std::optional<CellRef> cellAt(const QPointF& pixel, const PlotMap& map) const override;
    std::optional<CellHit> hit(CellRef cell, const PlotMap& map) const override;

  private:
    struct Places {
        QRectF cells;
        QRectF bar;           ///< of the legend
        double side = 0;      ///< of a cell
        bool upright = false; ///< column names run upwards
        int every = 1;        ///< names are written for every so many
    };
    Places places(const PlotMap& map) const;
    QRectF cellRect(const Places& places, CellRef cell) const;
    QColor colourOf(double value, Tone tone) const;
    void paintCells(QPainter& painter, const Places& places, const PlotMap& map) const;
    void paintNames(QPainter& painter, const Places& places, Tone tone) const;
    void paintBar(QPainter& painter, const Places& places, Tone tone) const;

    HeatTable m_table;
};

} // namespace loom::ui
