// SPDX-License-Identifier: GPL-3.0-or-later
// Thousands of points as a translucent cloud: pseudo-observations of two assets. Interface thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

class CloudLayer final : public Layer {
  public:
    /// x and y of equal length; points that are not finite are left out.
    CloudLayer(QString name, std::vector<float> x, std::vector<float> y, Ink ink,
               double size = 2.5);

    std::size_t count() const { return m_x.size(); }
    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    QString m_name;
    std::vector<float> m_x, m_y;
    Ink m_ink;
    double m_size;
};

} // namespace loom::ui
