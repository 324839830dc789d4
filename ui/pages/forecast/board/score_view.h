// SPDX-License-Identifier: GPL-3.0-or-later
// Shows a ScoreTable: sorts by a click on a header (a third click gives the order of the board
// back), keeps one row chosen, copies rows. Interface thread.
#pragma once

#include <QAbstractTableModel>
#include <QJsonObject>
#include <QTableView>

#include "ui/pages/forecast/board/score_table.h"

class QSortFilterProxyModel;

namespace loom::ui {

class ScoreTableModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Roles {
        NumberRole = Qt::UserRole + 120, ///< double; nothing in columns of words
        AsideRole,
        LineRole, ///< LineStyle
        MarkRole, ///< int of Mark
        QuietRole,
        IdRole, ///< of the row; of a header the column's
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(ScoreTable table);
    const ScoreTable& table() const { return m_table; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    QVariant alignment(int column) const;
    ScoreTable m_table;
};

class PinnedColumn;

class ScoreView final : public QTableView {
    Q_OBJECT
  public:
    /// words: for screen readers.
    ScoreView(const QString& name, const QString& words, QWidget* parent = nullptr);

    /// Keeps the order and the chosen row where they still exist.
    void setTable(ScoreTable table);
    const ScoreTable& table() const { return m_model->table(); }
    QString chosen() const;
    void choose(const QString& id);
    /// What is shown in a cell, by ids; empty when there is none.
    QString text(const QString& row, const QString& column) const;
    int columnOf(const QString& id) const;

    /// {"column": id, "descending": bool}; empty in the order of the board.
    const QJsonObject& sorting() const { return m_order; }
    /// A column that the table does not have (yet) sorts once it is there.
    void setSorting(QJsonObject sorting);
    /// Columns that may be hidden where there is no room for all (ScoreHead::keep above 0).
    void setShedding(bool on);
    /// The first column stands still while the others are scrolled sideways.
    void pinFirstColumn();
    /// Null unless pinned.
    const PinnedColumn* pinned() const { return m_pinned; }

  Q_SIGNALS:
    void rowChosen(const QString& id);
    void sortingChanged();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

  private:
    int widthOf(int column) const;
    void fit();
    void readOrder();

    ScoreTableModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QJsonObject m_order; ///< as asked for; in force when its column is there
    bool m_shedding = false;
    bool m_setting = false;
    PinnedColumn* m_pinned = nullptr;
};

} // namespace loom::ui
