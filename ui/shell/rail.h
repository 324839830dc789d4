// SPDX-License-Identifier: GPL-3.0-or-later
// The navigation rail at the left: one entry a page, icon and word, 152 wide.
#pragma once

#include <QMap>

#include "ui/forms/bar.h"
#include "ui/shell/page.h"

class QAbstractButton;
class QButtonGroup;
class QVBoxLayout;

namespace loom::ui {

class Rail final : public Bar {
    Q_OBJECT
  public:
    explicit Rail(QWidget* parent = nullptr);
    /// Object name of the entry: nav_<id>.
    void addPage(const PageInfo& info);
    void setCurrent(const QString& pageId);

  Q_SIGNALS:
    void chosen(const QString& pageId);

  private:
    QVBoxLayout* m_column;
    QButtonGroup* m_group;
    QMap<QString, QAbstractButton*> m_entries;
};

} // namespace loom::ui
