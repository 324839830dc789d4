// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the tracking store as a table that reads pages when they are first shown, so that ten
// thousand runs cost as much as the few on screen. One run can be the baseline: it then is row 0,
// whatever filter and order say, and metric columns have a change column beside them. Interface
// thread; a page read takes a few milliseconds.
#pragma once

#include <QAbstractTableModel>

#include <map>
#include <optional>
#include <vector>

#include "tracking/store.h"
#include "ui/pages/experiments/run_columns.h"

namespace loom::ui {

class RunTableModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum FixedColumn { PlotColumn, NameColumn, StatusColumn, StartedColumn, FirstParam };
    static constexpr int kIsNumberRole = Qt::UserRole + 1;
    static constexpr int kIsDeltaRole = Qt::UserRole + 2;
    static constexpr int kStatusRole = Qt::UserRole + 3; ///< int of tracking::RunStatus
    static constexpr int kSlotRole = Qt::UserRole + 4; ///< hue of a plotted run: 1 … 8, 0 beyond
    static constexpr int kBaselineRole = Qt::UserRole + 5;     ///< bool: the run is the baseline
    static constexpr int kHigherBetterRole = Qt::UserRole + 6; ///< bool: more is better
    static constexpr int kUnitRole = Qt::UserRole + 7; ///< of headers: the second, muted line

    /// A run that is ticked, and the generator slot whose hue its swatch and curve wear.
    struct Plotted {
        tracking::RunId id;
        int slot = 0;
    };

    explicit RunTableModel(tracking::Store& store, QObject* parent = nullptr);

    /// Reads again; the error names what is wrong with the filter. Plain words without an operator
    /// look for runs whose name contains them.
    Status setQuery(const QString& filter, bool deleted);
    /// Looks for what changed. Rows that stay where they are keep selection and scroll position:
    /// only a different order or different columns reset the model.
    Status refresh();
    void setBaseline(const tracking::RunId& run);
    const tracking::RunId& baseline() const { return m_baselineId; }
    void setDeltasShown(bool shown);
    /// Only parameters that differ among the shown runs (of the first page).
    void setDifferingOnly(bool only);

    /// How many runs the filter finds; the baseline counts only if it is one of them.
    std::int64_t total() const { return m_matching; }
    /// 1 while row 0 is the baseline, else 0.
    int pinned() const { return m_baseline ? 1 : 0; }
    const tracking::Run* runAt(int row) const;
    int rowOf(const tracking::RunId& run) const; ///< among the pages read; -1 when none
    /// Reads on until the run is found; -1 when the query does not hold it.
    int findRow(const tracking::RunId& run) const;
    /// How many runs there are without the filter.
    std::int64_t unfiltered() const { return m_unfiltered; }
    /// Pages read from the store so far, for tests.
    int pagesRead() const { return m_pagesRead; }
    /// The runs ticked for plotting, in the order they were ticked.
    const std::vector<Plotted>& plotted() const { return m_plotted; }
    /// Ticks exactly these.
    void setPlotted(const std::vector<tracking::RunId>& runs);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    void sort(int column, Qt::SortOrder order) override;

  Q_SIGNALS:
    void plottedChanged();
    /// The user has typed another name.
    void renameRequested(const loom::tracking::RunId& run, const QString& name);

  private:
    std::vector<RunColumn> chosenColumns() const;
    void resetColumns();
    tracking::RunQuery listQuery() const;
    Status countRuns(std::int64_t& listed);
    bool readBaseline();
    int slotOf(const tracking::RunId& run) const;
    void tick(const tracking::RunId& run);
    bool loadPage(int page) const;
    QVariant headerText(int section) const;
    QVariant metricData(const tracking::Run& run, const RunColumn& column, int role) const;
    QVariant fixedData(const tracking::Run& run, int column, int role) const;

    tracking::Store& m_store;
    tracking::RunQuery m_query;
    std::int64_t m_matching = 0;
    std::int64_t m_listed = 0; ///< rows without the pinned one
    std::int64_t m_unfiltered = 0;
    mutable int m_pagesRead = 0;
    mutable std::map<int, std::vector<tracking::Run>> m_pages;
    std::vector<RunColumn> m_columns;
    std::vector<Plotted> m_plotted;
    tracking::RunId m_baselineId;
    std::optional<tracking::Run> m_baseline;
    bool m_deltas = true;
    bool m_differingOnly = true;
};

} // namespace loom::ui
