// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/format.h"
#include "app/output_files.h"
#include "app/synthesize_report.h"
#include "studies/panel_csv.h"

#include <algorithm>
#include <cmath>

#include "generate/wide_table.h"

namespace loom::app {

namespace {

using studies::CompareOutcome;

std::string roleText(generate::ColumnRole role) {
    return role == generate::ColumnRole::Candidate ? "model"
           : role == generate::ColumnRole::Rival   ? "rival"
                                                   : "control";
}

void printBoard(const CompareOutcome& outcome, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < outcome.board.size(); ++i) {
        const auto& row = outcome.board[i];
        const auto& column = outcome.report.columns[row.column];
        rows.push_back({std::to_string(i + 1), column.title, roleText(column.role),
                        std::to_string(row.failed), std::to_string(row.borderline),
                        std::to_string(row.passed), numberText(row.excess), numberText(row.seconds),
                        numberText(100 * row.copiedShare),
                        row.entry ? std::string(generate::judgementName(row.privacy)) : "–"});
    }
    console.table({"rank", "model", "role", "fails", "borderline", "passes", "excess", "seconds",
                   "copies %", "privacy"},
                  rows, {1, 2, 9});
    console.print("Ranked by the share of judged rows that fail. Excess: median distance over the "
                  "95 % floor of real against real; seconds: fit and sample; copies: windows of {} "
                  "day(s) that occur exactly in the training data.",
                  outcome.report.copiedWindow);
}

Json entryJson(const studies::CompareEntry& entry) {
    Json out{{"id", entry.id}, {"title", entry.title}};
    if (entry.failure) {
        out["failure"] = entry.failure->text();
        return out;
    }
    out["reused"] = entry.origin.reused;
    out["fit_seconds"] = entry.fitSeconds;
    out["sample_seconds"] = entry.sampleSeconds;
    out["privacy"] = generate::toJson(entry.privacy);
    out["facts"] = Json::array();
    for (const auto& fact : entry.facts)
        out["facts"].push_back({{"name", fact.name},
                                {"value", fact.value},
                                {"unit", fact.unit},
                                {"warning", fact.warning}});
    return out;
}

Json boardJson(const CompareOutcome& outcome) {
    Json board = Json::array();
    for (const auto& row : outcome.board) {
        const auto& column = outcome.report.columns[row.column];
        board.push_back({{"id", column.id},
                         {"title", column.title},
                         {"role", roleText(column.role)},
                         {"failed", row.failed},
                         {"borderline", row.borderline},
                         {"passed", row.passed},
                         {"judged", row.judged},
                         {"excess", row.excess},
                         {"seconds", row.seconds},
                         {"copied_share", row.copiedShare},
                         {"privacy", row.entry ? generate::judgementName(row.privacy) : ""}});
    }
    return board;
}

OutputFiles filesOf(const CompareOutcome& outcome) {
    OutputFiles files{{"study.json", studies::toJson(outcome.study).dump(2) + "\n"},
                      {"board.csv", studies::boardCsv(outcome)},
                      {"report.csv", generate::toCsv(outcome.report)},
                      {"report.json", generate::toJson(outcome.report).dump(2) + "\n"}};
    if (!outcome.data.isPanel())
        files.emplace_back("curves.csv", generate::toCsv(outcome.curves));
    for (const auto& entry : outcome.entries) {
        if (entry.failure)
            continue;
        std::string name = entry.id;
        std::replace(name.begin(), name.end(), ':', '_');
        files.emplace_back("privacy_" + name + ".csv", generate::toCsv(entry.privacy));
        files.emplace_back("paths_" + name + ".csv",
                           outcome.data.isPanel()
                               ? studies::panelPathsCsv(*entry.paths, outcome.data.panel->symbols)
                               : generate::toWideCsv(*entry.paths));
    }
    return files;
}

} // namespace

Status compareAndReport(const studies::CompareStudy& study, const std::filesystem::path& out,
                        CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    std::shared_ptr<const CompareOutcome> outcome;
    {
        ConsoleJobContext context("compare");
        auto done = studies::runCompare(**workbench, study, context);
        if (!done)
            return std::move(done).error();
        outcome = std::move(*done);
    }
    const Console& console = environment.console();
    for (const auto& note : outcome->notes)
        console.line(note);
    printReport(outcome->report, console);
    printBoard(*outcome, console);
    for (const auto& entry : outcome->entries)
        if (!entry.failure)
            console.print("{}: {}", entry.title, entry.privacy.verdict.claim);
    result["run"] = outcome->run.value;
    result["notes"] = outcome->notes;
    result["board"] = boardJson(*outcome);
    result["models"] = Json::array();
    for (const auto& entry : outcome->entries)
        result["models"].push_back(entryJson(entry));
    result["report"] = generate::toJson(outcome->report);
    return writeFiles(filesOf(*outcome), out, console, result);
}

} // namespace loom::app
