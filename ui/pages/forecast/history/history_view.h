// SPDX-License-Identifier: GPL-3.0-or-later
// The data of a study before anything is predicted: closes of one asset up to the last bar, the
// latest stretch of them in view. Interface thread.
#pragma once

#include <QWidget>

#include "ui/pages/forecast/data_preview.h"

namespace loom::ui {

class ChartView;

class HistoryView final : public QWidget {
    Q_OBJECT
  public:
    explicit HistoryView(QWidget* parent = nullptr);

    /// Null clears. command: what its button would do now, for the words below the chart.
    void show(DatasetPtr dataset, std::size_t asset, const QString& command);
    ChartView* chart() const { return m_chart; }

  private:
    DatasetPtr m_dataset;
    std::size_t m_asset = 0;
    ChartView* m_chart;
};

} // namespace loom::ui
