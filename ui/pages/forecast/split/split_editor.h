// SPDX-License-Identifier: GPL-3.0-or-later
// The split of an evaluation drawn on the series: what a fit may use, what is purged, where
// forecasts are scored, and the locked test rows with how often they were opened. Everything comes
// from forecast::makeFolds(); a plan that it refuses is told in its words. Three handles drag and
// obey the keys. Interface thread.
#pragma once

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

#include "forecast/evaluation/plan.h"
#include "forecast/frequency.h"

class QLabel;

namespace loom::ui {

class ElidedLabel;
class SplitCanvas;
enum class SplitBorder;

class SplitEditor final : public QWidget {
    Q_OBJECT
  public:
    explicit SplitEditor(QWidget* parent = nullptr);

    /// Rows of the data; closes may have gaps (NaN).
    struct Series {
        std::vector<std::int64_t> times = {}; ///< UTC seconds, ascending
        std::vector<double> closes = {};
        QString name = {};
        forecast::Frequency frequency = forecast::Frequency::Day1;
    };
    /// An empty one clears.
    void setSeries(const Series& series);
    /// While a border is dragged the plan is that of the drag; another plan ends it.
    void setPlan(const forecast::EvaluationPlan& plan, std::size_t horizon);
    /// How often the locked rows were opened before.
    void setLooks(std::size_t testLooks);
    const forecast::EvaluationPlan& plan() const { return m_plan; }
    void setReadOnly(bool readOnly);

  Q_SIGNALS:
    /// Once a drag, when it ends, and at each step by the keys.
    void planEdited(const loom::forecast::EvaluationPlan& plan);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    QWidget* buildHead();
    void showSplit();
    void showHead();
    void move(SplitBorder border, double share);
    void step(SplitBorder border, double hundredths);
    void drop();
    void cancel();

    forecast::EvaluationPlan m_plan;
    std::size_t m_rows = 0, m_horizon = 1, m_looks = 0;
    QString m_name;
    std::optional<forecast::EvaluationPlan> m_before; ///< of the drag in hand
    ElidedLabel* m_words;
    QLabel* m_lookMark;
    QLabel* m_lookWords;
    SplitCanvas* m_canvas;
    QLabel* m_empty;
};

} // namespace loom::ui
