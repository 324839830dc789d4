// SPDX-License-Identifier: GPL-3.0-or-later
// The board of a comparison: models, rivals and controls, best first. Interface thread.
#pragma once

#include <memory>

#include "studies/compare.h"
#include "ui/forms/table_model.h"

namespace loom::ui {

class BoardModel final : public TableModel {
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

    explicit BoardModel(QObject* parent = nullptr);

    void setOutcome(std::shared_ptr<const studies::CompareOutcome> outcome);

  private:
    std::size_t rows() const override { return m_outcome ? m_outcome->board.size() : 0; }
    QVariant cell(std::size_t row, int column, int role) const override;

    QString toolTip(const studies::BoardRow& row) const;

    std::shared_ptr<const studies::CompareOutcome> m_outcome;
};

} // namespace loom::ui
