// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of the run table: metrics with four significant digits, changes from the baseline signed
// and in the gain or loss colour (lower is better for every distance), the status with its mark.
#pragma once

#include <QStyledItemDelegate>

namespace loom::ui {

class MetricDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace loom::ui
