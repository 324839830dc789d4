// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/batch_report.h"

#include <thread>

#include "app/output_files.h"

namespace loom::app {

namespace {

Json counts(const studies::BatchOutcome& outcome) {
    return {{"added", outcome.recorded.added},
            {"known", outcome.recorded.known},
            {"different", outcome.recorded.different}};
}

Json toJson(const studies::BatchOutcome& outcome) {
    const auto& origin = outcome.forecast->trained->origin;
    return {
        {"file", outcome.name},
        {"fate", "done"},
        {"words", outcome.words()},
        {"notes", outcome.notes},
        {"recorded", counts(outcome)},
        {"realised", outcome.realised.realised},
        {"model", {{"name", origin.name}, {"version", origin.version}, {"reused", origin.reused}}},
        {"forecast",
         studies::toJson(outcome.forecast->next, outcome.forecast->dataset.data->frequency)}};
}

void tell(const studies::BatchOutcome& outcome, const Console& console) {
    console.print("{}: {}", outcome.name, outcome.words());
    for (const auto& note : outcome.notes)
        console.print("  {}", note);
    console.print("  {} predicted prices kept, {} were there already.", outcome.recorded.added,
                  outcome.recorded.known + outcome.recorded.different);
}

const char* fateName(predictions::Fate fate) {
    switch (fate) {
    case predictions::Fate::Done:
        return "done";
    case predictions::Fate::Rejected:
        return "rejected";
    case predictions::Fate::Later:
        break;
    }
    return "later";
}

} // namespace

Status forecastFiles(const std::vector<std::filesystem::path>& files,
                     const studies::BatchOptions& options, const std::filesystem::path& out,
                     CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const Console& console = environment.console();
    result["files"] = Json::array();
    OutputFiles tables;
    std::size_t failed = 0;
    std::optional<Error> first;
    for (const auto& file : files) {
        const std::string name = file.filename().string();
        ConsoleJobContext context("forecast");
        const auto outcome = studies::forecastFile(**workbench, file, name, options, context);
        if (!outcome) {
            if (outcome.error().code == ErrorCode::Cancelled)
                return outcome.error();
            console.print("{}: not forecast. {}", name, outcome.error().text());
            result["files"].push_back(
                {{"file", name}, {"fate", "rejected"}, {"words", outcome.error().text()}});
            ++failed;
            if (!first)
                first = outcome.error();
            continue;
        }
        tell(*outcome, console);
        result["files"].push_back(toJson(*outcome));
        tables.emplace_back(name + ".forecast.csv", studies::toCsv(*outcome));
    }
    Json written = Json::object();
    if (auto done = writeFiles(tables, out, console, written); !done)
        return done;
    result["written"] = written.value("files", Json::array());
    if (failed == 0)
        return {};
    return files.size() == 1 ? *std::move(first)
                             : fail(first->code, fmt::format("{} of {} files were not forecast; "
                                                             "the first: {}",
                                                             failed, files.size(), first->text()));
}

Status forecastInbox(const studies::BatchOptions& options, CommandEnvironment& environment,
                     Json& result) {
    using namespace std::chrono_literals;
    constexpr int kPatience = 12; // of 250 ms
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    auto inbox = studies::openInbox(**workbench);
    if (!inbox)
        return std::move(inbox).error();
    const Console& console = environment.console();
    result["inbox"] = studies::inboxFolder(**workbench).string();
    result["files"] = Json::array();
    ConsoleJobContext context("inbox");
    std::vector<std::string> settling;
    for (int turn = 0; turn < kPatience; ++turn) {
        const auto round = studies::processInbox(**workbench, *inbox, options, context);
        if (!round)
            return round.error();
        for (const auto& outcome : round->outcomes)
            tell(outcome, console);
        for (const auto& item : round->report.items) {
            if (item.fate != predictions::Fate::Done)
                console.print("{}: {}. {}", item.name, fateName(item.fate), item.words);
            result["files"].push_back({{"file", item.name},
                                       {"fate", fateName(item.fate)},
                                       {"words", item.words},
                                       {"place", item.place.string()}});
        }
        settling = round->report.settling;
        if (settling.empty() || context.shouldStop())
            break;
        std::this_thread::sleep_for(250ms);
    }
    result["settling"] = settling;
    for (const auto& name : settling)
        console.print("{} is still being written; it is taken next time.", name);
    if (result["files"].empty())
        console.print("Nothing to do in {}.", result["inbox"].get<std::string>());
    return {};
}

} // namespace loom::app
