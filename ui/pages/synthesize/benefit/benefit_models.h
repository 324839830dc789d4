// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of an augmentation study: what each portfolio earned on later real days, and whether
// it beats the one fitted on real days alone. Interface thread.
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "studies/augment.h"

namespace loom::ui {

class ArmsModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Portfolio, Sharpe, Error, Return, Volatility, Turnover, Holdings, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setArms(std::vector<studies::AugmentArm> arms);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    std::vector<studies::AugmentArm> m_arms;
};

class DifferencesModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Pair, Difference, Error, Low, High, PValue, Answer, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setComparisons(std::vector<studies::AugmentComparison> comparisons);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    std::vector<studies::AugmentComparison> m_comparisons;
};

} // namespace loom::ui
