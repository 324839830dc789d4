// SPDX-License-Identifier: GPL-3.0-or-later
// The page Market: what the cache holds, candles with volume and averages, fetching, importing and
// exporting prices, gaps and restatements in words. Interface thread; reading and fetching are
// jobs.
#pragma once

#include <QPointer>

#include "market/updater.h"
#include "ui/pages/market/price_data.h"
#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace loom::ui {

class ElidedLabel;
class InspectorSheet;
class PriceView;
class SegmentedSwitch;
class StatusLabel;
class WatchListModel;
struct WatchRow;

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

  private:
    QWidget* buildWatchList();
    QWidget* buildCentre();
    void buildActions();
    void refreshList();
    void rowChosen();
    void showSeries(const market::SeriesKey& key);
    void shown(std::shared_ptr<const PriceData> prices, const market::SeriesState& state,
               const std::vector<market::Restatement>& restatements,
               const std::vector<market::Gap>& gaps);
    void explainHistory(const market::SeriesState& state,
                        const std::vector<market::Restatement>& restatements,
                        const std::vector<market::Gap>& gaps);
    void fetchSymbols(const QStringList& symbols, bool reload);
    void fetched(const market::UpdateReport& report);
    void importFile();
    void exportSeries();
    void report(const QString& title, const Error& error);
    market::Adjustment adjustment() const;

    PageServices& m_services;
    WatchListModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QTableView* m_list = nullptr;
    QLineEdit* m_filter = nullptr;
    QLabel* m_listState = nullptr;
    PriceView* m_prices = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_last = nullptr;
    QLabel* m_context = nullptr;
    QPointer<InspectorSheet> m_inspector;
    QPointer<QLineEdit> m_symbols;
    QPointer<QComboBox> m_interval;
    QPointer<QComboBox> m_adjustment;
    QPointer<QCheckBox> m_sma20;
    QPointer<QCheckBox> m_sma50;
    QPointer<QCheckBox> m_log;
    QPointer<QLabel> m_health;
    QPointer<SegmentedSwitch> m_style;
    QAction* m_fetchAction = nullptr;
    QAction* m_reloadAction = nullptr;
    QAction* m_importAction = nullptr;
    QAction* m_exportAction = nullptr;
    QAction* m_synthesizeAction = nullptr;
    std::optional<market::SeriesKey> m_current;
    std::optional<market::SeriesKey> m_wanted; ///< from a workspace, until the list is there
};

} // namespace loom::ui
