// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcuts_dialog.h"

#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

enum Column { Command, Where, Keys };

QTableWidget* makeTable(QWidget* parent) {
    auto* table = new QTableWidget(0, 3, parent);
    table->setObjectName(u"shortcuts_table"_s);
    table->setAccessibleName(ShortcutsDialog::tr("Commands and their keys"));
    table->setHorizontalHeaderLabels(
        {ShortcutsDialog::tr("Command"), ShortcutsDialog::tr("Page"), ShortcutsDialog::tr("Keys")});
    for (const int column : {Command, Where, Keys})
        table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(24);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(24);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->setColumnWidth(Command, 280);
    table->setColumnWidth(Where, 110);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

} // namespace

ShortcutsDialog::ShortcutsDialog(std::vector<ShortcutEntry> entries, Settings& settings,
                                 QWidget* parent)
    : QDialog(parent), m_entries(std::move(entries)), m_settings(settings),
      m_table(makeTable(this)), m_keys(new QKeySequenceEdit(this)), m_message(new QLabel(this)),
      m_assign(new QPushButton(tr("Assign"), this)), m_reset(new QPushButton(tr("Reset"), this)) {
    setObjectName(u"shortcuts_dialog"_s);
    setWindowTitle(tr("Keyboard Shortcuts"));
    resize(600, 600);
    auto* search = new QLineEdit(this);
    search->setObjectName(u"shortcuts_search"_s);
    search->setPlaceholderText(tr("Filter"));
    search->setAccessibleName(tr("Filter the shortcuts"));
    search->addAction(themeIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_table->setRowCount(static_cast<int>(m_entries.size()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        showRow(row);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setObjectName(u"shortcuts_close"_s);
    auto* all = buttons->addButton(tr("Reset All"), QDialogButtonBox::ResetRole);
    all->setObjectName(u"shortcuts_reset_all"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(search);
    column->addWidget(m_table, 1);
    column->addWidget(buildEditor());
    column->addWidget(m_message);
    column->addWidget(buttons);
    connect(search, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ShortcutsDialog::syncEditor);
    connect(m_table, &QTableWidget::cellActivated, this, [this] { m_keys->setFocus(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(all, &QPushButton::clicked, this, &ShortcutsDialog::resetAll);
    syncEditor();
}

QWidget* ShortcutsDialog::buildEditor() {
    auto* area = new QWidget(this);
    auto* label = new QLabel(tr("&New keys"), area);
    label->setBuddy(m_keys);
    m_keys->setObjectName(u"shortcuts_keys"_s);
    m_keys->setAccessibleName(tr("New keys"));
    m_assign->setObjectName(u"shortcuts_assign"_s);
    m_assign->setAutoDefault(false);
    m_reset->setObjectName(u"shortcuts_reset"_s);
    m_reset->setAutoDefault(false);
    m_message->setObjectName(u"shortcuts_message"_s);
    m_message->setWordWrap(true);
    setMuted(m_message);
    auto* row = new QHBoxLayout(area);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(m_keys, 1);
    row->addWidget(m_assign);
    row->addWidget(m_reset);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this,
            [this] { setInvalid(m_keys, false); });
    connect(m_assign, &QPushButton::clicked, this, &ShortcutsDialog::assign);
    connect(m_reset, &QPushButton::clicked, this, &ShortcutsDialog::reset);
    return area;
}

void ShortcutsDialog::filter(const QString& words) {
    for (int row = 0; row < m_table->rowCount(); ++row) {
        bool hit = false;
        for (const int column : {Command, Where, Keys})
            hit |= m_table->item(row, column)->text().contains(words, Qt::CaseInsensitive);
        m_table->setRowHidden(row, !hit);
    }
}

void ShortcutsDialog::showRow(int row) {
    const ShortcutEntry& entry = m_entries[static_cast<std::size_t>(row)];
    QStringList keys;
    for (const QKeySequence& key : entry.action->shortcuts())
        keys << key.toString(QKeySequence::NativeText);
    const bool chosen = m_settings.shortcut(entry.action->objectName()).has_value();
    const QStringList cells{plainText(*entry.action), entry.page.isEmpty() ? u"–"_s : entry.page,
                            keys.isEmpty() ? u"–"_s : keys.join(u", "_s)};
    for (const int column : {Command, Where, Keys}) {
        auto* item = new QTableWidgetItem(cells[column]);
        if (chosen && column == Keys)
            item->setText(tr("%1 (changed)").arg(cells[column]));
        m_table->setItem(row, column, item);
    }
}

const ShortcutEntry* ShortcutsDialog::current() const {
    const auto rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_entries[static_cast<std::size_t>(rows.front().row())];
}

void ShortcutsDialog::syncEditor() {
    const ShortcutEntry* entry = current();
    m_keys->setEnabled(entry != nullptr);
    m_assign->setEnabled(entry != nullptr);
    m_reset->setEnabled(entry != nullptr &&
                        m_settings.shortcut(entry->action->objectName()).has_value());
    m_keys->setKeySequence(entry != nullptr ? entry->action->shortcut() : QKeySequence());
    setInvalid(m_keys, false);
    m_message->setText(entry == nullptr ? tr("Select a command to change its keys.")
                                        : tr("Press the new keys, then Assign. Assigning nothing "
                                             "takes the keys away."));
}

void ShortcutsDialog::assign() {
    const ShortcutEntry* entry = current();
    if (entry == nullptr)
        return;
    const QKeySequence keys(m_keys->keySequence().isEmpty() ? QKeySequence()
                                                            : m_keys->keySequence()[0]);
    const QAction* other = keys.isEmpty() ? nullptr : shortcutTakenBy(m_entries, *entry, keys);
    if (other != nullptr) {
        setInvalid(m_keys, true);
        m_message->setText(tr("%1 already belongs to %2. Choose other keys, or change those first.")
                               .arg(keys.toString(QKeySequence::NativeText), plainText(*other)));
        return;
    }
    keep(*entry, keys.toString(QKeySequence::PortableText));
}

void ShortcutsDialog::reset() {
    const ShortcutEntry* entry = current();
    if (entry == nullptr)
        return;
    for (const QKeySequence& keys : builtInShortcuts(*entry->action))
        if (const QAction* other = shortcutTakenBy(m_entries, *entry, keys)) {
            m_message->setText(
                tr("%1 now belongs to %2. Change that first.")
                    .arg(keys.toString(QKeySequence::NativeText), plainText(*other)));
            return;
        }
    keep(*entry, std::nullopt);
}

void ShortcutsDialog::resetAll() {
    m_settings.forgetShortcuts();
    for (const ShortcutEntry& entry : m_entries)
        applyShortcuts({entry.action}, m_settings);
    for (int row = 0; row < m_table->rowCount(); ++row)
        showRow(row);
    syncEditor();
}

void ShortcutsDialog::keep(const ShortcutEntry& entry, const std::optional<QString>& keys) {
    m_settings.setShortcut(entry.action->objectName(), keys);
    applyShortcuts({entry.action}, m_settings);
    showRow(static_cast<int>(&entry - m_entries.data()));
    syncEditor();
}

} // namespace loom::ui
