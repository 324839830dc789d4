// SPDX-License-Identifier: GPL-3.0-or-later
// What comes next: the history of an asset, the forecast made at its last bar as a fan of
// intervals beside last value and drift, and a table of its steps or of all assets. With an
// evaluation of the same assets a slider steps through past origins: what was forecast then, and
// what happened. Interface thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include <memory>

#include "base/result.h"
#include "ui/charts/scale.h"
#include "ui/pages/forecast/outcomes.h"

class QStackedWidget;
class QUndoStack;

namespace loom::ui {

class AssetPicker;
class AssetTable;
class ChartView;
class EmptyState;
class NextData;
class NextTable;
class OriginStrip;
class SegmentedSwitch;
struct NextPick;

class NextView final : public QWidget {
    Q_OBJECT
  public:
    enum class Scale {
        Price,  ///< at the scale of the last bar
        Return, ///< log return from the origin's close, %
        Error,  ///< what happened minus what was forecast, log return, %
    };

    enum class Table {
        Steps,  ///< of the asset on the chart
        Assets, ///< the last step of all of them
    };

    explicit NextView(QWidget* parent = nullptr);
    ~NextView() override;

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
    NextTable* table() const { return m_table; }
    AssetTable* assetTable() const { return m_assetTable; }
    /// All assets only when the forecast has several.
    void setTable(Table table);
    Table tableShown() const;
    OriginStrip* origins() const { return m_origins; }
    /// Of what is shown; null while there is nothing.
    const NextData* data() const { return m_data.get(); }
    /// Scale, table, symbol, origin, model and stretch of time that are shown.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);
    /// Ten steps of a table and a fan that can be read.
    QSize sizeHint() const override { return {960, 320}; }

  Q_SIGNALS:
    /// Something that saveState() covers was changed by the user.
    void stateEdited();
    void assetChanged(int asset);
    void runRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    enum class Frame { Keep, Forecast };

    void build();
    void buildScales();
    void addOriginKeys();
    void readData(Frame frame);
    void readOrigins();
    void showPick(Frame frame);
    void frameForecast();
    void frameChosen();
    void frameOrigin();
    void showTable(const NextPick& pick);
    void showAssets();
    void chooseAsset(int asset);
    void chooseOrigin();
    void chooseModel(int model);
    NextPick pick() const;

    ForecastPtr m_forecast;
    EvaluatePtr m_evaluation;
    Scale m_scale = Scale::Price;
    int m_asset = 0;
    std::unique_ptr<NextData> m_data; ///< of the asset; null while there is nothing
    std::size_t m_model = 0;
    /// What was chosen last, by name: found again in the next results.
    struct Chosen {
        QString symbol, model, origin;
        QString from, to; ///< of the chart; empty: what frames the forecast
    };
    Chosen m_chosen;
    Range m_framed; ///< by frameForecast()
    SegmentedSwitch* m_scales = nullptr;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ChartView* m_chart;
    NextTable* m_table = nullptr;
    AssetTable* m_assetTable = nullptr;
    SegmentedSwitch* m_tables = nullptr;
    QWidget* m_bar = nullptr;
    AssetPicker* m_assets = nullptr;
    OriginStrip* m_origins = nullptr;
};

} // namespace loom::ui
