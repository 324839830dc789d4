// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/grid_model.h"

#include <algorithm>

#include "ui/theme/type.h"

namespace loom::ui {

namespace {

int alignmentOf(int column) {
    return static_cast<int>((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

} // namespace

void GridModel::setGrid(Grid grid) {
    beginResetModel();
    m_grid = std::move(grid);
    endResetModel();
}

QString GridModel::text(const QModelIndexList& rows) const {
    std::vector<std::size_t> chosen;
    for (const QModelIndex& index : rows)
        chosen.push_back(static_cast<std::size_t>(index.row()));
    std::ranges::sort(chosen);
    QStringList lines{m_grid.heads.join(u'\t')};
    for (std::size_t i = 0; i < m_grid.rows.size(); ++i)
        if (chosen.empty() || std::ranges::binary_search(chosen, i))
            lines << m_grid.rows[i].join(u'\t').replace(QChar(0x2212), u'-');
    return lines.join(u'\n');
}

int GridModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_grid.rows.size());
}

int GridModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_grid.heads.size());
}

QVariant GridModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return m_grid.rows[static_cast<std::size_t>(index.row())].value(index.column());
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(index.column());
    if (role == Qt::FontRole && index.column() == m_grid.strong)
        return typeFont(Type::BodyStrong);
    return {};
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return m_grid.heads.value(section);
    return role == Qt::TextAlignmentRole ? QVariant(alignmentOf(section)) : QVariant();
}

} // namespace loom::ui
