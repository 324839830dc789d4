// SPDX-License-Identifier: GPL-3.0-or-later
// The plain thresholds of a fidelity report as a table: one row a rule with its limit, one column a
// sample. The verdict is in VerdictDelegate's role, the reason in the tool tip. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include "generate/fidelity.h"

namespace loom::ui {

/// How a judgement is drawn in a table cell; the roles are those of VerdictDelegate.
int verdictCode(generate::Judgement judgement);

class RulesModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { RuleColumn, LimitColumn, FirstGenerator };

    using QAbstractTableModel::QAbstractTableModel;

    void setReport(const generate::FidelityReport& report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    std::vector<generate::FidelityColumn> m_columns; ///< those that have rules
};

} // namespace loom::ui
