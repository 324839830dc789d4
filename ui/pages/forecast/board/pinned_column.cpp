// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/pinned_column.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QWheelEvent>

#include "ui/forms/bar.h"
#include "ui/forms/plain_table.h"
#include "ui/theme/style.h"

namespace loom::ui {

PinnedColumn::PinnedColumn(QTableView* table, const QString& name)
    : QTableView(table), m_under(table), m_edge(new Bar(Role::Line, {}, this)) {
    dressTable(this, name, table->accessibleName(), table->model(),
               {.headerHeight = table->horizontalHeader()->height()});
    setSelectionModel(table->selectionModel());
    setSelectionMode(table->selectionMode());
    setItemDelegate(table->itemDelegate());
    setFocusPolicy(Qt::NoFocus);
    setVerticalScrollMode(table->verticalScrollMode());
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setProperty(kSameRowsProperty, QVariant::fromValue<QObject*>(table));
    table->setProperty(kSameRowsProperty, QVariant::fromValue<QObject*>(this));
    auto* own = horizontalHeader();
    auto* others = table->horizontalHeader();
    own->setSectionsClickable(true);
    own->setSortIndicatorClearable(others->isSortIndicatorClearable());
    own->setSortIndicatorShown(true);
    own->setSortIndicator(others->sortIndicatorSection(), others->sortIndicatorOrder());
    connect(own, &QHeaderView::sortIndicatorChanged, others, &QHeaderView::setSortIndicator);
    connect(others, &QHeaderView::sortIndicatorChanged, own, &QHeaderView::setSortIndicator);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, table->verticalScrollBar(),
            &QScrollBar::setValue);
    connect(table->verticalScrollBar(), &QScrollBar::valueChanged, verticalScrollBar(),
            &QScrollBar::setValue);
    connect(this, &QTableView::pressed, table, [table] { table->setFocus(Qt::MouseFocusReason); });
    hide();
}

void PinnedColumn::place() {
    const int columns = m_under->model()->columnCount();
    const bool scrolled = m_under->horizontalHeader()->length() > m_under->viewport()->width();
    setVisible(scrolled && columns > 1);
    if (isHidden())
        return;
    for (int column = 0; column < columns; ++column)
        setColumnHidden(column, column > 0);
    const int width = m_under->columnWidth(0);
    horizontalHeader()->setFixedHeight(m_under->horizontalHeader()->height());
    setColumnWidth(0, width);
    const QRect below = m_under->viewport()->geometry();
    const int top = m_under->horizontalHeader()->y();
    setGeometry(below.left(), top, width, below.bottom() + 1 - top);
    m_edge->setGeometry(width - 1, 0, 1, height());
    m_edge->raise();
    verticalScrollBar()->setValue(m_under->verticalScrollBar()->value());
    raise();
}

/// The table scrolls, both ways.
void PinnedColumn::wheelEvent(QWheelEvent* event) {
    QCoreApplication::sendEvent(m_under->viewport(), event);
}

} // namespace loom::ui
