// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/watch_list.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/market/sparkline_delegate.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {
constexpr int kRowHeight = 32;
constexpr int kSuggestionHeight = 24;
constexpr int kMostSuggestions = 8;
} // namespace

WatchList::WatchList(const market::SymbolList& symbols, QWidget* parent)
    : QWidget(parent), m_symbols(symbols), m_model(new WatchListModel(this)),
      m_filtered(new QSortFilterProxyModel(this)), m_filter(new QLineEdit(this)),
      m_table(new QTableView(this)), m_suggestionTitle(new QLabel(this)),
      m_suggestions(new QListWidget(this)), m_state(new QLabel(this)) {
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterRole(WatchListModel::kSymbolRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setMinimumWidth(264);
    build();
    buildTable();
    connect(m_filter, &QLineEdit::textChanged, this, &WatchList::filterChanged);
    connect(m_filter, &QLineEdit::returnPressed, this, &WatchList::enterPressed);
    connect(m_suggestions, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        Q_EMIT fetchWanted(item->data(Qt::UserRole).toString());
    });
}

void WatchList::build() {
    m_filter->setObjectName(QStringLiteral("watch_filter"));
    m_filter->setPlaceholderText(tr("Filter or add symbol"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->setToolTip(tr("Filters the list. Enter fetches a symbol that is not cached yet."));
    m_filter->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_suggestionTitle->setObjectName(QStringLiteral("suggestion_title"));
    m_suggestionTitle->setContentsMargins(16, 8, 16, 4);
    m_suggestionTitle->setFont(typeFont(Type::Caption));
    m_suggestionTitle->setWordWrap(true);
    setMuted(m_suggestionTitle);
    m_suggestions->setObjectName(QStringLiteral("symbol_suggestions"));
    m_suggestions->setAccessibleName(tr("Symbols that are not cached"));
    m_suggestions->setFrameShape(QFrame::NoFrame);
    m_suggestions->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_suggestions->setTextElideMode(Qt::ElideRight);
    m_state->setContentsMargins(16, 8, 16, 8);
    m_state->setFont(typeFont(Type::Caption));
    m_state->setWordWrap(true);
    setMuted(m_state);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 8, 12, 8);
    top->addWidget(m_filter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_suggestionTitle);
    layout->addWidget(m_suggestions);
    layout->addWidget(m_state);
    m_suggestionTitle->hide();
    m_suggestions->hide();
}

void WatchList::buildTable() {
    m_table->setObjectName(QStringLiteral("watch_list"));
    m_table->setAccessibleName(tr("Watch list"));
    m_table->setModel(m_filtered);
    m_table->setItemDelegateForColumn(WatchListModel::LineColumn, new SparklineDelegate(m_table));
    m_table->setItemDelegateForColumn(WatchListModel::ChangeColumn,
                                      new NumberDelegate(2, SignStyle::GainIsUp, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(kRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* header = m_table->horizontalHeader();
    header->setSectionsClickable(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(WatchListModel::LineColumn, QHeaderView::Stretch);
    auto* remove = new QAction(tr("Remove From Watch List"), m_table);
    remove->setObjectName(QStringLiteral("watch_remove"));
    remove->setShortcut(QKeySequence(Qt::Key_Delete));
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, this, &WatchList::removeCurrent);
    m_table->addAction(remove);
    connect(m_table, &QWidget::customContextMenuRequested, this, &WatchList::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (const WatchRow* row = current()) {
            m_chosen = row->state.key;
            Q_EMIT seriesChosen(row->state.key);
        }
    });
}

void WatchList::setRows(std::vector<WatchRow> rows) {
    const int scrolled = m_table->verticalScrollBar()->value();
    std::int64_t bars = 0;
    for (const WatchRow& row : rows)
        bars += row.state.rows;
    {
        const QSignalBlocker quiet(m_table->selectionModel());
        m_model->setRows(std::move(rows));
    }
    m_table->verticalScrollBar()->setValue(scrolled);
    m_state->setText(tr("%1 listed, %2 bars. Lines: last 60 bars.")
                         .arg(formatCount(m_model->rowCount()), formatCount(bars)));
    filterChanged(m_filter->text());
}

bool WatchList::isEmpty() const {
    return m_model->rowCount() == 0;
}

bool WatchList::select(const std::string& symbol, std::optional<market::Interval> interval) {
    const int row = m_model->rowOf(symbol, interval);
    if (row < 0)
        return false;
    if (!m_filtered->mapFromSource(m_model->index(row, 0)).isValid())
        m_filter->clear();
    const QModelIndex at = m_filtered->mapFromSource(m_model->index(row, 0));
    m_table->clearSelection();
    m_table->setCurrentIndex({});
    m_table->selectRow(at.row());
    m_table->scrollTo(at);
    return true;
}

void WatchList::selectFirst() {
    m_table->selectRow(0);
}

void WatchList::setFilter(const QString& text) {
    m_filter->setText(text);
    m_filter->setFocus();
}

QString WatchList::filter() const {
    return m_filter->text();
}

const WatchRow* WatchList::current() const {
    const QModelIndex at = m_filtered->mapToSource(m_table->currentIndex());
    return at.isValid() ? m_model->rowAt(at.row()) : nullptr;
}

void WatchList::filterChanged(const QString& text) {
    applyFilter(text.trimmed());
    m_suggestions->clear();
    const QString wanted = text.trimmed();
    if (!wanted.isEmpty())
        for (const auto& listed : m_symbols.search(str(wanted), kMostSuggestions)) {
            if (m_model->rowOf(listed.symbol) >= 0)
                continue;
            auto* item = new QListWidgetItem(
                QStringLiteral("%1   %2").arg(qstr(listed.symbol), qstr(listed.name)),
                m_suggestions);
            item->setData(Qt::UserRole, qstr(listed.symbol));
            item->setToolTip(tr("%1, %2. Enter or double click fetches it.")
                                 .arg(qstr(listed.name), qstr(listed.sector)));
            item->setSizeHint({0, kSuggestionHeight});
        }
    const int count = m_suggestions->count();
    m_suggestions->setFixedHeight(count * kSuggestionHeight + 2);
    m_suggestions->setVisible(count > 0);
    const bool nothing = !wanted.isEmpty() && m_filtered->rowCount() == 0;
    m_suggestionTitle->setText(count > 0
                                   ? tr("Not cached: S&P 500. Enter fetches.")
                                   : tr("Enter fetches %1 from the source.").arg(wanted.toUpper()));
    m_suggestionTitle->setVisible(count > 0 || nothing);
}

/// Hiding rows must not open another series: what is shown stays shown, selected while it is there.
void WatchList::applyFilter(const QString& words) {
    const QSignalBlocker quiet(m_table->selectionModel());
    m_filtered->setFilterFixedString(words);
    const int row = m_chosen ? m_model->rowOf(m_chosen->symbol, m_chosen->interval) : -1;
    const QModelIndex at = m_filtered->mapFromSource(m_model->index(row, 0));
    m_table->selectionModel()->clear();
    if (at.isValid())
        m_table->selectRow(at.row());
    m_table->viewport()->update();
}

void WatchList::enterPressed() {
    const QString symbol = m_filter->text().trimmed().toUpper();
    if (symbol.isEmpty())
        return;
    if (select(str(symbol)))
        return;
    const bool listed = m_symbols.find(str(symbol)) != nullptr;
    if (!listed && m_filtered->rowCount() > 0)
        m_table->selectRow(0);
    else if (!listed && m_suggestions->count() > 0)
        Q_EMIT fetchWanted(m_suggestions->item(0)->data(Qt::UserRole).toString());
    else
        Q_EMIT fetchWanted(symbol);
}

void WatchList::removeCurrent() {
    if (const WatchRow* row = current())
        Q_EMIT removeWanted(row->state.key);
}

void WatchList::showMenu(const QPoint& at) {
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    m_table->selectRow(index.row());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString symbol = qstr(current()->state.key.symbol);
    connect(menu->addAction(tr("Update %1").arg(symbol)), &QAction::triggered, this,
            [this, symbol] { Q_EMIT fetchWanted(symbol); });
    menu->addActions(m_table->actions());
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

} // namespace loom::ui
