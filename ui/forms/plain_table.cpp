// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/plain_table.h"

#include <QHeaderView>
#include <QTableView>

namespace loom::ui {

QTableView* plainTable(const QString& name, const QString& words, QAbstractItemModel* model,
                       QWidget* parent, const TableLook& look) {
    auto* table = new QTableView(parent);
    dressTable(table, name, words, model, look);
    return table;
}

void dressTable(QTableView* table, const QString& name, const QString& words,
                QAbstractItemModel* model, const TableLook& look) {
    table->setObjectName(name);
    table->setAccessibleName(words);
    table->setModel(model);
    table->setShowGrid(false);
    table->setWordWrap(look.rowHeight > kTableRow);
    table->setFrameShape(QFrame::NoFrame);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    auto* rows = table->verticalHeader();
    rows->hide();
    rows->setMinimumSectionSize(look.rowHeight);
    rows->setDefaultSectionSize(look.rowHeight);
    rows->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setHighlightSections(false);
    if (look.headerHeight > 0)
        table->horizontalHeader()->setFixedHeight(look.headerHeight);
}

void fitColumns(QTableView* table, int stretched) {
    table->resizeColumnsToContents();
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
}

} // namespace loom::ui
