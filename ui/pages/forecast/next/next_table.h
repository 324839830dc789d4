// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of one forecast as a table: target, step, quantiles with the median between them, and
// for a forecast of the past what happened. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "ui/forms/bar.h"
#include "ui/pages/forecast/next/next_view.h"

class QLabel;
class QTableView;

namespace loom::ui {

class ElidedLabel;

/// What a forecast says of one step, in the unit of the table.
struct NextRow {
    QString target;                ///< "04-20", "15:55"
    QString targetLong;            ///< "2020-04-20", for copying and tool tips
    std::vector<double> quantiles; ///< one a level
    double median = 0;
    double actual = 0; ///< NaN: not known
};

struct NextRows {
    std::vector<double> levels;
    std::vector<NextRow> rows;
    int decimals = 2;
    bool isSigned = false;   ///< returns: the sign is always written
    bool withActual = false; ///< of a past origin
    QString actualHead = {}; ///< "Actual", "Error"
    QString actualTip = {};
};

class NextTableModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Target, Step, FirstValue };

    using QAbstractTableModel::QAbstractTableModel;
    void setRows(NextRows rows);
    const NextRows& content() const { return m_content; }
    /// Levels below one half, the median, levels above it, then what happened.
    int medianColumn() const;
    int actualColumn() const { return columnCount() - 1; }
    /// Tab-separated with a head; whole dates, '.' and '-'.
    QString text(const QModelIndexList& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    QString head(int column) const;
    double value(const NextRow& row, int column) const;
    std::size_t below() const;

    NextRows m_content;
};

/// Title and table; says in words when there is nothing to tell. Ctrl+C copies rows.
class NextTable final : public Bar {
    Q_OBJECT
  public:
    explicit NextTable(QWidget* parent = nullptr);

    void show(const QString& title, const QString& unit, NextRows rows);
    /// No table: the title and a sentence.
    void showWords(const QString& title, const QString& words);
    /// Only the outermost quantiles beside the median.
    void setCompact(bool compact);
    NextTableModel* model() const { return m_model; }
    QTableView* view() const { return m_view; }
    const QString& words() const { return m_text; }

  public Q_SLOTS:
    void copy() const;

  private:
    void fit();

    NextTableModel* m_model;
    QTableView* m_view;
    QLabel* m_title;
    ElidedLabel* m_unit;
    QLabel* m_words;
    QString m_text;
    bool m_compact = false;
};

} // namespace loom::ui
