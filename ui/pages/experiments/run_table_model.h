// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the tracking store as a table that reads pages when they are first shown, so that ten
// thousand runs cost as much as the few on screen. One run can be the baseline: metric columns then
// have a change column beside them. Interface thread; a page read takes a few milliseconds.
#pragma once

#include <QAbstractTableModel>

#include <map>
#include <set>
#include <vector>

#include "tracking/store.h"

namespace loom::ui {

class RunTableModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum FixedColumn { PlotColumn, NameColumn, StatusColumn, StartedColumn, FirstParam };
    static constexpr int kIsNumberRole = Qt::UserRole + 1;
    static constexpr int kIsDeltaRole = Qt::UserRole + 2;
    static constexpr int kStatusRole = Qt::UserRole + 3; ///< int of tracking::RunStatus

    explicit RunTableModel(tracking::Store& store, QObject* parent = nullptr);

    /// Reads again; the error names what is wrong with the filter.
    Status setQuery(const QString& filter, bool deleted);
    Status refresh();
    void setBaseline(const tracking::RunId& run);
    const tracking::RunId& baseline() const { return m_baselineId; }
    void setDeltasShown(bool shown);
    /// Only parameters that differ among the shown runs (of the first page).
    void setDifferingOnly(bool only);

    std::int64_t total() const { return m_total; }
    const tracking::Run* runAt(int row) const;
    int rowOf(const tracking::RunId& run) const; ///< among the pages read; -1 when none
    /// The runs ticked for plotting, in the order they were ticked.
    const std::vector<tracking::RunId>& plotted() const { return m_plotted; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    void sort(int column, Qt::SortOrder order) override;

  Q_SIGNALS:
    void plottedChanged();

  private:
    struct Column {
        QString key;
        bool isMetric = false;
        bool isDelta = false;
    };

    void chooseColumns();
    bool loadPage(int page) const;
    QVariant metricData(const tracking::Run& run, const Column& column, int role) const;
    QVariant fixedData(const tracking::Run& run, int column, int role) const;

    tracking::Store& m_store;
    tracking::RunQuery m_query;
    std::int64_t m_total = 0;
    mutable std::map<int, std::vector<tracking::Run>> m_pages;
    std::vector<Column> m_columns;
    std::vector<tracking::RunId> m_plotted;
    tracking::RunId m_baselineId;
    std::optional<tracking::Run> m_baseline;
    bool m_deltas = true;
    bool m_differingOnly = true;
};

} // namespace loom::ui
