// SPDX-License-Identifier: GPL-3.0-or-later
// A table as the design has it: hairlines between rows, no grid, no row numbers, rows of one
// height, whole rows selected. Interface thread.
#pragma once

#include <QString>

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace loom::ui {

inline constexpr int kTableRow = 24;
inline constexpr int kTwoLineHeader = 40; ///< a second line for the unit

struct TableLook {
    int rowHeight = kTableRow;
    int headerHeight = 0; ///< 0: as the style has it
};

/// words: for screen readers.
QTableView* plainTable(const QString& name, const QString& words, QAbstractItemModel* model,
                       QWidget* parent, const TableLook& look = {});
/// The same for a table of a class of its own.
void dressTable(QTableView* table, const QString& name, const QString& words,
                QAbstractItemModel* model, const TableLook& look = {});

/// As wide as their contents; one column takes what is left.
void fitColumns(QTableView* table, int stretched);

} // namespace loom::ui
