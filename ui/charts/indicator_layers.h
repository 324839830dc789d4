// SPDX-License-Identifier: GPL-3.0-or-later
// What panes of indicators show besides lines: columns from zero, the band between two guide lines,
// and the bars at the start that have no value yet. Interface thread.
#pragma once

#include "ui/charts/line_layer.h"

namespace loom::ui {

/// Columns from zero at 0, 1, 2, …: up in the colour of gains, down in that of losses. Far out the
/// extremes of the columns that share a pixel are drawn. NaN is left out.
class ColumnLayer final : public Layer {
  public:
    ColumnLayer(QString name, std::vector<double> values);

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    void collect(const Range& x, DataTable& table) const override;

  private:
    std::optional<std::size_t> indexAt(double x) const;

    QString m_name;
    std::vector<double> m_values;
};

/// The stretch between two levels, lightly filled.
class GuideBandLayer final : public Layer {
  public:
    GuideBandLayer(double low, double high) : m_low(low), m_high(high) {}
    void paint(QPainter& painter, const PlotMap& map) const override;
    bool isBackground() const override { return true; }

  private:
    double m_low, m_high;
};

/// Levels that an indicator is read against: dashed lines, each with its number at the left, on the
/// side of its line where it touches neither another line nor another number nor the plot's edge; a
/// number without such a side stands with its neighbour, "25, 20". The level 0 needs none. The
/// axis reaches all of them.
class GuideLinesLayer final : public Layer {
  public:
    /// The lines lie below the data, the numbers on a plate above them: two layers.
    enum class Part { Lines, Numbers };
    GuideLinesLayer(Part part, std::vector<double> levels);
    void paint(QPainter& painter, const PlotMap& map) const override;
    Range yExtent(const Range& x, Scale scale) const override;

    struct Label {
        QRectF box; ///< pixels
        QString text;
    };
    std::vector<Label> labels(const PlotMap& map) const;

  private:
    /// Nothing else strikes the number of this level there.
    bool isFree(const QRectF& box, double level, const PlotMap& map) const;

    Part m_part;
    std::vector<double> m_levels; ///< from the highest
};

/// The first bars, in which an indicator has no value: shaded and named, and told in the readout.
class WarmUpLayer final : public Layer {
  public:
    /// name: whose warm-up it is; bars: how many.
    WarmUpLayer(QString name, std::size_t bars);
    void paint(QPainter& painter, const PlotMap& map) const override;
    void paintWords(QPainter& painter, const PlotMap& map) const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    bool isBackground() const override { return true; }
    QString summary() const override;

  private:
    QRectF box(const PlotMap& map) const;

    QString m_name;
    std::size_t m_bars;
};

} // namespace loom::ui
