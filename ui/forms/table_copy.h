// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a table on the clipboard as spreadsheets take them: a header line, tabs between cells,
// numbers as files write them. Interface thread.
#pragma once

#include <QString>

class QTableView;

namespace loom::ui {

/// The visible columns of the selected rows, in the order shown; of all rows when none is selected.
/// numberRole: where a cell keeps its number; cells without a number there give their text.
QString tableText(const QTableView& table, int numberRole);

/// Copy (Ctrl+C) then puts tableText() on the clipboard.
void makeCopyable(QTableView* table, int numberRole);

} // namespace loom::ui
