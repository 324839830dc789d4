// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of the dashboard: closes with the forecasts made for them, SMA 5 and 15, the latest
// forecast with its interval; below it on the same axis the errors over time, RSI 14 and MACD
// 12-26; beside them where prices lie, in five parts of equal count. Interface thread.
#pragma once

#include <QWidget>

#include "ui/charts/chart_view.h"
#include "ui/pages/forecast/realised/realised_data.h"

namespace loom::ui {

class ChartLink;

class RealisedPanes final : public QWidget {
    Q_OBJECT
  public:
    explicit RealisedPanes(QWidget* parent = nullptr);

    void setUndoStack(QUndoStack* stack);
    void showData(const RealisedDataPtr& shown, std::int64_t step, bool beforehandOnly);

    ChartView* price() const { return m_price; }
    /// Price, errors, RSI, MACD: from above.
    std::vector<ChartView*> stack() const { return {m_price, m_error, m_rsi, m_macd}; }
    ChartView* parts() const { return m_parts; }

  private:
    ChartView* addPane(const QString& name, int height);
    void showPrices(const RealisedData& data, const std::vector<DrawnPrediction>& made);
    void showLatest(const RealisedData& data, const std::vector<std::int64_t>& times);
    void showErrors(const std::vector<DrawnPrediction>& made, std::int64_t step,
                    const QString& stepWord);
    void showIndicators(const RealisedData& data);
    void showParts(const RealisedData& data);

    QString m_what; ///< symbol, model and step; the zoom stays while they do
    ChartLink* m_link;
    ChartView* m_price;
    ChartView* m_error;
    ChartView* m_rsi;
    ChartView* m_macd;
    ChartView* m_parts;
};

} // namespace loom::ui
