// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+K: one field that finds actions, pages, symbols, runs and workspaces. Items come from
// providers, are ranked by ui/shell/fuzzy.h and run on Enter. Interface thread.
#pragma once

#include <QFrame>
#include <QPointer>
#include <QString>

#include <functional>
#include <vector>

class QLabel;
class QLineEdit;
class QListView;

namespace loom::ui {

struct PaletteItem {
    QString text; ///< "Export Paths as CSV…"; what the typed letters are matched with
    QString kind; ///< "action", "page", "symbol", "run", "workspace": muted, right
    QString hint; ///< shortcut or a short description, muted, matched with half the weight
    QString icon; ///< a name of ui/theme/icons.h, may be empty
    std::function<void()> run;
    int bonus = 0; ///< added to the rank; pages and actions before thousands of symbols
};

/// Gives candidates for the typed words. A provider over a large store searches itself and returns
/// at most a few dozen; it must answer at once.
using PaletteProvider = std::function<std::vector<PaletteItem>(const QString& words)>;

/// The items that fit, best first, at most limit.
std::vector<PaletteItem> rankedItems(std::vector<PaletteItem> items, const QString& words,
                                     std::size_t limit);

class PaletteModel;

class CommandPalette final : public QFrame {
    Q_OBJECT
  public:
    /// Lies over the upper middle of its parent while open.
    CommandPalette(PaletteProvider provider, QWidget* parent);

    void open(const QString& words = {});
    QLineEdit* field() const { return m_field; }
    int resultCount() const;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void search();
    void runCurrent();
    void dismiss();
    void place();

    PaletteProvider m_provider;
    QLineEdit* m_field;
    QListView* m_list;
    QLabel* m_nothing;
    PaletteModel* m_model;
    QPointer<QWidget> m_focusBefore;
};

} // namespace loom::ui
