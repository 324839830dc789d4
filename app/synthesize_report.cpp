// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/synthesize_report.h"

#include <cmath>

#include "app/figure.h"
#include "app/format.h"
#include "base/files.h"
#include "generate/wide_table.h"
#include "studies/panel_csv.h"
#include "studies/share.h"

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

using Files = std::vector<std::pair<std::string, std::string>>; // name, content

Result<Json> writeAll(const Files& files, const std::filesystem::path& folder) {
    Json written = Json::array();
    for (const auto& [name, bytes] : files) {
        if (auto saved = writeFileAtomic(folder / name, bytes); !saved)
            return std::move(saved).error();
        written.push_back((folder / name).string());
    }
    return written;
}

/// The figure shows a single series.
Result<Json> writeFiles(const SynthesizeOutcome& outcome, const std::filesystem::path& out) {
    Files files{{"study.json", studies::toJson(outcome.study).dump(2) + "\n"},
                {"report.csv", generate::toCsv(outcome.report)},
                {"report.json", generate::toJson(outcome.report).dump(2) + "\n"},
                {"privacy.csv", generate::toCsv(outcome.privacy)},
                {"privacy.json", generate::toJson(outcome.privacy).dump(2) + "\n"}};
    if (outcome.panel) {
        files.emplace_back("paths.csv",
                           studies::panelPathsCsv(outcome.sample.paths, outcome.panel->symbols));
    } else {
        files.emplace_back("curves.csv", generate::toCsv(outcome.curves));
        files.emplace_back("paths.csv", generate::toWideCsv(outcome.sample.paths));
    }
    const auto folder = std::filesystem::absolute(out);
    auto written = writeAll(files, folder);
    if (!written || outcome.panel)
        return written;
    const auto figure = writeFigure(outcome, folder / "figure.png");
    if (!figure)
        return figure.error();
    if (*figure)
        written->push_back((folder / "figure.png").string());
    return written;
}

Status share(const SynthesizeOutcome& outcome, const OutputOptions& output,
             CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto files = studies::shareOutcome(
        **workbench, outcome, {.folder = output.share, .overrideReason = output.overrideReason});
    if (!files)
        return files.error();
    result["shared"] = Json::array();
    for (const auto& file : *files) {
        environment.console().print("Shared {}", file.string());
        result["shared"].push_back(file.string());
    }
    return {};
}

/// Over long horizons the EMD is mostly drift: beside the distance as it is, what is left of it
/// once the generated mean is shifted to the real one.
void printMeanMatching(const FidelityReport& report, const Console& console) {
    std::vector<std::string> header{"EMD, bp", "mean"};
    for (const auto& column : report.columns)
        header.push_back(column.title);
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : report.rows) {
        if (row.cells.empty() || !std::isfinite(row.cells.front().meanMatched))
            continue;
        const double factor = generate::shownUnit(row).factor;
        std::vector<std::string> before{row.title, "as generated"};
        std::vector<std::string> after{row.title, "matched"};
        for (const auto& cell : row.cells) {
            before.push_back(numberText(factor * cell.value));
            after.push_back(numberText(factor * cell.meanMatched));
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
        const auto [factor, unit] = generate::shownUnit(row);
        std::vector<std::string> cells{row.title, unit,
                                       fmt::format("{} – {}", numberText(factor * row.floorMedian),
                                                   numberText(factor * row.floor95))};
        for (const auto& cell : row.cells)
            cells.push_back(numberText(factor * cell.typical) + markOf(cell.judgement));
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

void printPrivacy(const generate::PrivacyReport& report, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : report.rows)
        rows.push_back({row.title, numberText(row.value), numberText(row.reference),
                        numberText(row.warnAt), numberText(row.failAt),
                        std::string(generate::judgementName(row.judgement))});
    if (!rows.empty()) {
        console.table({"privacy", "value", "reference", "borderline above", "fails above", ""},
                      rows, {0, 5});
        console.print("Windows of {} day(s): {} of training, {} of holdout, {} of {} synthetic; "
                      "reference: {}.",
                      report.window, report.trainingWindows, report.holdoutWindows,
                      report.syntheticWindows, report.syntheticTotal, report.referenceModel);
    }
    console.print("{} {}", report.verdict.claim, report.verdict.evidence);
}

void addOutputOptions(CLI::App& verb, OutputOptions& options) {
    verb.add_option("--out", options.out, "Folder for report, paths and figure");
    auto* share = verb.add_option("--share", options.share,
                                  "Folder for the synthetic data with a data card; refused when "
                                  "the privacy verdict is bad");
    verb.add_option("--override", options.overrideReason,
                    "Share in spite of the privacy verdict, for this reason; it is recorded")
        ->needs(share);
}

Status workAndReport(const SynthesizeWork& work, const OutputOptions& output,
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
    printPrivacy(outcome->privacy, console);
    result["run"] = outcome->run.value;
    result["model"] = {{"reused", outcome->origin.reused},
                       {"name", outcome->origin.name},
                       {"version", outcome->origin.version}};
    result["notes"] = outcome->notes;
    result["report"] = generate::toJson(outcome->report);
    result["privacy"] = generate::toJson(outcome->privacy);
    if (!output.out.empty()) {
        auto files = writeFiles(*outcome, output.out);
        if (!files)
            return std::move(files).error();
        for (const auto& file : *files)
            console.print("Wrote {}", file.get<std::string>());
        result["files"] = std::move(*files);
    }
    return output.share.empty() ? Status() : share(*outcome, output, environment, result);
}

Status synthesizeAndReport(const studies::SynthesizeStudy& study, const OutputOptions& output,
                           CommandEnvironment& environment, Json& result) {
    return workAndReport(
        [&](studies::Workbench& workbench, jobs::JobContext& context) {
            return studies::runSynthesize(workbench, study, context);
        },
        output, environment, result);
}

} // namespace loom::app
