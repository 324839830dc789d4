// SPDX-License-Identifier: GPL-3.0-or-later
// A forecast on a time axis: its median and any number of prediction intervals, widest first, as a
// filled fan or, for a forecast of the past, as an outline; and the border between what happened
// and what is forecast. Interface thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

/// Value k stands at x = firstX + k; include the origin's value as value 0 so that the fan starts
/// at the history. All vectors have the median's length; NaN leaves a gap.
struct IntervalFan {
    struct Band {
        double low = 0.05, high = 0.95; ///< levels
        std::vector<double> lower, upper;
    };
    double firstX = 0;
    std::vector<double> median;
    std::vector<Band> bands; ///< widest first
};

class IntervalLayer final : public Layer {
  public:
    enum class Look {
        Fan,     ///< filled bands, solid median
        Outline, ///< the widest interval and the median as dashed lines, one entry in the legend
    };
    /// Parts of the legend of a fan: the median, then the bands, narrowest first.
    static constexpr int kMedian = 1;

    /// name: of an outline, "Forecast of 2020-04-02"; of the median of a fan, "Median".
    IntervalLayer(QString name, IntervalFan fan, Look look = Look::Fan, Ink ink = Role::Forecast);

    const IntervalFan& fan() const { return m_fan; }
    /// "5–95 %", "2.5–97.5 %".
    static QString bandName(const IntervalFan::Band& band);

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    std::optional<double> valueAt(double x) const override;
    QString valueName() const override { return m_name; }
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    std::optional<std::size_t> stepAt(double x) const;
    int partOf(std::size_t band) const;
    double alphaOf(std::size_t band, Tone tone) const;
    void drawLine(QPainter& painter, const PlotMap& map, const std::vector<double>& values,
                  const LineStyle& style) const;

    QString m_name;
    IntervalFan m_fan;
    Look m_look;
    Ink m_ink;
};

/// Everything right of x is forecast: lightly shaded behind a dashed line, both sides named.
class BorderLayer final : public Layer {
  public:
    BorderLayer(double x, QString before, QString after);

    void paint(QPainter& painter, const PlotMap& map) const override;
    void paintWords(QPainter& painter, const PlotMap& map) const override;
    bool isBackground() const override { return true; }

  private:
    double m_x;
    QString m_before, m_after;
};

} // namespace loom::ui
