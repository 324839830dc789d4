// SPDX-License-Identifier: GPL-3.0-or-later
// Every symbol a panel may be made of, with what the cache holds of it; ticked ones are in the
// panel. Interface thread; readStored() may run on any thread.
#pragma once

#include <QAbstractTableModel>

#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "studies/panel_dataset.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

/// A stored series.
struct StoredSymbol {
    std::string symbol, name;
    Date first = {}, last = {}; ///< equal: not known
    std::int64_t days = 0;      ///< bars, for shorter ones
};

/// Those with bars of this interval, sorted by symbol, one row a symbol. Empty when the cache
/// cannot be read.
std::vector<StoredSymbol> readStored(const studies::Workbench& workbench,
                                     market::Interval interval = market::Interval::Day1);

class UniverseModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Symbol, Name, First, Last, Days, Missing, Dropped, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// coverage: of the chosen ones, as the panel was aligned; may be empty.
    void setRows(std::vector<StoredSymbol> stored, const std::vector<std::string>& chosen,
                 const std::vector<studies::AssetCoverage>& coverage);
    /// The assets of a file: all of them take part, none can be ticked.
    void setFixed(std::vector<StoredSymbol> assets);
    /// In the order they were chosen before, new ones at the end.
    const std::vector<std::string>& chosen() const { return m_chosen; }
    void choose(const std::vector<std::string>& symbols);
    /// Chosen ones that are not in the cache.
    std::vector<std::string> notStored() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  Q_SIGNALS:
    void chosenEdited();

  private:
    bool isChosen(const std::string& symbol) const;

    std::vector<StoredSymbol> m_rows; ///< stored ones, and chosen ones that are not (days 0)
    std::vector<std::string> m_chosen;
    bool m_fixed = false;
    std::map<std::string, studies::AssetCoverage> m_coverage;
};

} // namespace loom::ui
