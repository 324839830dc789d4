// SPDX-License-Identifier: GPL-3.0-or-later
// A plain area filled with a colour role, with hairlines on the edges that touch another area.
#pragma once

#include <QWidget>

#include "ui/theme/roles.h"

namespace loom::ui {

class Bar : public QWidget {
    Q_OBJECT
  public:
    Bar(Role fill, Qt::Edges lines, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Role m_fill;
    Qt::Edges m_lines;
};

} // namespace loom::ui
