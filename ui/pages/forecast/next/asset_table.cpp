// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/asset_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/number_order.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_copy.h"
#include "ui/pages/forecast/next/next_layers.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPercent = 100;
constexpr int kCellRoom = 6; ///< beside the text of a cell, for its neighbour

} // namespace

AssetRows assetRows(const studies::PredictedNext& next) {
    AssetRows out;
    // The innermost interval: the levels beside the median, which stands in the middle.
    const std::size_t levels = next.levels.size(), middle = levels / 2;
    const bool hasInterval = levels >= 3;
    if (hasInterval) {
        out.lowLevel = next.levels[middle - 1];
        out.highLevel = next.levels[middle + 1];
    }
    double strongest = 0;
    for (const auto& path : next.paths) {
        AssetRow row{.symbol = qstr(path.symbol),
                     .close = path.lastClose,
                     .move = forecast::kMissing,
                     .low = forecast::kMissing,
                     .high = forecast::kMissing,
                     .why = qstr(path.why)};
        if (!path.steps.empty()) {
            const auto& last = path.steps.back();
            const auto move = [&](double price) {
                return kPercent * std::log(price / path.lastClose);
            };
            row.move = kPercent * last.logReturn;
            if (hasInterval && last.quantiles.size() == levels) {
                row.low = move(last.quantiles[middle - 1]);
                row.high = move(last.quantiles[middle + 1]);
            }
        }
        strongest = std::max(strongest, std::isnan(row.move) ? 0 : std::abs(row.move));
        out.rows.push_back(std::move(row));
    }
    // An hour moves little: a hundredth of a percent would make most forecasts look alike.
    out.decimals = strongest < 0.05 ? 4 : strongest < 0.5 ? 3 : 2;
    return out;
}

void AssetTableModel::setRows(AssetRows rows) {
    beginResetModel();
    m_content = std::move(rows);
    endResetModel();
}

int AssetTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_content.rows.size());
}

int AssetTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

double AssetTableModel::number(const AssetRow& row, int column) const {
    return column == Close  ? row.close
           : column == Low  ? row.low
           : column == High ? row.high
                            : row.move;
}

QVariant AssetTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const AssetRow& row = m_content.rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const double value = number(row, column);
    switch (role) {
    case Qt::DisplayRole:
        return column == Symbol  ? row.symbol
               : column == Close ? formatNumber(value, shownDecimals(value))
                                 : formatSigned(value, m_content.decimals);
    case Qt::ToolTipRole:
        return row.why.isEmpty() ? QVariant() : QVariant(tr("Not forecast: %1").arg(row.why));
    case Qt::FontRole:
        return column == Move ? QVariant(typeFont(Type::BodyStrong)) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Symbol ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    case NumberRole:
        return column == Symbol ? QVariant() : QVariant(value);
    default:
        return {};
    }
}

QVariant AssetTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return section == Symbol  ? tr("Asset")
               : section == Close ? tr("Close")
               : section == Move
                   ? tr("Forecast")
                   : levelHead(section == Low ? m_content.lowLevel : m_content.highLevel);
    if (role == Qt::ToolTipRole && section == Move)
        return tr("From the last close to the last step");
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Symbol ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    if (role == Qt::InitialSortOrderRole)
        return static_cast<int>(section == Symbol ? Qt::AscendingOrder : Qt::DescendingOrder);
    return {};
}

AssetTable::AssetTable(QWidget* parent)
    : Bar(Role::Surface, Qt::LeftEdge, parent), m_model(new AssetTableModel(this)),
      m_order(new NumberOrder(m_model, AssetTableModel::NumberRole, this)),
      m_unit(new ElidedLabel(this)) {
    setObjectName(u"asset_table_panel"_s);
    auto* title = new QLabel(tr("All assets"), this);
    title->setFont(typeFont(Type::BodyStrong));
    setMuted(m_unit);
    m_view = plainTable(u"asset_table"_s, tr("Forecasts of all assets"), m_order, this);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(AssetTableModel::Move, Qt::DescendingOrder);
    makeCopyable(m_view, AssetTableModel::NumberRole);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (!m_choosing && now.isValid())
                    Q_EMIT chosen(m_order->mapToSource(now).row());
            });
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 0, 12, 0);
    head->setSpacing(8);
    head->addWidget(title);
    head->addWidget(m_unit, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 5, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_view, 1);
}

void AssetTable::show(const QString& unit, AssetRows rows) {
    m_choosing = true;
    m_unit->setFullText(unit);
    m_model->setRows(std::move(rows));
    m_choosing = false;
    fit();
}

void AssetTable::choose(int asset, bool reveal) {
    m_choosing = true;
    const QModelIndex row = m_order->mapFromSource(m_model->index(asset, 0));
    if (row.isValid() && row.row() != m_view->currentIndex().row()) {
        m_view->setAutoScroll(reveal);
        m_view->setCurrentIndex(row);
        m_view->setAutoScroll(true);
    }
    m_choosing = false;
}

/// As wide as its columns: what is left belongs to the chart.
void AssetTable::fit() {
    int width = 0;
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    for (int column = 0; column < AssetTableModel::ColumnCount; ++column) {
        m_view->resizeColumnToContents(column);
        const int own = m_view->columnWidth(column) + kCellRoom;
        m_view->setColumnWidth(column, own);
        width += own;
    }
    setFixedWidth(width + m_view->verticalScrollBar()->sizeHint().width());
    m_view->horizontalHeader()->setSectionResizeMode(AssetTableModel::Symbol, QHeaderView::Stretch);
}

} // namespace loom::ui
