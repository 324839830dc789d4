// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/asset_dialog.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "studies/workbench.h"
#include "ui/pages/synthesize/form/universe_view.h"
#include "ui/theme/controls.h"

namespace loom::ui {

AssetDialog::AssetDialog(const studies::Workbench& workbench, market::Interval interval,
                         const std::vector<std::string>& chosen, QWidget* parent)
    : QDialog(parent), m_view(new UniverseView(this)) {
    setObjectName(QStringLiteral("asset_dialog"));
    setWindowTitle(tr("Choose Assets"));
    resize(860, 520);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->setContentsMargins(16, 12, 16, 12);
    auto* use = buttons->addButton(tr("Use These Assets"), QDialogButtonBox::AcceptRole);
    use->setObjectName(QStringLiteral("asset_accept"));
    setPrimary(use);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_view, &UniverseView::fileRequested, this, [this] {
        reject();
        Q_EMIT fileRequested();
    });
    connect(m_view, &UniverseView::marketRequested, this, [this](const QString& symbol) {
        reject();
        Q_EMIT marketRequested(symbol);
    });
    const auto enable = [this, use] { use->setEnabled(symbols().size() >= 2); };
    connect(m_view, &UniverseView::chosenEdited, this, enable);
    m_view->show(readStored(workbench, interval), chosen, {},
                 tr("Tick two or more; one model forecasts all of them."));
    for (const int column : {UniverseModel::Missing, UniverseModel::Dropped})
        m_view->table()->hideColumn(column); // only a panel that was aligned has them
    enable();
}

const std::vector<std::string>& AssetDialog::symbols() const {
    return m_view->model()->chosen();
}

} // namespace loom::ui
