// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/table_copy.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QShortcut>
#include <QTableView>

#include <cmath>

namespace loom::ui {

namespace {

QString cellText(const QModelIndex& index, int numberRole) {
    const QVariant kept = index.data(numberRole);
    bool isNumber = false;
    const double number = kept.toDouble(&isNumber);
    if (!isNumber)
        return index.data().toString();
    return std::isfinite(number) ? QString::number(number, 'g', 10) : QString();
}

} // namespace

QString tableText(const QTableView& table, int numberRole) {
    const auto& model = *table.model();
    QList<int> columns;
    for (int visual = 0; visual < model.columnCount(); ++visual)
        if (const int column = table.horizontalHeader()->logicalIndex(visual);
            !table.isColumnHidden(column))
            columns << column;
    QStringList lines, cells;
    for (const int column : columns)
        cells << model.headerData(column, Qt::Horizontal).toString().replace(u'\n', u' ');
    lines << cells.join(u'\t');
    const auto* selection = table.selectionModel();
    for (int row = 0; row < model.rowCount(); ++row) {
        if (selection->hasSelection() && !selection->isRowSelected(row))
            continue;
        cells.clear();
        for (const int column : columns)
            cells << cellText(model.index(row, column), numberRole);
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

void makeCopyable(QTableView* table, int numberRole) {
    auto* copy = new QShortcut(QKeySequence::Copy, table);
    copy->setContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(copy, &QShortcut::activated, table, [table, numberRole] {
        QGuiApplication::clipboard()->setText(tableText(*table, numberRole));
    });
}

} // namespace loom::ui
