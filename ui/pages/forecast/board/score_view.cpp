// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/score_view.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <cmath>

#include "ui/forms/number_order.h"
#include "ui/forms/plain_table.h"
#include "ui/forms/table_copy.h"
#include "ui/pages/forecast/board/pinned_column.h"
#include "ui/pages/forecast/board/score_delegate.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kLeastColumn = 44;
constexpr int kMargin = 8, kSortMark = 12; ///< of a head

} // namespace

void ScoreTableModel::setTable(ScoreTable table) {
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int ScoreTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int ScoreTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.heads.size());
}

QVariant ScoreTableModel::alignment(int column) const {
    const bool number = m_table.heads[static_cast<std::size_t>(column)].isNumber;
    return QVariant::fromValue(Qt::Alignment(number ? Qt::AlignRight : Qt::AlignLeft) |
                               Qt::AlignVCenter);
}

QVariant ScoreTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& row = m_table.rows[static_cast<std::size_t>(index.row())];
    const auto& cell = row.cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole: // rich text wraps, plain text does not
        return cell.tip.isEmpty()
                   ? QVariant()
                   : u"<p>%1</p>"_s.arg(cell.tip.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    case Qt::AccessibleTextRole:
        return cell.aside.isEmpty() ? cell.text : cell.text + u", "_s + cell.aside;
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case Qt::FontRole: {
        QFont font = typeFont(Type::Body);
        font.setBold(cell.strong);
        return cell.strong ? QVariant(font) : QVariant();
    }
    case NumberRole:
        return m_table.heads[static_cast<std::size_t>(index.column())].isNumber
                   ? QVariant(cell.number)
                   : QVariant();
    case AsideRole:
        return cell.aside;
    case LineRole:
        return cell.line ? QVariant::fromValue(*cell.line) : QVariant();
    case MarkRole:
        return cell.mark ? QVariant(static_cast<int>(*cell.mark)) : QVariant();
    case QuietRole:
        return cell.quiet;
    case IdRole:
        return row.id;
    default:
        return {};
    }
}

QVariant ScoreTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const auto& head = m_table.heads[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        return head.title;
    case Qt::ToolTipRole:
        return head.tip.isEmpty()
                   ? QVariant()
                   : u"<p>%1</p>"_s.arg(head.tip.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    case Qt::TextAlignmentRole:
        return alignment(section);
    case Qt::InitialSortOrderRole:
        return static_cast<int>(head.largestFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
    case IdRole:
        return head.id;
    default:
        return {};
    }
}

ScoreView::ScoreView(const QString& name, const QString& words, QWidget* parent)
    : QTableView(parent), m_model(new ScoreTableModel(this)),
      m_sorted(new NumberOrder(m_model, ScoreTableModel::NumberRole, this)) {
    dressTable(this, name, words, m_sorted, {.headerHeight = kTwoLineHeader});
    setItemDelegate(new ScoreDelegate(this));
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setTabKeyNavigation(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->setMinimumSectionSize(kLeastColumn);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    makeCopyable(this, ScoreTableModel::NumberRole);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [this] {
        if (m_setting)
            return;
        readOrder();
        Q_EMIT sortingChanged();
    });
}

void ScoreView::setTable(ScoreTable table) {
    const QScopedValueRollback guard(m_setting, true);
    const QString row = chosen();
    m_model->setTable(std::move(table));
    setSorting(m_order);
    choose(row);
    fit();
}

QString ScoreView::chosen() const {
    return currentIndex().data(ScoreTableModel::IdRole).toString();
}

void ScoreView::choose(const QString& id) {
    for (int row = 0; row < m_sorted->rowCount(); ++row)
        if (const QModelIndex index = m_sorted->index(row, 0);
            index.data(ScoreTableModel::IdRole).toString() == id) {
            const bool follows = hasAutoScroll();
            setAutoScroll(false); // the reader's place stays
            selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                         QItemSelectionModel::Rows);
            setAutoScroll(follows);
            return;
        }
}

int ScoreView::columnOf(const QString& id) const {
    const auto& heads = table().heads;
    const auto at = std::ranges::find(heads, id, &ScoreHead::id);
    return at == heads.end() ? -1 : static_cast<int>(at - heads.begin());
}

QString ScoreView::text(const QString& row, const QString& column) const {
    const auto& rows = table().rows;
    const auto at = std::ranges::find(rows, row, &ScoreRow::id);
    const int index = columnOf(column);
    return at == rows.end() || index < 0 ? QString()
                                         : at->cells[static_cast<std::size_t>(index)].text;
}

void ScoreView::readOrder() {
    const int column = horizontalHeader()->sortIndicatorSection();
    m_order = {};
    if (column >= 0 && column < m_model->columnCount())
        m_order = {
            {u"column"_s, table().heads[static_cast<std::size_t>(column)].id},
            {u"descending"_s, horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder}};
}

void ScoreView::setSorting(QJsonObject sorting) {
    const QScopedValueRollback guard(m_setting, true);
    m_order = std::move(sorting);
    sortByColumn(columnOf(m_order[u"column"_s].toString()),
                 m_order[u"descending"_s].toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void ScoreView::setShedding(bool on) {
    m_shedding = on;
    fit();
}

void ScoreView::pinFirstColumn() {
    m_pinned = new PinnedColumn(this, objectName() + u"_names"_s);
    fit();
}

/// Of cells and head; Qt's own hint for a head of two lines keeps twice the room for the sort mark.
int ScoreView::widthOf(int column) const {
    const auto& head = table().heads[static_cast<std::size_t>(column)];
    const QFontMetrics metrics(horizontalHeader()->font());
    return std::max({kLeastColumn, sizeHintForColumn(column),
                     metrics.size(0, head.title).width() + 2 * kMargin + kSortMark});
}

/// As wide as their contents, the first takes what is left; what has no room is hidden, if it may.
void ScoreView::fit() {
    if (m_model->columnCount() == 0)
        return;
    for (int column = 0; column < m_model->columnCount(); ++column)
        setColumnHidden(column, false);
    auto* header = horizontalHeader();
    for (int column = 0; column < m_model->columnCount(); ++column)
        header->resizeSection(column, widthOf(column));
    std::vector<int> order;
    for (int column = 0; column < m_model->columnCount(); ++column)
        if (table().heads[static_cast<std::size_t>(column)].keep > 0)
            order.push_back(column);
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](int column) {
        return table().heads[static_cast<std::size_t>(column)].keep;
    });
    for (const int column : order)
        if (m_shedding && header->length() > viewport()->width())
            setColumnHidden(column, true);
    const int others = header->length() - header->sectionSize(0);
    header->resizeSection(0, std::max(header->sectionSize(0), viewport()->width() - others));
    if (m_pinned != nullptr)
        m_pinned->place();
}

void ScoreView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fit();
}

void ScoreView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (!m_setting && current.isValid() && current.row() != previous.row())
        Q_EMIT rowChosen(chosen());
}

} // namespace loom::ui
