// SPDX-License-Identifier: GPL-3.0-or-later
// What a page or panel shows before it has anything: what it is for, what it needs, one button that
// does it on the bundled sample. Centred, at most 480 wide.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace loom::ui {

class EmptyState final : public QWidget {
    Q_OBJECT
  public:
    /// icon: a name of ui/theme/icons.h. button empty: no button (a list that a filter emptied).
    EmptyState(const QString& icon, const QString& purpose, const QString& need,
               const QString& button, QWidget* parent = nullptr);

    void setTexts(const QString& purpose, const QString& need);
    QPushButton* button() const { return m_button; }

  Q_SIGNALS:
    void triggered();

  private:
    QLabel* m_purpose;
    QLabel* m_need;
    QPushButton* m_button = nullptr;
};

} // namespace loom::ui
