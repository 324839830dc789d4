// SPDX-License-Identifier: GPL-3.0-or-later
// The pinned row is a second view of the same model and selection, one row high, that lies on room
// the header keeps free below its words; the main view hides that row.
#include "ui/pages/experiments/run_table.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

#include "ui/pages/experiments/metric_delegate.h"
#include "ui/pages/experiments/run_table_model.h"

namespace loom::ui {

namespace {

constexpr int kRowHeight = 24;

/// Shows row 0 and nothing else, whatever becomes current.
class PinnedRow final : public QTableView {
  public:
    using QTableView::QTableView;
    void scrollTo(const QModelIndex&, ScrollHint) override {}

  protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

void dress(QTableView& view) {
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setEditTriggers(QAbstractItemView::EditKeyPressed);
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setTabKeyNavigation(false);
    view.setFrameShape(QFrame::NoFrame);
    view.verticalHeader()->setMinimumSectionSize(kRowHeight);
    view.verticalHeader()->hide();
    view.verticalHeader()->setDefaultSectionSize(kRowHeight);
    view.setItemDelegate(new MetricDelegate(&view));
}

} // namespace

RunTable::RunTable(RunTableModel& model, QWidget* parent)
    : QTableView(parent), m_model(model), m_header(new UnitHeader(this)) {
    setHorizontalHeader(m_header);
    setModel(&model);
    dress(*this);
    m_header->setSortIndicator(RunTableModel::StartedColumn, Qt::DescendingOrder);
    setSortingEnabled(true);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    m_pinned = new PinnedRow(this);
    m_pinned->setObjectName(QStringLiteral("pinned_run"));
    m_pinned->setAccessibleName(tr("Baseline"));
    m_pinned->setModel(&model);
    m_pinned->setSelectionModel(selectionModel());
    dress(*m_pinned);
    m_pinned->horizontalHeader()->hide();
    m_pinned->setFocusPolicy(Qt::NoFocus);
    m_pinned->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_pinned->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_pinned->viewport()->setBackgroundRole(QPalette::AlternateBase);
    m_pinned->hide();
    connect(m_pinned, &QTableView::pressed, this, [this] { setFocus(Qt::MouseFocusReason); });
    connect(m_pinned, &QTableView::activated, this, &QTableView::activated);
    connect(m_header, &QHeaderView::sectionResized, this,
            [this](int section, int, int width) { m_pinned->setColumnWidth(section, width); });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, m_pinned->horizontalScrollBar(),
            &QScrollBar::setValue);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] { syncPinned(); });
    syncPinned();
}

void RunTable::syncPinned() {
    const bool shown = m_model.pinned() > 0;
    setRowHidden(0, shown);
    m_pinned->setVisible(shown);
    m_header->setRoomBelow(shown ? kRowHeight : 0);
    for (int c = 0; c < m_model.columnCount(); ++c)
        m_pinned->setColumnWidth(c, columnWidth(c));
    updateGeometries();
}

void RunTable::updateGeometries() {
    QTableView::updateGeometries();
    if (m_pinned == nullptr)
        return;
    const QRect words = m_header->geometry();
    m_pinned->setGeometry(words.left(), words.bottom() + 1 - kRowHeight, viewport()->width(),
                          kRowHeight);
    m_pinned->horizontalScrollBar()->setValue(horizontalScrollBar()->value());
    m_pinned->raise();
}

void RunTable::fitColumns() {
    resizeColumnsToContents();
    if (m_model.pinned() == 0)
        return;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int c = 0; c < m_model.columnCount(); ++c)
        setColumnWidth(
            c, std::max(columnWidth(c),
                        m_pinned->itemDelegate()->sizeHint(option, m_model.index(0, c)).width()));
}

void RunTable::editName() {
    const auto name = currentIndex().siblingAtColumn(RunTableModel::NameColumn);
    if (name.isValid())
        (name.row() < m_model.pinned() ? m_pinned : static_cast<QTableView*>(this))->edit(name);
}

QModelIndex RunTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) {
    const auto now = currentIndex();
    if (action == MoveUp && m_model.pinned() > 0 && now.row() <= 1 && now.isValid())
        return now.siblingAtRow(0);
    return QTableView::moveCursor(action, modifiers);
}

} // namespace loom::ui
