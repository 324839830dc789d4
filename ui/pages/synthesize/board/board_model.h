// SPDX-License-Identifier: GPL-3.0-or-later
// The board of a comparison: models, rivals and controls, best first. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include <memory>

#include "studies/compare.h"

namespace loom::ui {

class BoardModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        Rank,
        Name,
        Part,
        Failed,
        Borderline,
        Passed,
        Excess,
        Copied,
        Privacy,
        Seconds,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setOutcome(std::shared_ptr<const studies::CompareOutcome> outcome);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    QString toolTip(const studies::BoardRow& row) const;

    std::shared_ptr<const studies::CompareOutcome> m_outcome;
};

} // namespace loom::ui
