// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/table_model.h"

namespace loom::ui {

TableModel::TableModel(std::vector<Head> heads, QObject* parent)
    : QAbstractTableModel(parent), m_heads(std::move(heads)) {}

int TableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows());
}

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_heads.size());
}

QVariant TableModel::alignment(int column) const {
    const bool number = m_heads[static_cast<std::size_t>(column)].holds == Holds::Number;
    return QVariant::fromValue(Qt::Alignment(number ? Qt::AlignRight : Qt::AlignLeft) |
                               Qt::AlignVCenter);
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    return cell(static_cast<std::size_t>(index.row()), index.column(), role);
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const auto& column = m_heads[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role == Qt::ToolTipRole && !column.tip.isEmpty())
        return column.tip;
    if (role == Qt::DisplayRole)
        return column.title;
    return {};
}

} // namespace loom::ui
