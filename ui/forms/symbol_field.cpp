// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/symbol_field.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStandardItemModel>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMaxSuggestions = 12;
constexpr int kPopupWidth = 320;
} // namespace

SymbolField::SymbolField(Search search, QWidget* parent)
    : QLineEdit(parent), m_search(std::move(search)), m_suggestions(new QStandardItemModel(this)),
      m_completer(new QCompleter(this)) {
    m_completer->setModel(m_suggestions);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setCompletionRole(Qt::UserRole);
    m_completer->setMaxVisibleItems(kMaxSuggestions);
    m_completer->popup()->setMinimumWidth(kPopupWidth);
    m_completer->popup()->setAccessibleName(tr("Symbol suggestions"));
    setCompleter(m_completer);
    setPlaceholderText(tr("Symbol or name"));
    connect(this, &QLineEdit::textEdited, this, &SymbolField::suggest);
    connect(this, &QLineEdit::editingFinished, this, &SymbolField::choose);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            [this](const QString& symbol) {
                setText(symbol);
                choose();
            });
}

void SymbolField::setSymbol(const QString& symbol) {
    m_chosen = symbol;
    setText(symbol);
}

void SymbolField::suggest(const QString& words) {
    m_suggestions->clear();
    if (words.trimmed().isEmpty())
        return;
    const auto found = m_search(words.trimmed());
    for (std::size_t i = 0; i < found.size() && i < kMaxSuggestions; ++i) {
        const auto& one = found[i];
        QString line = one.symbol + u"  "_s + one.name;
        if (!one.note.isEmpty())
            line += u"  \u00b7  "_s + one.note;
        auto* item = new QStandardItem(line);
        item->setData(one.symbol, Qt::UserRole);
        m_suggestions->appendRow(item);
    }
    m_completer->complete();
}

void SymbolField::choose() {
    const QString now = symbol();
    setText(now);
    if (now.isEmpty() || now == m_chosen)
        return;
    m_chosen = now;
    Q_EMIT symbolChosen(now);
}

} // namespace loom::ui
