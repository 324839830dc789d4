// SPDX-License-Identifier: GPL-3.0-or-later
// Which assets a panel is made of: every stored symbol with its coverage, ticked when it takes
// part, a search, and what the alignment keeps and drops in words. Interface thread.
#pragma once

#include <QWidget>

#include <string>
#include <vector>

#include "ui/pages/synthesize/form/universe_model.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace loom::ui {

class ElidedLabel;

class UniverseView final : public QWidget {
    Q_OBJECT
  public:
    explicit UniverseView(QWidget* parent = nullptr);

    /// coverage, words: of the aligned panel; empty while it cannot be made.
    void show(std::vector<StoredSymbol> stored, const std::vector<std::string>& chosen,
              const std::vector<studies::AssetCoverage>& coverage, const QString& words);
    /// The assets of a file, which has all or none of them.
    void showFile(const QString& file, std::vector<StoredSymbol> assets, const QString& words);
    UniverseModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }

  Q_SIGNALS:
    void chosenEdited(const std::vector<std::string>& symbols);
    /// A panel from a file is wanted; the choice is asked for elsewhere.
    void fileRequested();
    /// Fetch what is not in the cache: the first such symbol.
    void marketRequested(const QString& symbol);

  private:
    void fitColumns(bool first);
    void showCount();

    UniverseModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QTableView* m_table;
    QLabel* m_count;
    ElidedLabel* m_words;
    QLineEdit* m_search;
    QPushButton* m_clear;
    QPushButton* m_fetch;
    QString m_file; ///< its assets are shown
};

} // namespace loom::ui
