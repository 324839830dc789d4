// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/evaluation_figure.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/figures/forecast_figure.h"
#include "ui/pages/forecast/board/evaluation_words.h"
#include "ui/pages/forecast/board/score_charts.h"
#include "ui/pages/forecast/board/skill_layer.h"
#include "ui/pages/forecast/board/trading_pane.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kTitleRow = 44, kCharts = 230, kAccount = 240; ///< heights

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::EvaluationFigure", text);
}

QString assetWords(const forecast::EvaluationReport& report) {
    constexpr std::size_t kNamed = 5;
    QStringList names;
    for (std::size_t i = 0; i < std::min(kNamed, report.assets.size()); ++i)
        names << qstr(report.assets[i]);
    return report.assets.size() <= kNamed
               ? names.join(u", "_s)
               : words("%1 assets").arg(formatCount(qint64(report.assets.size())));
}

QString planWords(const studies::EvaluateOutcome& outcome) {
    const auto& report = outcome.report;
    QString out = words("%1 origins").arg(formatCount(qint64(report.origins)));
    if (!report.originTimes.empty())
        out += words(", %1 to %2")
                   .arg(timeWords(outcome.dataset, report.originTimes.front()),
                        timeWords(outcome.dataset, report.originTimes.back()));
    const auto folds = report.folds.folds.size();
    const bool sliding = report.plan.window == forecast::TrainWindow::Sliding;
    const QString rows = sliding ? words("the same length before each border")
                                 : words("all rows before each border");
    out += words("; %1 borders, fitted on %2").arg(folds).arg(rows);
    if (report.plan.test)
        return out + words("; locked test rows, look %1.").arg(outcome.testLooks);
    return out + words("; the locked test rows were not looked at.");
}

Mark markOf(generate::Judgement judgement) {
    switch (judgement) {
    case generate::Judgement::Pass:
        return Mark::Ok;
    case generate::Judgement::Borderline:
        return Mark::Warning;
    case generate::Judgement::Fail:
        return Mark::Danger;
    case generate::Judgement::NotJudged:
        break;
    }
    return Mark::Info;
}

/// The best judged model; the best of all when only baselines were evaluated.
const forecast::ModelScores& firstModel(const forecast::EvaluationReport& report) {
    const auto best = std::ranges::find(report.models, false, &forecast::ModelScores::baseline);
    return best == report.models.end() ? report.models.front() : *best;
}

/// Judged models, the last value and the best baseline; the other baselines lie over each other.
void keepWhatMatters(ChartView& steps, const forecast::EvaluationReport& report) {
    QStringList kept;
    const auto best = std::ranges::find(report.models, true, &forecast::ModelScores::baseline);
    for (const auto& model : report.models)
        if (!model.baseline || model.id == "last_value" || &model == &*best)
            kept << qstr(model.title);
    for (Layer* layer : steps.layers())
        for (const LegendEntry& entry : layer->legend())
            if (!kept.contains(entry.name)) {
                steps.removeLayer(layer);
                break;
            }
}

FigurePart stepPart(ScoreCharts& charts, const forecast::EvaluationReport& report) {
    ChartView& steps = *charts.steps();
    auto* choice = steps.findChild<QComboBox*>(u"step_metric"_s);
    steps.setTitle(choice->currentText() + u' ' + steps.title().toLower());
    choice->hide();
    keepWhatMatters(steps, report);
    steps.setPaneKind(PaneKind::Main); // with a legend
    steps.setXAxis(
        XAxis::numeric(words("%1s ahead").arg(qstr(forecast::stepWord(report.frequency))), 0));
    steps.fit();
    return {.chart = &steps, .share = 3};
}

FigurePart calibrationPart(ScoreCharts& charts) {
    ChartView& pit = *charts.calibration();
    pit.setPaneKind(PaneKind::Main);
    pit.setLegendVisible(false);
    pit.setXAxis(XAxis::numeric(words("quantile of the forecast at which the outcome fell"), 2));
    pit.fit();
    return {.chart = &pit, .share = 2};
}

/// Errors by step where there are several steps, calibration of the best model, and the account.
void addCharts(FigureSheet& sheet, const EvaluatePtr& evaluation, const QString& model) {
    auto charts = std::make_shared<ScoreCharts>(nullptr);
    auto trading = std::make_shared<TradingPane>(nullptr);
    sheet.keep.push_back(charts);
    sheet.keep.push_back(trading);
    charts->setEvaluation(evaluation, ScoreTarget::Returns);
    charts->setModel(model);
    trading->setEvaluation(evaluation);
    trading->setModel(model);
    const auto& report = evaluation->report;
    const bool hasSteps = report.horizon > 1 && !charts->steps()->layers().empty();
    const bool hasAccount = !trading->chart()->layers().empty();
    trading->chart()->setTitle(words("Account of a simple rule on the forecasts, start = 100"));
    const FigurePart account{.chart = trading->chart(), .share = 3};
    FigureRow row{.parts = {}, .height = kCharts};
    if (hasSteps)
        row.parts.push_back(stepPart(*charts, report));
    else if (hasAccount)
        row.parts.push_back(account);
    if (!charts->calibration()->layers().empty())
        row.parts.push_back(calibrationPart(*charts));
    if (!row.parts.empty())
        sheet.rows.push_back(std::move(row));
    if (hasSteps && hasAccount)
        sheet.rows.push_back({.parts = {account}, .height = kAccount});
}

} // namespace

Result<FigureSheet> evaluationFigure(const EvaluatePtr& evaluation) {
    const auto& report = evaluation->report;
    if (report.models.empty())
        return fail(ErrorCode::NoData, "no model was evaluated, so there is no figure");
    FigureSheet sheet;
    sheet.title = words("%1: are forecasts of %2 better than the last value?")
                      .arg(assetWords(report), horizonWords(report.frequency, report.horizon));
    sheet.subtitle = planWords(*evaluation);
    const auto verdict = evaluationVerdict(report);
    sheet.sentences.push_back({.mark = markOf(verdict.judgement),
                               .claim = qstr(verdict.claim),
                               .text = qstr(verdict.evidence)});
    ChartView* board = sheet.addChart();
    QStringList names;
    for (const auto& model : report.models)
        names << qstr(model.title);
    board->setXAxis(XAxis::named(names, words("model")));
    board->setTitle(words("Errors of returns, best model first"));
    const auto* layer = board->addLayer(std::make_unique<SkillLayer>(skillBoard(report)));
    sheet.rows.push_back({.parts = {{.chart = board}}, .height = layer->height() + kTitleRow});
    addCharts(sheet, evaluation, qstr(firstModel(report).id));
    sheet.footer = boardFootnote(report) + u' ' + tradingFootnote(report);
    return sheet;
}

} // namespace loom::ui
