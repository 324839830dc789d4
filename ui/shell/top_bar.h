// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the window, 36 high: menus left, the palette's field in the middle, workspace right.
#pragma once

#include "ui/forms/bar.h"

class QMenuBar;

namespace loom::ui {

class ElidedLabel;

class TopBar final : public Bar {
    Q_OBJECT
  public:
    explicit TopBar(QWidget* parent = nullptr);
    QMenuBar* menuBar() const { return m_menus; }
    void setWorkspace(const QString& name, bool edited);

  Q_SIGNALS:
    void searchClicked();

  private:
    QMenuBar* m_menus;
    ElidedLabel* m_workspace;
};

} // namespace loom::ui
