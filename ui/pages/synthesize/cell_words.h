// SPDX-License-Identifier: GPL-3.0-or-later
// Below a scorecard: why the chosen cell is judged as it is, and how its metric is defined, with
// formula and source. Appears with the first click. Interface thread.
#pragma once

#include "ui/forms/bar.h"

class QLabel;
class QModelIndex;

namespace loom::ui {

class ScorecardTable;

class CellWords final : public Bar {
    Q_OBJECT
  public:
    explicit CellWords(ScorecardTable* table, QWidget* parent = nullptr);
    QString why() const;
    QString definition() const;

  private:
    void show(const QModelIndex& cell);

    ScorecardTable* m_table;
    QLabel* m_why;
    QLabel* m_definition;
};

} // namespace loom::ui
