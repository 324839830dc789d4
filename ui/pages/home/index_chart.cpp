// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/index_chart.h"

#include <utility>

#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"

namespace loom::ui {

namespace {

constexpr int kLeastHeight = 160;
const char* const kSymbol = "^GSPC";

} // namespace

IndexChart::IndexChart(PageServices& services, QWidget* parent)
    : ChartView(parent), m_services(services) {
    setObjectName(QStringLiteral("index_chart"));
    setMinimumHeight(kLeastHeight);
    setLegendVisible(false);
    setScale(Scale::Log);
    hide();
}

void IndexChart::setWanted(bool wanted) {
    m_wanted = wanted;
    if (wanted && !std::exchange(m_asked, true))
        load();
    setVisible(wanted && !layers().empty());
}

void IndexChart::load() {
    using Loaded = std::shared_ptr<const market::Series>;
    m_services.jobs.start<Loaded>(
        {.title = str(tr("Open %1").arg(QString::fromLatin1(kSymbol))),
         .kind = "read",
         .quiet = true},
        [&workbench = m_services.workbench](jobs::JobContext&) -> Result<Loaded> {
            auto series = workbench.loadSeries({.symbol = kSymbol,
                                                .interval = market::Interval::Day1,
                                                .source = {},
                                                .from = {},
                                                .to = {}});
            if (!series)
                return std::move(series).error();
            return std::make_shared<const market::Series>(std::move(*series));
        },
        this,
        [this](Result<Loaded> loaded) {
            if (loaded && !(*loaded)->bars.empty())
                showSeries(**loaded);
        });
}

void IndexChart::showSeries(const market::Series& series) {
    auto times = std::make_shared<std::vector<std::int64_t>>();
    std::vector<double> closes;
    for (const market::Bar& bar : series.bars) {
        times->push_back(bar.time);
        closes.push_back(bar.close);
    }
    const auto& instrument = series.instrument;
    setTitle(tr("%1, daily close, %2")
                 .arg(qstr(instrument.name.empty() ? instrument.symbol : instrument.name),
                      qstr(instrument.currency)));
    setFooter(tr("%1, %2 to %3, source %4.")
                  .arg(qstr(instrument.symbol), qstr(toIso(series.bars.front().date())),
                       qstr(toIso(series.bars.back().date())), qstr(series.source)));
    setXAxis(XAxis::sessions(std::move(times)));
    addLayer(std::make_unique<LineLayer>(tr("Close"), Samples{.y = std::move(closes)},
                                         LineStyle::real()))
        ->setLastTag(true);
    setVisible(m_wanted);
}

} // namespace loom::ui
