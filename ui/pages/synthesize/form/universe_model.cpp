// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/form/universe_model.h"

#include <algorithm>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

std::vector<StoredSymbol> readStored(const studies::Workbench& workbench,
                                     market::Interval interval) {
    auto reader = workbench.marketReader();
    if (!reader)
        return {};
    const auto states = reader->list();
    if (!states)
        return {};
    std::map<std::string, StoredSymbol> bySymbol;
    for (const auto& state : *states) {
        if (state.key.interval != interval || state.rows == 0 || !state.first)
            continue;
        auto& row = bySymbol[state.key.symbol];
        if (row.days >= state.rows)
            continue; // the same symbol from another source
        row = {.symbol = state.key.symbol,
               .name = state.instrument.name,
               .first = Timestamp{*state.first}.utcDate(),
               .last = Timestamp{*state.last}.utcDate(),
               .days = state.rows};
    }
    std::vector<StoredSymbol> out;
    for (auto& [symbol, row] : bySymbol)
        out.push_back(std::move(row));
    return out;
}

bool UniverseModel::isChosen(const std::string& symbol) const {
    return std::find(m_chosen.begin(), m_chosen.end(), symbol) != m_chosen.end();
}

void UniverseModel::setRows(std::vector<StoredSymbol> stored,
                            const std::vector<std::string>& chosen,
                            const std::vector<studies::AssetCoverage>& coverage) {
    beginResetModel();
    m_fixed = false;
    m_rows = std::move(stored);
    m_chosen = chosen;
    for (const auto& symbol : m_chosen)
        if (std::none_of(m_rows.begin(), m_rows.end(),
                         [&](const auto& row) { return row.symbol == symbol; }))
            m_rows.push_back({.symbol = symbol, .name = {}, .first = {}, .last = {}, .days = 0});
    m_coverage.clear();
    for (const auto& asset : coverage)
        m_coverage[asset.instrument.symbol] = asset;
    endResetModel();
}

void UniverseModel::setFixed(std::vector<StoredSymbol> assets) {
    std::vector<std::string> all;
    for (const auto& asset : assets)
        all.push_back(asset.symbol);
    setRows(std::move(assets), all, {});
    m_fixed = true;
}

void UniverseModel::choose(const std::vector<std::string>& symbols) {
    m_chosen = symbols;
    m_coverage.clear();
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT chosenEdited();
}

std::vector<std::string> UniverseModel::notStored() const {
    std::vector<std::string> out;
    for (const auto& row : m_rows)
        if (row.days == 0 && isChosen(row.symbol))
            out.push_back(row.symbol);
    return out;
}

int UniverseModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UniverseModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

Qt::ItemFlags UniverseModel::flags(const QModelIndex& index) const {
    const auto flags = QAbstractTableModel::flags(index);
    return index.column() == Symbol && !m_fixed ? flags | Qt::ItemIsUserCheckable : flags;
}

bool UniverseModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || m_fixed || role != Qt::CheckStateRole || index.column() != Symbol)
        return false;
    const auto& symbol = m_rows[static_cast<std::size_t>(index.row())].symbol;
    const bool wanted = value.toInt() == Qt::Checked;
    if (wanted == isChosen(symbol))
        return false;
    if (wanted)
        m_chosen.push_back(symbol);
    else
        std::erase(m_chosen, symbol);
    m_coverage.clear();
    Q_EMIT dataChanged(this->index(0, 0), this->index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT chosenEdited();
    return true;
}

QVariant UniverseModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::CheckStateRole && index.column() == Symbol && !m_fixed)
        return isChosen(row.symbol) ? Qt::Checked : Qt::Unchecked;
    const bool numbers = index.column() >= Days;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(numbers ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != kSortRole)
        return {};
    const auto covered = m_coverage.find(row.symbol);
    const bool has = covered != m_coverage.end();
    const auto count = [&](std::int64_t value, bool known) -> QVariant {
        if (role == kSortRole)
            return QVariant::fromValue(known ? static_cast<qlonglong>(value) : -1LL);
        return known ? formatCount(value) : QStringLiteral("–");
    };
    switch (index.column()) {
    case Symbol:
        return qstr(row.symbol);
    case Name:
        return row.days > 0 ? qstr(row.name) : tr("not in the cache");
    case First:
        return row.first < row.last ? qstr(toIso(row.first)) : QStringLiteral("–");
    case Last:
        return row.first < row.last ? qstr(toIso(row.last)) : QStringLiteral("–");
    case Days:
        return count(has ? static_cast<std::int64_t>(covered->second.days) : row.days,
                     row.days > 0);
    case Missing:
        return count(has ? static_cast<std::int64_t>(covered->second.missing) : 0, has);
    default:
        return count(has ? static_cast<std::int64_t>(covered->second.dropped) : 0, has);
    }
}

QVariant UniverseModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section >= Days ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == Days)
            return tr("Closes on the days of the panel; of the others, all stored");
        if (section == Missing)
            return tr("Days of the panel without a close of this asset");
        if (section == Dropped)
            return tr("Its own closes that the alignment leaves out");
        return {};
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Symbol:
        return tr("Symbol");
    case Name:
        return tr("Name");
    case First:
        return tr("First");
    case Last:
        return tr("Last");
    case Days:
        return tr("Days");
    case Missing:
        return tr("Missing");
    default:
        return tr("Left out");
    }
}

} // namespace loom::ui
