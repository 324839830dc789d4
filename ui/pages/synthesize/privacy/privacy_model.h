// SPDX-License-Identifier: GPL-3.0-or-later
// A privacy report as a table: one row a measure with its verdict, what a parametric draw scores,
// the limits and the reason. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include "generate/privacy.h"

namespace loom::ui {

class PrivacyModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Measure, Value, Reference, WarnAt, FailAt, Why, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setReport(const generate::PrivacyReport& report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    generate::PrivacyReport m_report;
};

} // namespace loom::ui
