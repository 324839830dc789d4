// SPDX-License-Identifier: GPL-3.0-or-later
// Horizontal bars from zero with their names left and their numbers right: shares of a forecast,
// weights. It draws its own labels; what does not fit below is counted in words. Interface thread.
#pragma once

#include "ui/charts/layer.h"

namespace loom::ui {

struct ShareBar {
    QString name;
    double value = 0;
    double error = kMissing; ///< standard error, drawn as a whisker
};

struct ShareBars {
    std::vector<ShareBar> bars; ///< as they stand, from the top
    QString quantity = {};      ///< of the readout and of files: "log return, %"
    int decimals = 2;
    bool isSigned = true; ///< gain and loss colours and signs; else one ink, no signs
    Ink ink = Role::Forecast;
};

class ShareLayer final : public Layer {
  public:
    explicit ShareLayer(ShareBars content) : m_content(std::move(content)) {}
    const ShareBars& content() const { return m_content; }

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;
    bool hasCells() const override { return true; }
    std::optional<CellRef> cellAt(const QPointF& pixel, const PlotMap& map) const override;
    std::optional<CellHit> hit(CellRef cell, const PlotMap& map) const override;

  private:
    struct Places {
        double row = 0; ///< height of one
        int shown = 0;  ///< rows that fit
        QRectF bars;    ///< between names and numbers
        Range values;   ///< at the edges of bars
        double names = 0, numbers = 0;
    };
    Places places(const PlotMap& map) const;
    QString numberOf(const ShareBar& bar, int decimals) const;
    void paintBar(QPainter& painter, const Places& where, int row, Tone tone) const;

    ShareBars m_content;
};

} // namespace loom::ui
