// SPDX-License-Identifier: GPL-3.0-or-later
// A fan of simulated or forecast paths: the 5-95 % and 25-75 % bands, single paths, the median, and
// the origin. Its legend states how many paths there are. Interface thread.
#pragma once

#include <memory>

#include "ui/charts/layer.h"

namespace loom::ui {

/// Levels (prices), row-major: count paths of length values; value k of every path stands at
/// x = firstX + k. Include the origin's value as value 0 so that the fan starts at the history.
struct FanPaths {
    std::size_t count = 0;
    std::size_t length = 0;
    std::vector<float> values;

    const float* path(std::size_t i) const { return values.data() + i * length; }
};

struct FanOptions {
    QString what = {}; ///< "paths" in the legend; empty: translated "paths"
    Ink ink = Role::Synthetic;
    bool forecast = false;       ///< solid median, stronger bands in the dark theme
    std::size_t shownPaths = 12; ///< evenly spaced over the paths; all of them are allowed
    bool bands = true;
};

class FanLayer : public Layer {
  public:
    /// Parts of the legend; 0 is the whole layer.
    enum Part { Median = 1, Inner, Outer, Single };

    /// bands: quantileBands() at 5, 25, 50, 75 and 95 %; may be empty when options.bands is false.
    FanLayer(std::shared_ptr<const FanPaths> paths, std::vector<std::vector<double>> bands,
             double firstX, FanOptions options = {});

    /// Draws one path stronger than the others (single path stepping); nullopt for none.
    void setHighlighted(std::optional<std::size_t> path) { m_highlighted = path; }

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    Range yExtent(const Range& x, Scale scale) const override;
    std::vector<LegendEntry> legend() const override;
    std::vector<ReadoutRow> readout(double x, int decimals) const override;
    std::optional<double> snapX(double x) const override;
    std::optional<double> firstValue(const Range& x) const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;

  private:
    std::vector<std::size_t> shown() const;
    /// Row of a band when x is one of the fan's steps.
    std::optional<std::size_t> stepAt(double x) const;
    void paintBand(QPainter& painter, const PlotMap& map, std::size_t lower, std::size_t upper,
                   double alpha) const;
    void paintPaths(QPainter& painter, const PlotMap& map) const;
    void paintPath(QPainter& painter, const PlotMap& map, std::size_t path, const QPen& pen) const;
    /// Axis positions of the shown paths, step by step; made when first needed.
    const std::vector<float>& stepValues(bool log) const;

    std::shared_ptr<const FanPaths> m_paths;
    std::vector<std::vector<double>> m_bands;
    double m_firstX;
    FanOptions m_options;
    std::optional<std::size_t> m_highlighted;
    mutable std::vector<float> m_steps;
    mutable std::vector<float> m_logSteps;
};

} // namespace loom::ui
