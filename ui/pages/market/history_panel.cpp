// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/history_panel.h"

#include <QDialog>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QString dayText(Timestamp time) {
    return qstr(toIso(time.utcDate()));
}

QString minuteText(Timestamp time) {
    return qstr(toIso(time)).left(16).replace(u'T', u' ');
}

QString kindWord(market::RestatementKind kind) {
    switch (kind) {
    case market::RestatementKind::Split:
        return HistoryPanel::tr("split");
    case market::RestatementKind::Dividend:
        return HistoryPanel::tr("dividend");
    case market::RestatementKind::VendorEdit:
        return HistoryPanel::tr("edited by the source");
    }
    return {};
}

QString gapWord(market::GapState state) {
    switch (state) {
    case market::GapState::Open:
        return HistoryPanel::tr("missing, asked again");
    case market::GapState::Permanent:
        return HistoryPanel::tr("missing for good");
    case market::GapState::Filled:
        return HistoryPanel::tr("filled");
    }
    return {};
}

void addLine(QTableWidget& table, const QStringList& cells, std::int64_t time) {
    const int row = table.rowCount();
    table.insertRow(row);
    for (int c = 0; c < cells.size(); ++c) {
        auto* item = new QTableWidgetItem(cells[c]);
        item->setToolTip(cells[c]);
        if (c == 3 || c == 4)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        table.setItem(row, c, item);
    }
    table.item(row, 0)->setData(Qt::UserRole, QVariant::fromValue<qint64>(time));
}

} // namespace

HistoryPanel::HistoryPanel(QWidget* parent)
    : QWidget(parent), m_rows(new QGridLayout), m_message(new QLabel(this)),
      m_more(new QPushButton(tr("Show Gaps and Restatements…"), this)) {
    setObjectName(QStringLiteral("cache_health"));
    m_rows->setVerticalSpacing(4);
    m_rows->setColumnStretch(0, 1);
    m_message->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("cache_message"));
    m_more->setObjectName(QStringLiteral("show_history"));
    setLinkLike(m_more);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(m_rows);
    layout->addWidget(m_message);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    m_message->hide();
    m_more->hide();
    connect(m_more, &QPushButton::clicked, this, &HistoryPanel::showList);
}

void HistoryPanel::clearRows() {
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void HistoryPanel::addRow(const QString& name, const QString& value, bool wrong) {
    const int row = m_rows->rowCount();
    auto* words = new QLabel(name, this);
    setMuted(words);
    auto* mark = new StatusLabel(this);
    mark->setStatus(wrong ? Mark::Warning : Mark::Ok, value);
    mark->setAccessibleName(tr("%1: %2").arg(name, value));
    m_rows->addWidget(words, row, 0);
    m_rows->addWidget(mark, row, 1, Qt::AlignLeft);
}

void HistoryPanel::setHistory(const market::SeriesState& state,
                              const std::vector<market::Restatement>& restatements,
                              const std::vector<market::Gap>& gaps, bool provisional) {
    m_state = state;
    m_restatements = restatements;
    m_gaps = gaps;
    clearRows();
    addRow(tr("Bars stored"), formatCount(state.rows), state.rows == 0);
    addRow(tr("Sessions missing"), formatCount(state.openGaps), state.openGaps > 0);
    const auto lost = std::ranges::count(gaps, market::GapState::Permanent, &market::Gap::state);
    if (lost > 0)
        addRow(tr("Missing for good"), formatCount(lost), true);
    addRow(tr("Restatements"), formatCount(static_cast<qint64>(restatements.size())),
           !restatements.empty());
    addRow(tr("Last bar"), provisional ? tr("provisional") : tr("final"), provisional);
    addRow(tr("Last update"), state.lastOk ? dayText(*state.lastOk) : tr("never"), !state.lastOk);
    m_message->setText(qstr(state.message));
    m_message->setVisible(!state.message.empty());
    m_more->setVisible(!gaps.empty() || !restatements.empty());
}

void HistoryPanel::showList() {
    if (m_list)
        m_list->close();
    auto* dialog = new QDialog(window());
    m_list = dialog;
    dialog->setObjectName(QStringLiteral("history_dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Gaps and restatements of %1").arg(qstr(m_state.key.symbol)));
    dialog->resize(1080, 420);
    auto* table = new QTableWidget(0, 6, dialog);
    table->setObjectName(QStringLiteral("history_table"));
    table->setHorizontalHeaderLabels(
        {tr("Noticed, UTC"), tr("What"), tr("Bar"), tr("Old"), tr("New"), tr("Explanation")});
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    for (auto one = m_restatements.rbegin(); one != m_restatements.rend(); ++one)
        addLine(*table,
                {minuteText(one->noticed), kindWord(one->kind), dayText(Timestamp{one->barTime}),
                 formatNumber(one->oldValue, 4), formatNumber(one->newValue, 4), qstr(one->words)},
                one->barTime);
    const QString none = QStringLiteral("–");
    for (auto gap = m_gaps.rbegin(); gap != m_gaps.rend(); ++gap)
        addLine(*table,
                {minuteText(gap->noticed), gapWord(gap->state), qstr(toIso(gap->session)), none,
                 none, qstr(gap->words)},
                gap->session.days * std::int64_t{86400});
    table->resizeColumnsToContents();
    table->horizontalHeader()->setStretchLastSection(true);
    connect(table, &QTableWidget::cellActivated, this, [this, table](int row, int) {
        Q_EMIT barChosen(table->item(row, 0)->data(Qt::UserRole).toLongLong());
    });
    auto* hint = new QLabel(tr("Activate a row to see the bar in the chart."), dialog);
    setMuted(hint);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(table, 1);
    layout->addWidget(hint);
    dialog->show();
}

} // namespace loom::ui
