// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/synthesize_report.h"

#include <cmath>

#include "app/figure.h"
#include "app/format.h"
#include "generate/fidelity_files.h"

namespace loom::app {

namespace {

using generate::FidelityReport;
using studies::SynthesizeOutcome;

std::string markOf(generate::Judgement judgement) {
    switch (judgement) {
    case generate::Judgement::Pass:
        return "";
    case generate::Judgement::Borderline:
        return " ~";
    case generate::Judgement::Fail:
        return " x";
    case generate::Judgement::NotJudged:
        return "";
    }
    return "";
}

Result<Json> writeFiles(const SynthesizeOutcome& outcome, const std::filesystem::path& out) {
    const std::vector<std::pair<std::string, std::string>> files{
        {"study.json", studies::toJson(outcome.study).dump(2) + "\n"},
        {"report.csv", generate::toCsv(outcome.report)},
        {"report.json", generate::toJson(outcome.report).dump(2) + "\n"},
        {"curves.csv", generate::toCsv(outcome.curves)},
        {"paths.csv", generate::toWideCsv(outcome.sample.paths)}};
    Json written = Json::array();
    const auto folder = std::filesystem::absolute(out);
    for (const auto& [name, bytes] : files) {
        if (auto saved = writeFileAtomic(folder / name, bytes); !saved)
            return std::move(saved).error();
        written.push_back((folder / name).string());
    }
    const auto figure = writeFigure(outcome, folder / "figure.png");
    if (!figure)
        return figure.error();
    if (*figure)
        written.push_back((folder / "figure.png").string());
    return written;
}

/// Over long horizons the EMD is mostly drift: beside the distance as it is, what is left of it
/// once the generated mean is shifted to the real one.
void printMeanMatching(const FidelityReport& report, const Console& console) {
    std::vector<std::string> header{"EMD, log return", "mean"};
    for (const auto& column : report.columns)
        header.push_back(column.title);
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : report.rows) {
        if (row.cells.empty() || !std::isfinite(row.cells.front().meanMatched))
            continue;
        std::vector<std::string> before{row.title, "as generated"};
        std::vector<std::string> after{row.title, "matched"};
        for (const auto& cell : row.cells) {
            before.push_back(numberText(cell.value));
            after.push_back(numberText(cell.meanMatched));
        }
        rows.push_back(std::move(before));
        rows.push_back(std::move(after));
    }
    if (rows.empty())
        return;
    console.line("All paths against the whole real series, before and after matching the mean:");
    console.table(header, rows, {0, 1});
}

/// The plain thresholds, a line each; x fails.
void printRules(const FidelityReport& report, const Console& console) {
    const auto& first = report.columns.front().rules;
    if (first.empty())
        return;
    std::vector<std::string> header{"threshold", "limit"};
    for (const auto& column : report.columns)
        header.push_back(column.title);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < first.size(); ++i) {
        std::vector<std::string> cells{first[i].title, first[i].limit};
        for (const auto& column : report.columns)
            cells.push_back(i < column.rules.size() ? numberText(column.rules[i].value) +
                                                          markOf(column.rules[i].judgement)
                                                    : std::string());
        rows.push_back(std::move(cells));
    }
    console.line("The plain thresholds, which look at single days only:");
    console.table(header, rows, {0, 1});
    for (const auto& rule : first)
        console.print("{}, {}: {}", report.columns.front().title, rule.title, rule.why);
}

/// Why the first column fails what it fails.
void printReasons(const FidelityReport& report, const Console& console) {
    for (std::size_t row = 0; row < report.rows.size(); ++row)
        if (report.rows[row].cells.front().judgement == generate::Judgement::Fail)
            console.print("{}, {}: {}", report.columns.front().title, report.rows[row].title,
                          generate::explain(report, row, 0));
}

} // namespace

void printReport(const FidelityReport& report, const Console& console) {
    std::vector<std::string> header{"metric", "unit", "floor median–95 %"};
    for (const auto& column : report.columns)
        header.push_back(column.title);
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : report.rows) {
        std::vector<std::string> cells{
            row.title, row.unit,
            fmt::format("{} – {}", numberText(row.floorMedian), numberText(row.floor95))};
        for (const auto& cell : row.cells)
            cells.push_back(numberText(cell.typical) + markOf(cell.judgement));
        rows.push_back(std::move(cells));
    }
    console.table(header, rows, {0, 1});
    console.line("Median distance at equal length, lower is better; x fails, ~ is borderline "
                 "against the floor.");
    printMeanMatching(report, console);
    if (!report.columns.empty()) {
        printRules(report, console);
        printReasons(report, console);
    }
    console.print("{} {}", report.verdict.claim, report.verdict.evidence);
}

Status workAndReport(const SynthesizeWork& work, const std::filesystem::path& out,
                     CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    std::shared_ptr<const SynthesizeOutcome> outcome;
    {
        ConsoleJobContext context("synthesize");
        auto done = work(**workbench, context);
        if (!done)
            return std::move(done).error();
        outcome = std::move(*done);
    }
    const Console& console = environment.console();
    for (const auto& note : outcome->notes)
        console.line(note);
    printReport(outcome->report, console);
    result["run"] = outcome->run.value;
    result["model"] = {{"reused", outcome->origin.reused},
                       {"name", outcome->origin.name},
                       {"version", outcome->origin.version}};
    result["notes"] = outcome->notes;
    result["report"] = generate::toJson(outcome->report);
    if (out.empty())
        return {};
    auto files = writeFiles(*outcome, out);
    if (!files)
        return std::move(files).error();
    for (const auto& file : *files)
        console.print("Wrote {}", file.get<std::string>());
    result["files"] = std::move(*files);
    return {};
}

Status synthesizeAndReport(const studies::SynthesizeStudy& study, const std::filesystem::path& out,
                           CommandEnvironment& environment, Json& result) {
    return workAndReport(
        [&](studies::Workbench& workbench, jobs::JobContext& context) {
            return studies::runSynthesize(workbench, study, context);
        },
        out, environment, result);
}

} // namespace loom::app
