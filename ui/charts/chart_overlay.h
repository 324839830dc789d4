// SPDX-License-Identifier: GPL-3.0-or-later
// What lies over the cached picture: crosshair with its tags, the readout box, the rubber band.
// Interface thread.
#pragma once

#include <QRectF>

#include <optional>
#include <vector>

#include "ui/charts/chart_model.h"

namespace loom::ui {

struct OverlayState {
    std::optional<double> x;    ///< value of x, snapped
    std::optional<double> mark; ///< where differences are measured from
    QPointF pointer;
    bool pointerInside = false; ///< the pane under the pointer shows readout and y tag
    bool pinned = false;
    QRectF band;                  ///< empty: none
    std::vector<ReadoutRow> rows; ///< of all linked panes
    QString head;                 ///< "Mon 2020-03-23"
    QString markHead;             ///< the same of the mark
    bool focus = false;
    std::optional<CellHit> cell = {}; ///< of a picture of cells, instead of a crosshair
};

class ChartOverlay {
  public:
    void paint(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
               const OverlayState& state);
    /// Empty while no readout is shown.
    const QRectF& readoutRect() const { return m_readout; }
    const QRectF& copyRect() const { return m_copy; }

  private:
    void paintMark(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
                   const OverlayState& state);
    void paintCrosshair(QPainter& painter, const ChartModel& model, const ChartLayout& layout,
                        const OverlayState& state);
    void paintCell(QPainter& painter, const ChartLayout& layout, const OverlayState& state);
    void paintReadout(QPainter& painter, const ChartLayout& layout, const OverlayState& state,
                      double x);

    QRectF m_readout;
    QRectF m_copy;
};

/// The layers' value nearest to the pointer at x, in axis positions of pixels: where the horizontal
/// crosshair snaps. nullopt when no layer has a value there.
std::optional<double> snappedPixelY(const ChartModel& model, const ChartLayout& layout, double x,
                                    double pointerY);

} // namespace loom::ui
