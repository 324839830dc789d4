// SPDX-License-Identifier: GPL-3.0-or-later
// Candles and volume by session index. Up candles are hollow, down candles filled, so direction
// does not rest on colour. Any number of bars: several are merged when they would share a pixel.
// Interface thread.
#pragma once

#include <memory>

#include "ui/charts/decimate.h"
#include "ui/charts/layer.h"

namespace loom::ui {

using Candles = std::shared_ptr<const std::vector<Candle>>;

class CandleLayer : public Layer {
  public:
    /// Candle i stands at x = i.
    explicit CandleLayer(Candles candles);

    /// Bars that the source has changed since they were stored carry a warning triangle.
    void setRestated(std::vector<std::size_t> bars) { m_restated = std::move(bars); }

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    std::optional<double> valueAt(double x) const override;
    QString valueName() const override;
    std::optional<double> firstValue(const Range& x) const override;
    std::optional<QPointF> lastPoint() const override;
    Ink tagInk() const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    void paintGroups(QPainter& painter, const PlotMap& map, std::size_t size) const;

    Candles m_candles;
    std::vector<std::size_t> m_restated;
};

/// Volume bars of the same candles, from zero, coloured by the candle's direction. Its own pane.
class VolumeLayer : public Layer {
  public:
    explicit VolumeLayer(Candles candles);

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    Candles m_candles;
};

} // namespace loom::ui
