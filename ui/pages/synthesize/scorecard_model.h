// SPDX-License-Identifier: GPL-3.0-or-later
// A fidelity report as a table: one row a metric; the noise floor, then candidates, rivals and
// controls. Cells are median distances at equal length; the verdict is in VerdictDelegate's role,
// reasons and definitions are in ScorecardRole.
// Interface thread.
#pragma once

#include <QAbstractTableModel>

#include "generate/fidelity.h"

namespace loom::ui {

class ScorecardModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { MetricColumn, FloorColumn, FirstGenerator };

    using QAbstractTableModel::QAbstractTableModel;

    void setReport(const generate::FidelityReport& report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    QVariant cellData(std::size_t row, std::size_t column, int role) const;
    QString cellTip(std::size_t row, std::size_t column) const;
    QString definition(const generate::FidelityRow& row) const;

    generate::FidelityReport m_report;
};

} // namespace loom::ui
