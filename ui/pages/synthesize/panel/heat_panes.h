// SPDX-License-Identifier: GPL-3.0-or-later
// Heat maps of one table, real, generated and their difference: the pointer on a cell of one shows
// the same cell in all. In a square a fourth picture sets generated against real, pair by pair.
// Interface thread.
#pragma once

#include <QWidget>

#include <Eigen/Core>

#include <string>
#include <vector>

#include "ui/charts/chart_view.h"

namespace loom::ui {

struct HeatPair {
    QString quantity; ///< "Correlation"
    Eigen::MatrixXd real, generated;
    bool diagonal = true; ///< false: the diagonal says nothing and is left out
};

class HeatPanes final : public QWidget {
    Q_OBJECT
  public:
    enum class Arrangement { Row, Square };

    /// name: of the object; the panes are name_real, name_generated, name_difference, name_pairs.
    HeatPanes(const QString& name, Arrangement arrangement, QWidget* parent = nullptr);

    /// slot: the hue of the generator.
    void show(const std::vector<std::string>& assets, const HeatPair& pair,
              const QString& generator, int slot);
    std::vector<ChartView*> views() const { return {m_real, m_generated, m_difference}; }
    /// Null in a row.
    ChartView* pairs() const { return m_pairs; }
    /// Largest difference of a pair in words: "Largest gap: XOM × CVX, 0.81 real, 0.55 generated."
    const QString& remark() const { return m_remark; }

  Q_SIGNALS:
    void pairChosen(int a, int b);

  private:
    void fill(ChartView* view, const QString& title, const std::vector<std::string>& assets,
              const Eigen::MatrixXd& shown, const HeatPair& pair, bool difference);
    void showPairs(const HeatPair& pair, const QString& generator, int slot);

    ChartView* m_real;
    ChartView* m_generated;
    ChartView* m_difference;
    ChartView* m_pairs = nullptr;
    QString m_remark;
};

} // namespace loom::ui
