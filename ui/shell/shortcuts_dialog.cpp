// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcuts_dialog.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMap>
#include <QTableWidget>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

QString plainText(const QAction& action) {
    QString text = action.text();
    text.remove(u'&');
    if (text.endsWith(u'…'))
        text.chop(1);
    return text;
}

QStringList shortcutClashes(const QList<QAction*>& actions) {
    QMap<QString, QStringList> byKey;
    for (const QAction* action : actions)
        for (const QKeySequence& key : action->shortcuts())
            byKey[key.toString(QKeySequence::PortableText)] << plainText(*action);
    QStringList clashes;
    for (auto at = byKey.begin(); at != byKey.end(); ++at)
        if (!at.key().isEmpty() && at.value().size() > 1)
            clashes << at.key() + u": "_s + at.value().join(u", "_s);
    return clashes;
}

ShortcutsDialog::ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent) {
    setObjectName(u"shortcuts_dialog"_s);
    setWindowTitle(tr("Keyboard Shortcuts"));
    resize(520, 560);
    auto* search = new QLineEdit(this);
    search->setObjectName(u"shortcuts_search"_s);
    search->setPlaceholderText(tr("Filter"));
    search->setAccessibleName(tr("Filter the shortcuts"));
    search->addAction(themeIcon(u"search"_s), QLineEdit::LeadingPosition);
    auto* table = new QTableWidget(0, 2, this);
    table->setObjectName(u"shortcuts_table"_s);
    table->setHorizontalHeaderLabels({tr("Command"), tr("Keys")});
    table->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(24);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(24);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    const auto add = [table](const QString& text, const QString& keys) {
        const int row = table->rowCount();
        table->insertRow(row);
        table->setItem(row, 0, new QTableWidgetItem(text));
        table->setItem(row, 1, new QTableWidgetItem(keys));
    };
    for (const QAction* action : actions) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts())
            keys << key.toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            add(plainText(*action), keys.join(u", "_s));
    }
    table->setColumnWidth(0, 330);
    table->horizontalHeader()->setStretchLastSection(true);
    connect(search, &QLineEdit::textChanged, table, [table](const QString& words) {
        for (int row = 0; row < table->rowCount(); ++row)
            table->setRowHidden(
                row, !table->item(row, 0)->text().contains(words, Qt::CaseInsensitive) &&
                         !table->item(row, 1)->text().contains(words, Qt::CaseInsensitive));
    });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(search);
    column->addWidget(table, 1);
    column->addWidget(buttons);
}

} // namespace loom::ui
