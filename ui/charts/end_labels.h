// SPDX-License-Identifier: GPL-3.0-or-later
// The names of lines at their right ends, moved apart where ends lie close, each tied to its end by
// a thin leader. Makes room for itself right of the data. For five lines or fewer. Interface
// thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

struct LineEnd {
    QString name;
    double x = 0;
    double y = 0;
    LineStyle line = {};
};

/// Places for the labels so that none covers another: as near as possible to where they want to be,
/// within from … to, at least `gap` apart (less when there is no room). Order is kept.
std::vector<double> spreadApart(std::vector<double> wanted, double gap, double from, double to);

class EndLabelLayer final : public Layer {
  public:
    /// x: the values the lines cover.
    EndLabelLayer(std::vector<LineEnd> ends, Range x);

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;

  private:
    std::vector<LineEnd> m_ends;
    Range m_x;
};

} // namespace loom::ui
