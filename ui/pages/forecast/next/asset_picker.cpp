// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/asset_picker.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>

#include "ui/theme/icons.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

AssetPicker::AssetPicker(QWidget* parent) : QComboBox(parent) {
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    lineEdit()->setFrame(false);
    setAccessibleName(tr("Asset"));
    setToolTip(tr("Asset; type to search"));
    setMinimumWidth(96);
    setMaxVisibleItems(20);
    completer()->setFilterMode(Qt::MatchContains);
    completer()->setCaseSensitivity(Qt::CaseInsensitive);
    completer()->setCompletionMode(QCompleter::PopupCompletion);
    connect(this, &QComboBox::activated, this, [this](int index) {
        if (index == m_chosen)
            return;
        m_chosen = index;
        Q_EMIT chosen(index);
    });
    connect(lineEdit(), &QLineEdit::editingFinished, this, &AssetPicker::settle);
}

void AssetPicker::setAssets(const std::vector<Asset>& assets) {
    if (assets == m_assets)
        return;
    m_assets = assets;
    clear();
    for (const Asset& asset : assets) {
        addItem(asset.symbol);
        if (asset.why.isEmpty())
            continue;
        setItemIcon(count() - 1, markIcon(Mark::Warning));
        setItemData(count() - 1, tr("Not forecast: %1").arg(asset.why), Qt::ToolTipRole);
    }
    m_chosen = currentIndex();
}

void AssetPicker::choose(int index) {
    m_chosen = index;
    setCurrentIndex(index);
}

/// What was typed and is no asset goes back to the one that is shown.
void AssetPicker::settle() {
    const int index = findText(currentText().trimmed(), Qt::MatchFixedString);
    if (index < 0 || index == m_chosen) {
        setCurrentIndex(m_chosen);
        lineEdit()->setText(itemText(m_chosen));
        return;
    }
    setCurrentIndex(index);
    m_chosen = index;
    Q_EMIT chosen(index);
}

} // namespace loom::ui
