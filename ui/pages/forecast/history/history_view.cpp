// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/history/history_view.h"

#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/line_layer.h"
#include "ui/pages/forecast/form/task_form.h"
#include "ui/pages/forecast/step_words.h"

namespace loom::ui {

namespace {

constexpr double kShownBars = 250;

QString titleOf(const forecast::ForecastData& data, std::size_t asset) {
    const QString name = qstr(data.assets[asset]);
    return data.assetCount() == 1
               ? HistoryView::tr("Close of %1").arg(name)
               : HistoryView::tr("Close of %1, one of %2 assets").arg(name).arg(data.assetCount());
}

} // namespace

HistoryView::HistoryView(QWidget* parent) : QWidget(parent), m_chart(new ChartView(this)) {
    setObjectName(QStringLiteral("forecast_history"));
    m_chart->setObjectName(QStringLiteral("forecast_history_chart"));
    m_chart->setScaleSwitchVisible(true);
    m_chart->setEmptyText(tr("Reading the prices…"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_chart);
}

void HistoryView::show(DatasetPtr dataset, std::size_t asset, const QString& command) {
    const bool same = dataset == m_dataset && asset == m_asset;
    m_dataset = std::move(dataset);
    m_asset = asset;
    if (!m_dataset) {
        m_chart->clearLayers();
        return;
    }
    const auto& rows = *m_dataset->data;
    m_chart->setFooter(tr("%1. %2 shows the %3 after %4.")
                           .arg(qstr(m_dataset->spanText(0, rows.rows())), command,
                                stepsWords(rows.horizon, rows.frequency),
                                qstr(m_dataset->timeText(rows.rows() - 1))));
    if (same)
        return;
    m_chart->clearLayers();
    m_chart->setTitle(titleOf(rows, asset));
    m_chart->setXAxis(XAxis::sessions(std::make_shared<const std::vector<std::int64_t>>(rows.times),
                                      forecast::isIntraday(rows.frequency)));
    const auto from = rows.closes.begin() + static_cast<std::ptrdiff_t>(asset * rows.rows());
    Samples closes;
    closes.y.assign(from, from + static_cast<std::ptrdiff_t>(rows.rows()));
    m_chart->addLayer(std::make_unique<LineLayer>(tr("Close"), std::move(closes)))
        ->setLastTag(true);
    const auto last = static_cast<double>(rows.rows()) - 1;
    m_chart->setXRange({std::max(0.0, last - kShownBars), last});
}

} // namespace loom::ui
