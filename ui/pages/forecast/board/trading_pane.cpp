// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/trading_pane.h"

#include <algorithm>

#include <QVBoxLayout>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/end_labels.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/forecast/board/board_panes.h"
#include "ui/pages/forecast/board/board_tables.h"
#include "ui/pages/forecast/board/calibration.h"
#include "ui/pages/forecast/board/evaluation_words.h"
#include "ui/pages/forecast/board/model_styles.h"
#include "ui/pages/forecast/board/score_view.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kChartSide = 360, kTableLeast = 520, kChartHeight = 200;
constexpr std::size_t kLabelled = 5; ///< more lines are named by the legend

std::vector<std::size_t> scoredOrigins(const forecast::EvaluationReport& report) {
    std::vector<std::size_t> out;
    for (const auto& fold : report.folds.folds)
        out.insert(out.end(), fold.origins.begin(), fold.origins.end());
    return out;
}

/// When each value of an account stands: at the first decision and at the end of each period.
std::shared_ptr<const std::vector<std::int64_t>>
accountTimes(const studies::EvaluateOutcome& made) {
    const auto& data = *made.dataset.data;
    const auto origins = scoredOrigins(made.report);
    auto times = std::make_shared<std::vector<std::int64_t>>();
    for (const std::size_t i : forecast::tradingPeriods(data, origins)) {
        if (times->empty())
            times->push_back(data.times[origins[i] + 1]);
        times->push_back(data.times[origins[i] + 1 + data.horizon]);
    }
    return times;
}

} // namespace

TradingPane::TradingPane(QWidget* parent)
    : QWidget(parent),
      m_table(new TablePane(new ScoreView(u"trading_table"_s, tr("Trading rule"), this),
                            u"trading_footnote"_s, this)),
      m_chart(new ChartView(this)) {
    m_table->table()->setShedding(true);
    m_chart->setObjectName(u"equity_chart"_s);
    m_chart->setTitle(tr("Account, start = 100"));
    m_chart->setMinimumHeight(kChartHeight);
    m_chart->setEmptyText(tr("No period of a whole horizon lies in the scored rows."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* split = new SplitPane(m_table, m_chart, kChartSide, kTableLeast, this);
    column->addWidget(split);
    connect(split, &SplitPane::turned, this, [this](bool beside) {
        m_beside = beside;
        if (m_evaluation)
            showCurves();
    });
}

ScoreView* TradingPane::table() const {
    return m_table->table();
}

void TradingPane::setEvaluation(EvaluatePtr evaluation) {
    m_evaluation = std::move(evaluation);
    m_hold = {};
    if (!m_evaluation)
        return;
    const auto& report = m_evaluation->report;
    m_hold = forecast::holdEverything(*m_evaluation->dataset.data, scoredOrigins(report),
                                      report.plan.costBasisPoints);
    table()->setTable(tradingTable(report, m_hold));
    m_table->setFootnote(tradingFootnote(report));
    showCurves();
}

void TradingPane::setModel(const QString& id) {
    m_model = id;
    if (m_evaluation)
        showCurves();
}

void TradingPane::showCurves() {
    m_chart->clearLayers();
    const auto& report = m_evaluation->report;
    const auto times = accountTimes(*m_evaluation);
    m_chart->setXAxis(XAxis::sessions(times, forecast::isIntraday(report.frequency)));
    m_chart->setNote(tr("costs %1 bp").arg(report.plan.costBasisPoints));
    if (times->empty())
        return;
    const Range x{0, static_cast<double>(times->size()) - 1};
    const auto shown = accounts();
    std::vector<LineEnd> ends;
    bool brief = true;
    for (const auto& account : shown) {
        const auto curve = equityCurve(account.returns);
        ends.push_back({.name = account.names.join(u" = "_s),
                        .x = x.hi,
                        .y = curve.back(),
                        .line = account.line});
        brief = brief && account.names.size() == 1;
        m_chart->addLayer(
            std::make_unique<LineLayer>(ends.back().name, Samples{curve}, account.line));
    }
    // At the ends there is room for names below the table only, and for short ones.
    const bool named = ends.size() <= kLabelled && brief && !m_beside;
    m_chart->setLegendVisible(!named);
    if (named)
        m_chart->addLayer(std::make_unique<EndLabelLayer>(std::move(ends), x));
    m_chart->fit();
}

/// Buy and hold, the judged models and the chosen baseline; what trades alike is one.
std::vector<TradingPane::Account> TradingPane::accounts() const {
    const auto& report = m_evaluation->report;
    const auto styles = modelStyles(report);
    std::vector<Account> out{{{tr("Buy and hold")}, m_hold.returns, holdStyle()}};
    for (const auto& model : report.models) {
        if (model.baseline && qstr(model.id) != m_model)
            continue;
        const auto same = std::ranges::find(out, model.trading.returns, &Account::returns);
        if (same == out.end())
            out.push_back(
                {{qstr(model.title)}, model.trading.returns, styles.find(model.id)->second});
        else
            same->names << qstr(model.title);
    }
    return out;
}

} // namespace loom::ui
