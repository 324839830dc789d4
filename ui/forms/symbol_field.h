// SPDX-License-Identifier: GPL-3.0-or-later
// A field for one symbol: suggestions come from a search callback, anything else is accepted too.
// Enter or a click on a suggestion chooses; text is upper-cased and trimmed.
#pragma once

#include <QLineEdit>

#include <functional>
#include <vector>

class QCompleter;
class QStandardItemModel;

namespace loom::ui {

struct SymbolSuggestion {
    QString symbol; ///< "^GSPC"
    QString name;   ///< "S&P 500"
    QString note;   ///< sector, or "cached"; may be empty
};

class SymbolField final : public QLineEdit {
    Q_OBJECT
  public:
    /// search: called on the interface thread at each edit; must answer at once (a local list).
    using Search = std::function<std::vector<SymbolSuggestion>(const QString& words)>;

    explicit SymbolField(Search search, QWidget* parent = nullptr);

    QString symbol() const { return text().trimmed().toUpper(); }
    void setSymbol(const QString& symbol);
    QSize sizeHint() const override { return {140, 26}; }

  Q_SIGNALS:
    /// A symbol was chosen by Enter, by leaving the changed field or from the list.
    void symbolChosen(const QString& symbol);

  private:
    void suggest(const QString& words);
    void choose();

    Search m_search;
    QStandardItemModel* m_suggestions;
    QCompleter* m_completer;
    QString m_chosen;
};

} // namespace loom::ui
