// SPDX-License-Identifier: GPL-3.0-or-later
// What a page puts into the Inspector dock: a scrolling form above a fixed footer with the one
// primary button of the page and a menu of lesser commands.
//
//     auto* sheet = new InspectorSheet(tr("Train and Compare"), u"train_button"_s);
//     sheet->add(dataSheet);                 // FormSheet, ParamForm, any widget, top to bottom
//     sheet->menu()->addAction(saveAsTemplate);
//     connect(sheet->primaryButton(), &QPushButton::clicked, this, &SynthesizePage::train);
//     sheet->setProblemCount(n);             // "Fix 2 Fields to Train" and disabled
#pragma once

#include <QWidget>

class QMenu;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace loom::ui {

class InspectorSheet final : public QWidget {
    Q_OBJECT
  public:
    /// Without a button text there is no footer. shortVerb completes "Fix 1 Field to …".
    explicit InspectorSheet(const QString& buttonText = {}, const QString& buttonName = {},
                            const QString& shortVerb = {}, QWidget* parent = nullptr);

    void add(QWidget* widget);
    QPushButton* primaryButton() const { return m_primary; } ///< null without a footer
    /// The menu behind the footer's "…"; the button shows once the menu has an action.
    QMenu* menu();
    /// Changes the command while nothing is wrong: "Generate Again".
    void setButtonText(const QString& text);
    void setProblemCount(int count);
    /// Disables the button for another reason and says it on the button; empty enables.
    void setBlocked(const QString& reason);

  private:
    void showState();

    QVBoxLayout* m_content;
    QPushButton* m_primary = nullptr;
    QToolButton* m_more = nullptr;
    QMenu* m_menu = nullptr;
    QString m_text, m_verb, m_blocked;
    int m_problems = 0;
};

} // namespace loom::ui
