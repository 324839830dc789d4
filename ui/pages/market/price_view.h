// SPDX-License-Identifier: GPL-3.0-or-later
// Prices of one series: candles or a line with indicators on them, volume and the panes of
// oscillators below, statistics of the visible range. The panes share range, crosshair and
// margins. Interface thread.
#pragma once

#include <QWidget>

#include "indicators/indicator.h"
#include "market/market_reader.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/market/price_data.h"

class QLabel;
class QUndoStack;
class QVBoxLayout;

namespace loom::ui {

class ChartLink;

enum class PriceStyle { Candlestick, Line, Indexed };

class PriceView final : public QWidget {
    Q_OBJECT
  public:
    explicit PriceView(QWidget* parent = nullptr);

    void setUndoStack(QUndoStack* stack);
    /// keepRange: the same series again, with newer bars or another adjustment.
    void setData(std::shared_ptr<const PriceData> data,
                 const std::vector<market::Restatement>& restated, bool keepRange = false);
    void setStyle(PriceStyle style);
    void setLogarithmic(bool on);
    /// Overlays on the price, and a pane for each of the others in this order.
    void setIndicators(const std::vector<indicators::Indicator>& shown);
    const std::vector<indicators::Indicator>& indicators() const { return m_indicators; }
    /// Why an indicator says nothing about this series, for each; empty where it does.
    const QStringList& indicatorProblems() const { return m_problems; }
    const std::vector<ChartView*>& panes() const { return m_panes; }
    const std::shared_ptr<const PriceData>& data() const { return m_data; }
    ChartView* chart() const { return m_price; }
    /// Hidden where no bar has a volume.
    ChartView* volume() const { return m_volume; }
    /// The pane that carries dates and footer.
    ChartView& lowest() const;
    /// First and last visible bar; nothing without data.
    std::optional<std::pair<std::size_t, std::size_t>> visibleBars() const;
    /// Moves the visible range so that the bar at this time is in its middle.
    void showBar(std::int64_t time);
    /// The visible range by bar times, for workspaces.
    void showTimes(std::int64_t first, std::int64_t last);

  Q_SIGNALS:
    /// indicatorProblems() is new.
    void indicatorsShown();

  private:
    void rebuild(bool fit);
    void makePanes();
    void addIndicators();
    void addPrices();
    void addMarks(ChartView& chart);
    void arrangePanes();
    QString footerText() const;
    void showStatistics();

    std::shared_ptr<const PriceData> m_data;
    std::vector<std::size_t> m_restated;
    std::vector<indicators::Indicator> m_indicators;
    QStringList m_problems;
    PriceStyle m_style = PriceStyle::Candlestick;
    bool m_logarithmic = false;
    ChartLink* m_link;
    ChartView* m_price;
    ChartView* m_volume;
    std::vector<ChartView*> m_panes; ///< one for each indicator beside the price
    QVBoxLayout* m_layout;
    QUndoStack* m_undo = nullptr;
    QLabel* m_statistics;
};

} // namespace loom::ui
