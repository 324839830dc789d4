// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/watch_list_model.h"

#include <QColor>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/scale.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr std::size_t kSparklineBars = 60;

} // namespace

Result<std::vector<WatchRow>> readWatchList(Result<market::MarketReader> reader) {
    if (!reader)
        return std::move(reader).error();
    const auto list = reader->list();
    if (!list)
        return list.error();
    std::vector<WatchRow> rows;
    for (const auto& state : *list) {
        WatchRow row{.state = state, .last = kMissing, .change = kMissing, .sparkline = {}};
        const auto series = reader->load({.symbol = state.key.symbol,
                                          .interval = state.key.interval,
                                          .source = state.key.source,
                                          .from = {},
                                          .to = {}});
        if (series && !series->bars.empty()) {
            const auto& bars = series->bars;
            row.last = bars.back().close;
            row.provisional = !bars.back().final;
            if (bars.size() > 1)
                row.change = row.last / bars[bars.size() - 2].close - 1;
            for (std::size_t i = bars.size() - std::min(bars.size(), kSparklineBars);
                 i < bars.size(); ++i)
                row.sparkline.push_back(bars[i].close);
        }
        rows.push_back(std::move(row));
    }
    // The bundled sample steps back once the same series was fetched or imported.
    std::erase_if(rows, [all = rows](const WatchRow& row) {
        return row.state.key.source == "sample" &&
               std::ranges::any_of(all, [&](const WatchRow& other) {
                   return other.state.key.symbol == row.state.key.symbol &&
                          other.state.key.interval == row.state.key.interval &&
                          other.state.key.source != "sample" && other.state.rows > 0;
               });
    });
    const auto isIndex = [](const WatchRow& row) { return row.state.key.symbol.starts_with('^'); };
    std::stable_partition(rows.begin(), rows.end(), isIndex);
    return rows;
}

void WatchListModel::setRows(std::vector<WatchRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const WatchRow* WatchListModel::rowAt(int row) const {
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int WatchListModel::rowOf(const std::string& symbol,
                          std::optional<market::Interval> interval) const {
    const auto at = std::find_if(m_rows.begin(), m_rows.end(), [&](const WatchRow& row) {
        return row.state.key.symbol == symbol && (!interval || row.state.key.interval == *interval);
    });
    return at == m_rows.end() ? -1 : static_cast<int>(at - m_rows.begin());
}

int WatchListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int WatchListModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString WatchListModel::stateText(const WatchRow& row) const {
    const market::SeriesState& state = row.state;
    QStringList lines{qstr(state.instrument.name),
                      tr("%1 bars at %2, source %3")
                          .arg(formatCount(state.rows))
                          .arg(qstr(market::intervalCode(state.key.interval)))
                          .arg(qstr(state.key.source))};
    if (state.first && state.last)
        lines << tr("%1 to %2")
                     .arg(qstr(toIso(Timestamp{*state.first}.utcDate())),
                          qstr(toIso(Timestamp{*state.last}.utcDate())));
    if (row.provisional)
        lines << tr("The last bar is provisional: its session was still open");
    if (state.openGaps > 0)
        lines << (state.openGaps == 1 ? tr("1 session missing")
                                      : tr("%1 sessions missing").arg(state.openGaps));
    if (state.restatements > 0)
        lines << (state.restatements == 1
                      ? tr("1 restatement by the source")
                      : tr("%1 restatements by the source").arg(state.restatements));
    if (!state.message.empty())
        lines << qstr(state.message);
    return lines.join(u'\n');
}

QVariant WatchListModel::data(const QModelIndex& index, int role) const {
    const WatchRow* row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (row == nullptr)
        return {};
    if (role == Qt::ToolTipRole)
        return stateText(*row);
    if (role == kSymbolRole)
        return qstr(row->state.key.symbol + " " + row->state.instrument.name);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((index.column() <= LineColumn ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    switch (index.column()) {
    case SymbolColumn:
        if (role == Qt::DisplayRole)
            return row->state.key.interval == market::Interval::Day1
                       ? qstr(row->state.key.symbol)
                       : tr("%1 %2").arg(qstr(row->state.key.symbol),
                                         qstr(market::intervalCode(row->state.key.interval)));
        return role == Qt::FontRole ? QVariant(typeFont(Type::BodyStrong)) : QVariant();
    case LineColumn:
        if (role == Qt::DecorationRole && (row->state.openGaps > 0 || row->state.restatements > 0))
            return markIcon(Mark::Warning);
        return role == kSparklineRole ? QVariant::fromValue(QList<double>(row->sparkline.begin(),
                                                                          row->sparkline.end()))
                                      : QVariant();
    case LastColumn:
        return role == Qt::DisplayRole ? formatNumber(row->last, priceDecimals(row->last))
                                       : QVariant();
    case ChangeColumn:
        if (role == Qt::DecorationRole && row->change != 0 && std::isfinite(row->change))
            return markIcon(row->change > 0 ? Mark::Up : Mark::Down);
        return role == Qt::DisplayRole ? QVariant(100 * row->change) : QVariant();
    default:
        return {};
    }
}

QVariant WatchListModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section <= LineColumn ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SymbolColumn:
        return tr("Symbol");
    case LastColumn:
        return tr("Last");
    case ChangeColumn:
        return tr("1 bar, %");
    default:
        return QString();
    }
}

} // namespace loom::ui
