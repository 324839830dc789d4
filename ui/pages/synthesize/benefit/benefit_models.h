// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of an augmentation study: what each portfolio earned on later real days, and whether
// it beats the one fitted on real days alone. Interface thread.
#pragma once

#include <vector>

#include "studies/augment.h"
#include "ui/forms/table_model.h"

namespace loom::ui {

class ArmsModel final : public TableModel {
    Q_OBJECT
  public:
    enum Column { Portfolio, Sharpe, Error, Return, Volatility, Turnover, Holdings, ColumnCount };

    static constexpr int kArmRole = Qt::UserRole + 1; ///< int of studies::AugmentArmId

    explicit ArmsModel(QObject* parent = nullptr);
    void setArms(std::vector<studies::AugmentArm> arms);
    const std::vector<studies::AugmentArm>& arms() const { return m_arms; }

  private:
    std::size_t rows() const override { return m_arms.size(); }
    QVariant cell(std::size_t row, int column, int role) const override;

    std::vector<studies::AugmentArm> m_arms;
};

class DifferencesModel final : public TableModel {
    Q_OBJECT
  public:
    enum Column { Pair, Difference, Error, Low, High, PValue, Answer, ColumnCount };

    explicit DifferencesModel(QObject* parent = nullptr);
    void setComparisons(std::vector<studies::AugmentComparison> comparisons);
    const std::vector<studies::AugmentComparison>& comparisons() const { return m_comparisons; }

  private:
    static std::vector<Head> heads();
    std::size_t rows() const override { return m_comparisons.size(); }
    QVariant cell(std::size_t row, int column, int role) const override;

    std::vector<studies::AugmentComparison> m_comparisons;
};

} // namespace loom::ui
