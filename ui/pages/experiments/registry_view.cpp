// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/registry_view.h"

#include <QAction>
#include <QDateTime>
#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

constexpr int kRunRole = Qt::UserRole;
constexpr int kVersionRole = Qt::UserRole + 1;

} // namespace

RegistryView::RegistryView(tracking::Store& store, QWidget* parent)
    : QWidget(parent), m_store(store), m_table(new QTableWidget(this)),
      m_openAction(new QAction(tr("Open Run of Version"), this)),
      m_championAction(new QAction(tr("Name It Champion"), this)) {
    setObjectName(QStringLiteral("registry_view"));
    m_table->setObjectName(QStringLiteral("registry_table"));
    m_table->setColumnCount(7);
    m_table->setHorizontalHeaderLabels({tr("Model"), tr("Version"), tr("Alias"), tr("Preset"),
                                        tr("Trained, UTC"), tr("Period"), tr("Data hash")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->setMinimumSectionSize(24);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_openAction->setObjectName(QStringLiteral("action_open_version_run"));
    m_championAction->setObjectName(QStringLiteral("action_champion"));
    m_table->addActions(versionActions());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    connect(m_table, &QTableWidget::cellActivated, this, [this] { openSelected(); });
    connect(m_openAction, &QAction::triggered, this, [this] { openSelected(); });
    connect(m_championAction, &QAction::triggered, this, [this] { setChampion(); });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { syncActions(); });
    syncActions();
}

void RegistryView::syncActions() {
    const auto* item = m_table->item(m_table->currentRow(), 0);
    m_championAction->setEnabled(item != nullptr);
    m_openAction->setEnabled(item != nullptr && !item->data(kRunRole).toString().isEmpty());
}

void RegistryView::openSelected() {
    if (const auto* item = m_table->item(m_table->currentRow(), 0))
        Q_EMIT runChosen({str(item->data(kRunRole).toString())});
}

void RegistryView::setChampion() {
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    const auto* item = m_table->item(row, 0);
    const auto named = tracking::Registry(m_store).setAlias(str(item->text()), "champion",
                                                            item->data(kVersionRole).toLongLong());
    if (!named)
        Q_EMIT failed(tr("The alias was not set"), named.error());
    refresh();
    m_table->selectRow(row);
}

void RegistryView::refresh() {
    const int row = m_table->currentRow();
    m_table->setRowCount(0);
    const tracking::Registry registry(m_store);
    const auto models = registry.models();
    if (!models)
        return;
    for (const auto& model : *models)
        if (const auto versions = registry.versions(model.name))
            for (const auto& version : *versions)
                addVersion(version);
    m_table->resizeColumnsToContents();
    m_table->horizontalHeader()->setStretchLastSection(true);
    if (row >= 0 && row < m_table->rowCount())
        m_table->selectRow(row);
    syncActions();
}

void RegistryView::addVersion(const tracking::ModelVersion& version) {
    QStringList aliases;
    for (const auto& alias : version.aliases)
        aliases << qstr(alias);
    const QStringList cells{qstr(version.model),
                            QString::number(version.version),
                            aliases.join(QStringLiteral(", ")),
                            qstr(version.tag("quantloom.preset")),
                            QDateTime::fromMSecsSinceEpoch(version.createdMs, Qt::UTC)
                                .toString(QStringLiteral("yyyy-MM-dd HH:mm")),
                            qstr(version.tag("quantloom.period")),
                            qstr(version.tag("quantloom.data_hash")).left(12)};
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int c = 0; c < cells.size(); ++c)
        m_table->setItem(row, c, new QTableWidgetItem(cells[c]));
    m_table->item(row, 1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->item(row, 0)->setData(kRunRole, qstr(version.run.value));
    m_table->item(row, 0)->setData(kVersionRole, static_cast<qlonglong>(version.version));
}

} // namespace loom::ui
