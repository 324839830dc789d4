// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/forecast_report.h"

#include <algorithm>
#include <cmath>

#include "app/figure.h"
#include "app/output_files.h"
#include "app/png_option.h"

namespace loom::app {

namespace {

using forecast::Frequency;

constexpr std::size_t kPrintedAssets = 12;

std::string number(double value, int digits) {
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "–";
}

std::string percent(double share, int digits = 1) {
    return std::isfinite(share) ? fmt::format("{:.{}f}", 100 * share, digits) : "–";
}

std::string whenText(std::int64_t time, Frequency frequency) {
    return forecast::isIntraday(frequency) ? toIso(Timestamp{time})
                                           : toIso(Timestamp{time}.utcDate());
}

/// One asset: a row a step with its outermost interval.
void printSteps(const studies::PredictedPath& path, const std::vector<double>& levels,
                Frequency frequency, const Console& console) {
    console.print("{}: last close {} on {}", path.symbol, number(path.lastClose, 2),
                  whenText(path.madeAt, frequency));
    std::vector<std::vector<std::string>> rows;
    for (std::size_t k = 0; k < path.steps.size(); ++k) {
        const auto& step = path.steps[k];
        rows.push_back({std::to_string(k + 1), whenText(step.time, frequency),
                        number(step.price, 2), percent(step.logReturn, 2),
                        number(step.quantiles.front(), 2), number(step.quantiles.back(), 2)});
    }
    console.table({"step", "date", "forecast", "log return %",
                   fmt::format("{:g} %", 100 * levels.front()),
                   fmt::format("{:g} %", 100 * levels.back())},
                  rows, {1});
}

/// Several assets: a row an asset, the last step.
void printLastSteps(const studies::PredictedNext& next, Frequency frequency,
                    const Console& console) {
    std::vector<const studies::PredictedPath*> paths;
    for (const auto& path : next.paths)
        if (!path.steps.empty())
            paths.push_back(&path);
    std::ranges::stable_sort(paths, [](const auto* a, const auto* b) {
        return a->steps.back().logReturn > b->steps.back().logReturn;
    });
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(paths.size(), kPrintedAssets); ++i) {
        const auto& step = paths[i]->steps.back();
        rows.push_back({paths[i]->symbol, number(paths[i]->lastClose, 2), number(step.price, 2),
                        percent(step.logReturn, 2), number(step.quantiles.front(), 2),
                        number(step.quantiles.back(), 2)});
    }
    if (paths.empty())
        return;
    console.print("{} step(s) ahead, {}, highest first:", paths.front()->steps.size(),
                  whenText(paths.front()->steps.back().time, frequency));
    console.table({"symbol", "last close", "forecast", "log return %",
                   fmt::format("{:g} %", 100 * next.levels.front()),
                   fmt::format("{:g} %", 100 * next.levels.back())},
                  rows);
    if (paths.size() > kPrintedAssets)
        console.print("and {} more; all of them with --out.", paths.size() - kPrintedAssets);
}

Status tellForecast(const std::shared_ptr<const studies::ForecastOutcome>& made,
                    const ForecastFiles& files, CommandEnvironment& environment, Json& result) {
    const Console& console = environment.console();
    const auto& outcome = *made;
    const auto frequency = outcome.dataset.data->frequency;
    if (outcome.next.paths.size() == 1 && !outcome.next.paths.front().steps.empty())
        printSteps(outcome.next.paths.front(), outcome.next.levels, frequency, console);
    else
        printLastSteps(outcome.next, frequency, console);
    for (const auto& path : outcome.next.paths)
        if (!path.why.empty() && outcome.next.paths.size() <= kPrintedAssets)
            console.print("{}: {}", path.symbol, path.why);
    for (const auto& fact : outcome.trained->model->facts())
        console.print("{}: {}{}{}", fact.name, fact.value, fact.unit.empty() ? "" : " ", fact.unit);
    for (const auto& note : outcome.notes)
        console.line(note);
    const auto& origin = outcome.trained->origin;
    console.print("Model {} version {}{}", origin.name, origin.version,
                  origin.reused ? ", as registered" : ", trained now");
    result["forecast"] = studies::toJson(outcome.next, frequency);
    result["model"] = {
        {"name", origin.name}, {"version", origin.version}, {"reused", origin.reused}};
    if (!outcome.stationarity.empty())
        result["stationarity"] = studies::toJson(outcome.stationarity);
    result["notes"] = outcome.notes;
    result["run"] = outcome.run.value;
    if (auto written = writeFiles({{"next.csv", studies::toCsv(outcome.next, frequency)}},
                                  files.folder, console, result);
        !written)
        return written;
    return writePng(files.png, console, result,
                    [&](const auto& file) { return writeFigure(made, file); });
}

template <class Work>
Status workAndTell(Work work, const ForecastFiles& files, CommandEnvironment& environment,
                   Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    ConsoleJobContext context("forecast");
    const auto outcome = work(**workbench, context);
    if (!outcome)
        return outcome.error();
    return tellForecast(*outcome, files, environment, result);
}

std::string skillText(double skill) {
    return std::isfinite(skill) ? fmt::format("{:+.2f}", 100 * skill) : "–";
}

std::string againstText(const forecast::ModelScores& model) {
    const auto last =
        std::ranges::find(model.against, "last_value", &forecast::AgainstBaseline::baseline);
    if (last == model.against.end())
        return "–";
    return last->identical ? "same" : number(last->pValue, 3);
}

void printBoard(const forecast::EvaluationReport& report, const Console& console) {
    const auto metric = [](const forecast::ModelScores& model, const char* id, int digits) {
        const auto found = model.metrics.find(id);
        return found == model.metrics.end() ? "–" : number(found->second.value, digits);
    };
    std::vector<std::vector<std::string>> rows;
    for (const auto& model : report.models)
        rows.push_back({model.title + (model.baseline ? "" : " *"), skillText(model.skill),
                        againstText(model), metric(model, "prices.mae", 3),
                        metric(model, "prices.mase", 3), percent(model.direction.accuracy),
                        metric(model, "returns.coverage_80", 1), number(model.rankIc, 3),
                        number(model.trading.sharpe, 2), percent(model.trading.cumulative),
                        number(model.seconds, 1)});
    console.table({"model", "skill %", "p", "MAE", "MASE", "direction %", "in 80 %", "rank IC",
                   "Sharpe", "return %", "seconds"},
                  rows);
    console.print("* judged; the others are baselines. Skill and p against last value; base rate "
                  "of direction {} %.",
                  percent(report.models.front().direction.baseRate));
}

} // namespace

Status forecastAndReport(const studies::ForecastStudy& study, const ForecastFiles& files,
                         CommandEnvironment& environment, Json& result) {
    return workAndTell(
        [&](studies::Workbench& bench, jobs::JobContext& context) {
            return studies::runForecast(bench, study, context);
        },
        files, environment, result);
}

Status resumeAndReport(const studies::InterruptedForecast& training, const ForecastFiles& files,
                       CommandEnvironment& environment, Json& result) {
    environment.console().line(fmt::format("Going on with the run {} ({}), interrupted about step "
                                           "{}.",
                                           training.run.value.substr(0, 8), training.name,
                                           training.step));
    return workAndTell(
        [&](studies::Workbench& bench, jobs::JobContext& context) {
            return studies::resumeForecast(bench, training, context);
        },
        files, environment, result);
}

Status predictAndReport(const studies::ModelOrigin& origin, const ForecastFiles& files,
                        CommandEnvironment& environment, Json& result) {
    return workAndTell(
        [&](studies::Workbench& bench, jobs::JobContext& context) {
            return studies::predictAgain(bench, origin, context);
        },
        files, environment, result);
}

Status evaluateAndReport(const studies::EvaluateStudy& study, const ForecastFiles& files,
                         CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    ConsoleJobContext context("evaluate");
    const auto outcome = studies::runEvaluate(**workbench, study, context);
    if (!outcome)
        return outcome.error();
    const auto& report = (*outcome)->report;
    const Console& console = environment.console();
    printBoard(report, console);
    console.line("");
    console.line(report.verdict);
    for (const auto& model : report.models)
        if (!model.baseline && !report.verdict.starts_with(model.title + ":"))
            console.print("{}: {}", model.title, model.verdict);
    for (const auto& leak : report.leaks)
        console.print("Leak test, {}: {}{}", leak.title, leak.passed ? "" : "FAILED. ",
                      leak.finding);
    for (const auto& note : (*outcome)->notes)
        console.line(note);
    console.print("Run {}", (*outcome)->run.value);
    result["report"] = forecast::toJson(report);
    result["test_looks"] = (*outcome)->testLooks;
    result["notes"] = (*outcome)->notes;
    result["run"] = (*outcome)->run.value;
    if (auto written = writeFiles(
            {{"evaluation.csv", forecast::toCsv(report)},
             {"evaluation.json", forecast::toJson(report).dump(2) + "\n"},
             {"forecasts.csv", forecast::forecastsCsv(report, *(*outcome)->dataset.data)}},
            files.folder, console, result);
        !written)
        return written;
    return writePng(files.png, console, result,
                    [&](const auto& file) { return writeFigure(*outcome, file); });
}

} // namespace loom::app
