// SPDX-License-Identifier: GPL-3.0-or-later
// The 28-px title of a dock: name, muted summary, the dock's own tools, close. Dragging it moves
// the dock, as with Qt's own title.
#pragma once

#include "ui/forms/bar.h"

class QHBoxLayout;

namespace loom::ui {

class ElidedLabel;

class DockTitle final : public Bar {
    Q_OBJECT
  public:
    DockTitle(const QString& title, const QString& closeName, QWidget* parent = nullptr);
    void setSummary(const QString& summary);
    const QString& summary() const;
    void addTool(QWidget* widget);

  Q_SIGNALS:
    void closeRequested();

  private:
    QHBoxLayout* m_row;
    ElidedLabel* m_summary;
};

} // namespace loom::ui
