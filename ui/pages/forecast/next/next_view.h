// SPDX-License-Identifier: GPL-3.0-or-later
// What comes next: the history of an asset, the forecast made at its last bar as a fan of
// intervals beside last value and drift, and a table of predicted prices. With an evaluation of the
// same assets a slider steps through past origins: what was forecast then, and what happened.
// Interface thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include "base/result.h"
#include "ui/pages/forecast/outcomes.h"

class QStackedWidget;
class QUndoStack;

namespace loom::ui {

class ChartView;
class EmptyState;

class NextView final : public QWidget {
    Q_OBJECT
  public:
    enum class Scale {
        Price,  ///< at the scale of the last bar
        Return, ///< log return from the origin's close, %
        Error,  ///< what happened minus what was forecast, log return, %
    };

    explicit NextView(QWidget* parent = nullptr);

    /// Null clears. The asset that was shown stays when the forecast has it too.
    void setForecast(ForecastPtr forecast);
    /// Past origins to step through; null clears.
    void setEvaluation(EvaluatePtr evaluation);
    void setScale(Scale scale);
    Scale scale() const { return m_scale; }
    /// Index of the assets of the forecast, or of the evaluation when there is no forecast.
    int asset() const { return m_asset; }
    void setAsset(int asset);
    /// Zooms become undoable. Not owned.
    void setUndoStack(QUndoStack* stack);
    /// The empty state's button; without text there is none. It emits runRequested().
    void setCommand(const QString& text, bool enabled);

    /// Predicted prices of all assets as CSV. InvalidInput before there are any.
    Status exportTable(const QString& path) const;
    ChartView* chart() const { return m_chart; }
    /// Scale, symbol, origin and model that are shown.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

  Q_SIGNALS:
    /// Something that saveState() covers was changed by the user.
    void stateEdited();
    void assetChanged(int asset);
    void runRequested();

  private:
    ForecastPtr m_forecast;
    EvaluatePtr m_evaluation;
    Scale m_scale = Scale::Price;
    int m_asset = 0;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ChartView* m_chart;
};

} // namespace loom::ui
