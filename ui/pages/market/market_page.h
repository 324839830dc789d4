// SPDX-License-Identifier: GPL-3.0-or-later
// The page Market: what the cache holds, candles with volume and averages, fetching, importing and
// exporting prices, gaps and restatements in words. Interface thread; reading and fetching are
// jobs.
#pragma once

#include <QPointer>

#include "indicators/indicator.h"
#include "market/import/price_archive.h"
#include "market/updater.h"
#include "ui/pages/market/price_data.h"
#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace loom::ui {

class ChangeLabel;
class ElidedLabel;
class FormSheet;
class HistoryPanel;
class IndicatorList;
class InspectorSheet;
class PriceView;
class SegmentedSwitch;
class WatchList;
struct LoadedSeries;

class MarketPage final : public Page {
    Q_OBJECT
  public:
    MarketPage(PageServices& services, PageHost& host, QWidget* parent);

    QWidget* createInspector() override;
    QList<QWidget*> createHeaderWidgets() override;
    QList<QAction*> menuActions(MenuPlace place) const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool openSymbol(const QString& symbol) override;
    bool openFile(const QString& path) override;

    PriceView* priceView() const { return m_prices; }
    /// What Export… does once the file is chosen: the whole series, or the visible bars only.
    Status exportSeriesTo(const QString& path, bool visibleOnly);
    Status exportChartTo(const QString& path);
    /// Shows these and can be undone.
    void editIndicators(const QString& words, std::vector<indicators::Indicator> after);

  private:
    QWidget* buildCentre();
    void buildActions();
    void buildSourceSection(FormSheet& sheet);
    void buildPriceSections(FormSheet& sheet);
    void refreshList();
    void selectWanted();
    void showSeries(const market::SeriesKey& key);
    void shown(const LoadedSeries& loaded);
    void showHead(const market::Series& series);
    void explainHistory(const LoadedSeries& loaded);
    void buildIndicatorSection(FormSheet& sheet);
    void addIndicator();
    void changeIndicator(int index);
    void showIndicatorList();
    void restoreIndicators(const QJsonObject& state);
    QStringList wantedSymbols() const;
    void fetchSymbols(const QStringList& symbols, bool reload);
    void fetchTargets(const std::vector<market::UpdateTarget>& targets, bool reload);
    void fetched(const market::UpdateReport& report, bool reload);
    void removeSeries(const market::SeriesKey& key);
    void importSeries(std::vector<market::PriceText> texts, const market::PriceFormat& format,
                      const QString& title);
    void imported(const market::ImportResult& result);
    void restoreSeries(std::shared_ptr<const market::Series> series);
    void importFile();
    void exportSeries(bool visibleOnly);
    void exportChart();
    void sayExported(const Status& saved, const QString& path);
    void report(const QString& title, const Error& error);
    market::Adjustment adjustment() const;

    PageServices& m_services;
    indicators::IndicatorRegistry m_indicators = indicators::makeIndicatorRegistry();
    WatchList* m_list = nullptr;
    PriceView* m_prices = nullptr;
    ElidedLabel* m_name = nullptr;
    QLabel* m_last = nullptr;
    ChangeLabel* m_change = nullptr;
    ElidedLabel* m_context = nullptr;
    QPointer<InspectorSheet> m_inspector;
    QPointer<QLineEdit> m_symbols;
    QPointer<QComboBox> m_interval;
    QPointer<QComboBox> m_adjustment;
    QPointer<QCheckBox> m_log;
    QPointer<IndicatorList> m_indicatorList;
    QPointer<HistoryPanel> m_health;
    QPointer<SegmentedSwitch> m_style;
    QAction* m_fetchAction = nullptr;
    QAction* m_reloadAction = nullptr;
    QAction* m_fetchAllAction = nullptr;
    QAction* m_importAction = nullptr;
    QAction* m_exportAction = nullptr;
    QAction* m_exportVisibleAction = nullptr;
    QAction* m_exportChartAction = nullptr;
    QAction* m_synthesizeAction = nullptr;
    QAction* m_forecastAction = nullptr;
    QAction* m_addIndicatorAction = nullptr;
    std::optional<market::SeriesKey> m_current;
    std::optional<market::SeriesKey> m_shown;  ///< what the chart holds
    std::optional<market::SeriesKey> m_wanted; ///< to select once the list has it
    QJsonObject m_restored;                    ///< choices of a workspace, until they can be used
};

} // namespace loom::ui
