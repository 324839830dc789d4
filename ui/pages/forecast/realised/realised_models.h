// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of the dashboard of stored forecasts: the forecasts themselves, and how good they were.
// Interface thread.
#pragma once

#include <vector>

#include "generate/fidelity.h"
#include "predictions/track_record.h"
#include "ui/forms/table_model.h"

namespace loom::ui {

/// predicted_prices, a row a forecast.
class PredictionModel final : public TableModel {
    Q_OBJECT
  public:
    enum Column { MadeAt, Step, Target, Value, Low, High, Realised, Error, Inside, Model, Remark };
    explicit PredictionModel(QObject* parent = nullptr);
    void setRows(std::vector<predictions::Prediction> rows);
    const std::vector<predictions::Prediction>& predictions() const { return m_rows; }

  protected:
    std::size_t rows() const override { return m_rows.size(); }
    QVariant cell(std::size_t row, int column, int role) const override;

  private:
    QVariant words(const predictions::Prediction& one, int column) const;

    std::vector<predictions::Prediction> m_rows;
    int m_decimals = 2;
};

/// Direction, coverage and errors with what to hold them against.
class RecordModel final : public TableModel {
    Q_OBJECT
  public:
    explicit RecordModel(QObject* parent = nullptr);
    void setRecord(const predictions::TrackRecord& record);

  protected:
    std::size_t rows() const override { return m_lines.size(); }
    QVariant cell(std::size_t row, int column, int role) const override;

  private:
    struct Line {
        QString name, value, range, reference, count, tip;
    };
    std::vector<Line> m_lines;
};

/// What the record says, in words; nothing is judged on fewer than kFewestApart independent
/// forecasts.
inline constexpr std::size_t kFewestApart = 20;
generate::Verdict recordVerdict(const predictions::TrackRecord& record, std::int64_t step,
                                const QString& stepWord);

} // namespace loom::ui
