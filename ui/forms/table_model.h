// SPDX-License-Identifier: GPL-3.0-or-later
// A read-only table whose columns are known from the start: titles, explanations and alignment are
// data, a subclass says only what stands in a cell. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace loom::ui {

class TableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum class Holds { Words, Number };
    struct Head {
        QString title;
        Holds holds = Holds::Number; ///< words stand left, numbers right
        QString tip = {};            ///< of the header
    };

    int rowCount(const QModelIndex& parent = {}) const final;
    int columnCount(const QModelIndex& parent = {}) const final;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const final;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const final;

  protected:
    TableModel(std::vector<Head> heads, QObject* parent);

    virtual std::size_t rows() const = 0;
    /// Every role but the alignment.
    virtual QVariant cell(std::size_t row, int column, int role) const = 0;

  private:
    QVariant alignment(int column) const;

    std::vector<Head> m_heads;
};

} // namespace loom::ui
