// SPDX-License-Identifier: GPL-3.0-or-later
// Models by how much better than the last value they are: a line a model with its skill as a dot in
// its 95 % interval on a common axis, and numbers beside it. What lies far out on the bad side is
// an arrow at the edge, so that it does not hide the differences that matter. Interface thread.
#pragma once

#include "forecast/evaluation/report.h"
#include "ui/charts/layer.h"
#include "ui/pages/forecast/board/score_table.h"

namespace loom::ui {

struct SkillRow {
    ScoreCell name = {};
    bool judged = false;                    ///< no baseline
    double skill = kMissing;                ///< %
    double low = kMissing, high = kMissing; ///< of its interval; NaN: no test
    std::vector<ScoreCell> cells = {};      ///< one a head
};

struct SkillBoard {
    std::vector<ScoreHead> heads = {};
    std::vector<SkillRow> rows = {}; ///< best first
};

/// Skill, test, default metrics of returns and verdict of every model.
SkillBoard skillBoard(const forecast::EvaluationReport& report);
/// What of the axis is shown: everything but rows that are far worse than most.
Range skillRange(const std::vector<SkillRow>& rows);

class SkillLayer final : public Layer {
  public:
    explicit SkillLayer(SkillBoard board);
    const SkillBoard& board() const { return m_board; }
    /// Lit among the others.
    void setChosen(std::optional<std::size_t> row) { m_chosen = row; }
    /// Numbers that have room beside the dots, places in heads; what may be left out goes first
    /// where there is little.
    std::vector<std::size_t> shownColumns(double width) const;
    /// Of the whole picture without the title row, in pixels.
    double height() const;

    void paint(QPainter& painter, const PlotMap& map) const override;
    Range xExtent() const override;
    void collect(const Range& x, DataTable& table) const override;
    QString summary() const override;
    bool hasCells() const override { return true; }
    std::optional<CellRef> cellAt(const QPointF& pixel, const PlotMap& map) const override;
    std::optional<CellHit> hit(CellRef cell, const PlotMap& map) const override;

  private:
    struct Places {
        double names = 0;          ///< width
        QRectF dots;               ///< the plot between names and numbers
        std::vector<QRectF> heads; ///< empty: no room
    };
    Places places(const PlotMap& map) const;
    double nameWidth() const;
    double columnWidth(std::size_t column) const;
    double at(const Places& where, double skill) const;
    void paintHeads(QPainter& painter, const Places& where, const PlotMap& map) const;
    void paintAxis(QPainter& painter, const Places& where, Tone tone) const;
    void paintRow(QPainter& painter, const Places& where, std::size_t row,
                  const PlotMap& map) const;
    void paintDot(QPainter& painter, const Places& where, const SkillRow& row, double y,
                  Tone tone) const;

    SkillBoard m_board;
    Range m_range;
    std::optional<std::size_t> m_chosen;
};

} // namespace loom::ui
