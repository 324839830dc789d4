// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of equal height on a surface, each with its height written on its longest piece. Interface
// thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

struct Contour {
    double level = 0;
    std::vector<QPolygonF> lines; ///< values of x and y
};

class ContourLayer final : public Layer {
  public:
    /// decimals: of the heights that are written; -1 writes none.
    ContourLayer(QString name, std::vector<Contour> contours, LineStyle style, int decimals = 1);

    const std::vector<Contour>& contours() const { return m_contours; }
    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    QRectF placeOf(const Contour& contour, const PlotMap& map, const QSizeF& size,
                   const std::vector<QRectF>& taken) const;
    void paintLevels(QPainter& painter, const PlotMap& map) const;

    QString m_name;
    std::vector<Contour> m_contours;
    LineStyle m_style;
    int m_decimals;
};

} // namespace loom::ui
