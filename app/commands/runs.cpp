// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/format.h"
#include "base/csv.h"

namespace loom::app {

namespace {

struct RunsOptions {
    std::string filter;
    std::string orderBy;
    std::int64_t limit = 20;
    bool deleted = false;
    std::string id;
    std::string metric;
    std::filesystem::path out;
};

Json toJson(const tracking::Run& run) {
    Json out{{"id", run.id.value},
             {"name", run.name},
             {"status", tracking::runStatusName(run.status)},
             {"started", toIso(Timestamp{run.startMs / 1000})},
             {"params", Json::object()},
             {"metrics", Json::object()},
             {"tags", Json::object()}};
    for (const auto& p : run.params)
        out["params"][p.key] = p.value;
    for (const auto& m : run.metrics)
        out["metrics"][m.key] = m.value;
    for (const auto& t : run.tags)
        out["tags"][t.key] = t.value;
    return out;
}

Status listRuns(const RunsOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    tracking::Store& store = (*workbench)->tracking();
    tracking::RunQuery query{.filter = options.filter,
                             .view = options.deleted ? tracking::RunView::Deleted
                                                     : tracking::RunView::Active,
                             .limit = options.limit};
    if (!options.orderBy.empty())
        query.orderBy = {options.orderBy};
    const auto runs = store.search(query);
    if (!runs)
        return runs.error();
    const auto count = store.count(query);
    if (!count)
        return count.error();
    std::vector<std::vector<std::string>> rows;
    result["runs"] = Json::array();
    result["count"] = *count;
    for (const auto& run : *runs) {
        const auto value = [&](const char* key) {
            const auto* metric = run.metric(key);
            return metric ? numberText(metric->value) : std::string("–");
        };
        rows.push_back({run.id.value.substr(0, 8), run.name,
                        std::string(tracking::runStatusName(run.status)), instantText(run.startMs),
                        std::string(run.param("model")), value("emd_1"), value("acf_abs"),
                        value("leverage")});
        result["runs"].push_back(toJson(run));
    }
    environment.console().table(
        {"id", "name", "status", "started (UTC)", "model", "EMD 1 d", "ACF |r|", "leverage"}, rows,
        {0, 1, 2, 3, 4});
    environment.console().print("{} of {} runs", runs->size(), *count);
    return {};
}

/// A full id, or the only run whose id begins with the text.
Result<tracking::Run> findRun(tracking::Store& store, const std::string& id) {
    if (id.size() == 32)
        return store.run({id});
    const auto runs = store.search({.view = tracking::RunView::All, .limit = 50'000});
    if (!runs)
        return runs.error();
    const tracking::Run* found = nullptr;
    for (const auto& run : *runs) {
        if (!run.id.value.starts_with(id))
            continue;
        if (found)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("several runs begin with \"{}\"; write more of the id", id));
        found = &run;
    }
    if (!found)
        return fail(ErrorCode::NotFound,
                    fmt::format("no run begins with \"{}\"; list them with: quantloom runs", id));
    return *found;
}

Status showRun(const RunsOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    tracking::Store& store = (*workbench)->tracking();
    const auto run = findRun(store, options.id);
    if (!run)
        return run.error();
    result["run"] = toJson(*run);
    const Console& console = environment.console();
    console.print("{} ({})", run->name, run->id.value);
    console.print("{}, started {} UTC", tracking::runStatusName(run->status),
                  instantText(run->startMs));
    for (const auto& p : run->params)
        console.print("  {:<28} {}", p.key, p.value);
    for (const auto& m : run->metrics)
        console.print("  {:<28} {}", m.key, numberText(m.value));
    const auto folder = store.artifactFolder(run->id);
    if (folder) {
        result["run"]["artifacts"] = folder->string();
        console.print("Artifacts: {}", folder->string());
    }
    return {};
}

Status metricHistory(const RunsOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    tracking::Store& store = (*workbench)->tracking();
    const auto run = findRun(store, options.id);
    if (!run)
        return run.error();
    const auto points = store.metricHistory(run->id, options.metric);
    if (!points)
        return points.error();
    CsvWriter csv;
    csv.row({"step", "value"});
    result["points"] = Json::array();
    for (const auto& point : *points) {
        csv.cell(static_cast<long long>(point.step)).cell(point.value).endRow();
        result["points"].push_back({point.step, point.value});
    }
    if (options.out.empty()) {
        environment.console().line(csv.text());
        return {};
    }
    return writeFileAtomic(options.out, csv.text());
}

Status setDeleted(const RunsOptions& options, bool deleted, CommandEnvironment& environment,
                  Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    tracking::Store& store = (*workbench)->tracking();
    const auto run = findRun(store, options.id);
    if (!run)
        return run.error();
    result["run"] = run->id.value;
    environment.console().print("{} {}", deleted ? "Deleted" : "Restored", run->name);
    return deleted ? store.deleteRun(run->id) : store.restoreRun(run->id);
}

} // namespace

void register_runs(CommandList& list) {
    list.add(
        {.name = "runs",
         .summary = "Search, show, delete and restore what was run",
         .example =
             "quantloom runs --filter \"metrics.acf_abs < 0.05 and params.model = 'quantgan'\"",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto options = std::make_shared<RunsOptions>();
             verb.add_option("--filter", options->filter,
                             "MLflow's filter language, with OR and parentheses");
             verb.add_option("--order", options->orderBy, "For example \"metrics.emd_1 ASC\"");
             verb.add_option("--limit", options->limit, "How many (default 20)")
                 ->check(CLI::Range(1, 50'000));
             verb.add_flag("--deleted", options->deleted, "The deleted ones");
             const auto withRun = [&](const char* name, const char* what) {
                 CLI::App* sub = verb.add_subcommand(name, what);
                 sub->add_option("ID", options->id, "Run id, or its beginning")->required();
                 return sub;
             };
             CLI::App* show = withRun("show", "Parameters, metrics and artifacts of one run");
             CLI::App* history = withRun("history", "All values of one metric as CSV");
             history->add_option("METRIC", options->metric, "Metric")->required();
             history->add_option("--out", options->out, "File to write");
             CLI::App* remove = withRun("delete", "Mark a run deleted; it can be restored");
             CLI::App* restore = withRun("restore", "Bring a deleted run back");
             verb.require_subcommand(0, 1);
             return [=](CommandEnvironment& environment, Json& result) -> Status {
                 if (show->parsed())
                     return showRun(*options, environment, result);
                 if (history->parsed())
                     return metricHistory(*options, environment, result);
                 if (remove->parsed() || restore->parsed())
                     return setDeleted(*options, remove->parsed(), environment, result);
                 return listRuns(*options, environment, result);
             };
         }});
}

} // namespace loom::app
