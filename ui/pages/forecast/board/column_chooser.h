// SPDX-License-Identifier: GPL-3.0-or-later
// A button that opens the list of all columns, in groups, to tick those that are shown. The list
// stays open while columns are ticked. Interface thread.
#pragma once

#include <QPushButton>
#include <QStringList>

#include <vector>

#include "ui/pages/forecast/board/score_columns.h"

class QCheckBox;
class QGridLayout;

namespace loom::ui {

class ColumnChooser final : public QPushButton {
    Q_OBJECT
  public:
    explicit ColumnChooser(QWidget* parent = nullptr);

    /// Those without a group are always shown and not offered.
    void setColumns(const std::vector<ScoreColumn>& columns, const QStringList& chosen);
    QCheckBox* box(const QString& id) const;

  Q_SIGNALS:
    /// By the user.
    void edited(const QStringList& chosen);
    void defaultsRequested();

  private:
    QWidget* m_sheet;
    QWidget* m_list = nullptr;
    QPushButton* m_defaults;
};

} // namespace loom::ui
