// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/next_table.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/forms/elided_label.h"
#include "ui/forms/plain_table.h"
#include "ui/pages/forecast/next/next_layers.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kHalf = 0.5;
constexpr int kCellRoom = 6; ///< beside the text of a cell, for its neighbour

bool isHalf(double level) {
    return std::abs(level - kHalf) < 1e-9;
}

} // namespace

void NextTableModel::setRows(NextRows rows) {
    beginResetModel();
    std::erase_if(rows.levels, [&, at = std::size_t{0}](double level) mutable {
        // The median is a column of its own.
        if (!isHalf(level)) {
            ++at;
            return false;
        }
        for (NextRow& row : rows.rows)
            if (at < row.quantiles.size())
                row.quantiles.erase(row.quantiles.begin() + static_cast<std::ptrdiff_t>(at));
        return true;
    });
    m_content = std::move(rows);
    endResetModel();
}

std::size_t NextTableModel::below() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(m_content.levels, [](double level) { return level < kHalf; }));
}

int NextTableModel::medianColumn() const {
    return FirstValue + static_cast<int>(below());
}

int NextTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_content.rows.size());
}

int NextTableModel::columnCount(const QModelIndex& parent) const {
    if (parent.isValid())
        return 0;
    return FirstValue + static_cast<int>(m_content.levels.size()) + 1 +
           (m_content.withActual ? 1 : 0);
}

double NextTableModel::value(const NextRow& row, int column) const {
    const int median = medianColumn();
    if (column == median)
        return row.median;
    if (m_content.withActual && column == actualColumn())
        return row.actual;
    const auto level = static_cast<std::size_t>(column - FirstValue - (column > median ? 1 : 0));
    return level < row.quantiles.size() ? row.quantiles[level] : forecast::kMissing;
}

QString NextTableModel::head(int column) const {
    if (column == Target)
        return tr("Target");
    if (column == Step)
        return tr("Step");
    const int median = medianColumn();
    if (column == median)
        return tr("Median");
    if (m_content.withActual && column == actualColumn())
        return m_content.actualHead;
    return levelHead(
        m_content
            .levels[static_cast<std::size_t>(column - FirstValue - (column > median ? 1 : 0))]);
}

QVariant NextTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const NextRow& row = m_content.rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: {
        if (column == Target)
            return row.target;
        if (column == Step)
            return QString(u'+' + QString::number(index.row() + 1));
        const double number = value(row, column);
        return m_content.isSigned ? formatSigned(number, m_content.decimals)
                                  : formatNumber(number, m_content.decimals);
    }
    case Qt::ToolTipRole:
        return column == Target ? QVariant(row.targetLong) : QVariant();
    case Qt::FontRole:
        return column == medianColumn() ? QVariant(typeFont(Type::BodyStrong)) : QVariant();
    case Qt::ForegroundRole:
        return column == Step ? QVariant(QBrush(qApp->palette().color(QPalette::PlaceholderText)))
                              : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Target ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant NextTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return head(section);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Target ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && m_content.withActual && section == actualColumn())
        return m_content.actualTip;
    return {};
}

QString NextTableModel::text(const QModelIndexList& rows) const {
    QStringList lines, heads;
    for (int column = 0; column < columnCount(); ++column)
        heads << head(column);
    lines << heads.join(u'\t');
    for (const QModelIndex& index : rows) {
        const NextRow& row = m_content.rows[static_cast<std::size_t>(index.row())];
        QStringList cells{row.targetLong, QString::number(index.row() + 1)};
        for (int column = FirstValue; column < columnCount(); ++column) {
            const double number = value(row, column);
            cells << (std::isfinite(number) ? QString::number(number, 'f', m_content.decimals + 2)
                                            : QString());
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

NextTable::NextTable(QWidget* parent)
    : Bar(Role::Surface, Qt::LeftEdge, parent), m_model(new NextTableModel(this)),
      m_title(new QLabel(this)), m_unit(new ElidedLabel(this)), m_words(new QLabel(this)) {
    setObjectName(u"next_table_panel"_s);
    m_title->setFont(typeFont(Type::BodyStrong));
    setMuted(m_unit);
    m_words->setObjectName(u"next_table_words"_s);
    m_words->setWordWrap(true);
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setContentsMargins(12, 4, 12, 8);
    m_view = plainTable(u"next_table"_s, tr("Predicted values by step"), m_model, this);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* copyAction = new QAction(tr("Copy Rows"), m_view);
    copyAction->setObjectName(u"next_copy"_s);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &NextTable::copy);
    m_view->addAction(copyAction);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 0, 12, 0);
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_unit, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 5, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_view, 1);
}

void NextTable::show(const QString& title, const QString& unit, NextRows rows) {
    m_title->setText(title);
    m_unit->setFullText(unit);
    m_text.clear();
    m_words->hide();
    m_model->setRows(std::move(rows));
    m_view->show();
    fit();
}

void NextTable::showWords(const QString& title, const QString& words) {
    m_title->setText(title);
    m_unit->setFullText({});
    m_text = words;
    m_words->setText(words);
    m_words->show();
    m_view->hide();
    m_model->setRows({});
    fit();
}

void NextTable::setCompact(bool compact) {
    if (compact == m_compact)
        return;
    m_compact = compact;
    fit();
}

/// As wide as its columns: what is left belongs to the chart.
void NextTable::fit() {
    constexpr int kLeast = 220;
    const int last = m_model->columnCount() - 1;
    const int end = m_model->content().withActual ? last - 1 : last;
    int width = 0;
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    for (int column = 0; column <= last; ++column) {
        const bool outer = column == NextTableModel::Target ||
                           column == NextTableModel::FirstValue ||
                           column == m_model->medianColumn() || column >= end;
        m_view->setColumnHidden(column, m_compact && !outer);
        if (m_view->isColumnHidden(column))
            continue;
        m_view->resizeColumnToContents(column);
        const int own = m_view->columnWidth(column) + kCellRoom;
        m_view->setColumnWidth(column, own);
        width += own;
    }
    width += m_view->verticalScrollBar()->sizeHint().width();
    setFixedWidth(std::max(kLeast, width));
    m_view->horizontalHeader()->setSectionResizeMode(NextTableModel::Target, QHeaderView::Stretch);
}

void NextTable::copy() const {
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    if (rows.isEmpty())
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows << m_model->index(row, 0);
    QApplication::clipboard()->setText(m_model->text(rows));
}

} // namespace loom::ui
