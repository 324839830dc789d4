// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer and keys on a chart that is a table of cells.
#include <QKeyEvent>

#include "ui/charts/chart_view.h"

namespace loom::ui {

std::optional<CellHit> ChartView::cellHit() const {
    const Layer* cells = m_model.cellLayer();
    return cells != nullptr && m_cell ? cells->hit(*m_cell, m_layout.map) : std::nullopt;
}

void ChartView::setCell(std::optional<CellRef> cell) {
    if (cell == m_cell)
        return;
    m_cell = cell;
    viewport()->update();
}

void ChartView::pointCell(std::optional<CellRef> cell) {
    if (cell == m_cell)
        return;
    setCell(cell);
    Q_EMIT cellPointed(cell);
}

bool ChartView::cellKey(QKeyEvent* event) {
    CellRef next = m_cell.value_or(CellRef{});
    switch (event->key()) {
    case Qt::Key_Left:
        --next.column;
        break;
    case Qt::Key_Right:
        ++next.column;
        break;
    case Qt::Key_Up:
        --next.row;
        break;
    case Qt::Key_Down:
        ++next.row;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cell)
            Q_EMIT cellChosen(*m_cell);
        return true;
    case Qt::Key_Escape:
        pointCell(std::nullopt);
        return true;
    default:
        return false;
    }
    if (m_model.cellLayer()->hit(next, m_layout.map)) {
        m_pointerInside = true;
        pointCell(next);
    }
    return true;
}

} // namespace loom::ui
