// SPDX-License-Identifier: GPL-3.0-or-later
// What the cache holds as a watch list: symbol, last close, change of the last session, state. Rows
// come from one read of the cache. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "market/market_reader.h"

namespace loom::ui {

struct WatchRow {
    market::SeriesState state;
    double last = 0;
    double change = 0;             ///< share of the close before; NaN when there is none
    bool provisional = false;      ///< the last bar may still change
    std::vector<double> sparkline; ///< the latest closes
};

/// Reads every series' state and latest closes; indices (^GSPC) first. Any thread (opens its own
/// connection).
Result<std::vector<WatchRow>> readWatchList(Result<market::MarketReader> reader);

class WatchListModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { SymbolColumn, LineColumn, LastColumn, ChangeColumn, ColumnCount };
    static constexpr int kSparklineRole = Qt::UserRole + 1;
    static constexpr int kSymbolRole = Qt::UserRole + 2;

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<WatchRow> rows);
    const WatchRow* rowAt(int row) const;
    /// First row with the symbol and, if one is given, the interval; -1 when none.
    int rowOf(const std::string& symbol, std::optional<market::Interval> interval = {}) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    QString stateText(const WatchRow& row) const;
    std::vector<WatchRow> m_rows;
};

} // namespace loom::ui
