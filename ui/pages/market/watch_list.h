// SPDX-License-Identifier: GPL-3.0-or-later
// The watch list: filter field, the cached series, and below them symbols of the S&P 500 that match
// the filter but are not cached yet. Interface thread.
#pragma once

#include <QWidget>

#include <optional>

#include "market/symbols.h"
#include "ui/pages/market/watch_list_model.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QSortFilterProxyModel;
class QTableView;

namespace loom::ui {

class WatchList final : public QWidget {
    Q_OBJECT
  public:
    /// symbols outlives the list.
    WatchList(const market::SymbolList& symbols, QWidget* parent = nullptr);

    /// Replaces the rows; the scroll position stays. Nothing is selected afterwards.
    void setRows(std::vector<WatchRow> rows);
    bool isEmpty() const;
    /// False when there is no such row; clears a filter that hides it.
    bool select(const std::string& symbol, std::optional<market::Interval> interval = {});
    void selectFirst();
    void setFilter(const QString& text);
    QString filter() const;
    const WatchRow* current() const;

  Q_SIGNALS:
    void seriesChosen(const loom::market::SeriesKey& key);
    void fetchWanted(const QString& symbol);
    void removeWanted(const loom::market::SeriesKey& key);

  private:
    void build();
    void buildTable();
    void filterChanged(const QString& text);
    void applyFilter(const QString& words);
    void enterPressed();
    void showMenu(const QPoint& at);
    void removeCurrent();

    const market::SymbolList& m_symbols;
    std::optional<market::SeriesKey> m_chosen;
    WatchListModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_filter;
    QTableView* m_table;
    QLabel* m_suggestionTitle;
    QListWidget* m_suggestions;
    QLabel* m_state;
};

} // namespace loom::ui
