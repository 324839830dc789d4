// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/format.h"
#include "base/csv.h"

#include <optional>

namespace loom::app {

namespace {

constexpr std::string_view kNoteTag = "mlflow.note.content";

struct RunsOptions {
    std::string filter;
    std::string orderBy;
    std::int64_t limit = 20;
    bool deleted = false;
    std::string id;
    std::string metric;
    std::vector<std::string> tags;
    std::optional<std::string> text; ///< of a note, or a new name
    bool remove = false;
    std::filesystem::path out;
};

/// What a verb about one run works with.
struct ChosenRun {
    tracking::Store& store;
    tracking::Run run;
    const Console& console;
    Json& result;
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

/// Finds the run that the command line names and hands it on.
template <class Work>
Status withRun(const RunsOptions& options, CommandEnvironment& environment, Json& result,
               Work work) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    tracking::Store& store = (*workbench)->tracking();
    auto run = findRun(store, options.id);
    if (!run)
        return std::move(run).error();
    return work(ChosenRun{store, std::move(*run), environment.console(), result});
}

Status showRun(const ChosenRun& chosen) {
    const auto& [store, run, console, result] = chosen;
    result["run"] = toJson(run);
    console.print("{} ({})", run.name, run.id.value);
    console.print("{}, started {} UTC", tracking::runStatusName(run.status),
                  instantText(run.startMs));
    for (const auto& p : run.params)
        console.print("  {:<28} {}", p.key, p.value);
    for (const auto& m : run.metrics)
        console.print("  {:<28} {}", m.key, numberText(m.value));
    for (const auto& t : run.tags)
        if (!t.key.starts_with("mlflow.") && !t.key.starts_with("quantloom."))
            console.print("  tag {:<24} {}", t.key, t.value);
    if (const auto note = run.tag(kNoteTag); !note.empty())
        console.print("Note: {}", note);
    if (const auto folder = store.artifactFolder(run.id)) {
        result["run"]["artifacts"] = folder->string();
        console.print("Artifacts: {}", folder->string());
    }
    return {};
}

Status metricHistory(const RunsOptions& options, const ChosenRun& chosen) {
    const auto points = chosen.store.metricHistory(chosen.run.id, options.metric);
    if (!points)
        return points.error();
    CsvWriter csv;
    csv.row({"step", "value"});
    chosen.result["points"] = Json::array();
    for (const auto& point : *points) {
        csv.cell(static_cast<long long>(point.step)).cell(point.value).endRow();
        chosen.result["points"].push_back({point.step, point.value});
    }
    if (options.out.empty()) {
        chosen.console.line(csv.text());
        return {};
    }
    return writeFileAtomic(options.out, csv.text());
}

Status setDeleted(bool deleted, const ChosenRun& chosen) {
    chosen.result["run"] = chosen.run.id.value;
    chosen.console.print("{} {}", deleted ? "Deleted" : "Restored", chosen.run.name);
    return deleted ? chosen.store.deleteRun(chosen.run.id) : chosen.store.restoreRun(chosen.run.id);
}

/// "key=value" or "key"; with --remove only keys. All of them or none.
Status editTags(const RunsOptions& options, const ChosenRun& chosen) {
    std::vector<tracking::NamedText> tags;
    for (const auto& text : options.tags) {
        const auto equals = text.find('=');
        const std::string key = text.substr(0, equals);
        const bool hasValue = equals != std::string::npos;
        if (options.remove && (hasValue || chosen.run.tag(key).empty()))
            return fail(hasValue ? ErrorCode::InvalidInput : ErrorCode::NotFound,
                        hasValue ? fmt::format("--remove {}: write the key alone", text)
                                 : fmt::format("the run has no tag \"{}\"", key));
        tags.push_back({key, hasValue ? text.substr(equals + 1) : "yes"});
    }
    chosen.result["run"] = chosen.run.id.value;
    if (!options.remove)
        return chosen.store.setTags(chosen.run.id, tags);
    for (const auto& tag : tags)
        if (auto gone = chosen.store.deleteTag(chosen.run.id, tag.key); !gone)
            return gone;
    return {};
}

/// Without a text the note is printed.
Status editNote(const RunsOptions& options, const ChosenRun& chosen) {
    chosen.result["run"] = chosen.run.id.value;
    chosen.result["note"] = options.text.value_or(std::string(chosen.run.tag(kNoteTag)));
    if (!options.text) {
        chosen.console.line(std::string(chosen.run.tag(kNoteTag)));
        return {};
    }
    return options.text->empty() ? chosen.store.deleteTag(chosen.run.id, kNoteTag)
                                 : chosen.store.setTag(chosen.run.id, kNoteTag, *options.text);
}

Status renameRun(const RunsOptions& options, const ChosenRun& chosen) {
    chosen.result["run"] = chosen.run.id.value;
    return chosen.store.renameRun(chosen.run.id, options.text.value_or(""));
}

/// A verb about one run.
struct RunVerb {
    CLI::App* parser;
    std::function<Status(const ChosenRun&)> work;
};

std::vector<RunVerb> runVerbs(CLI::App& verb, const std::shared_ptr<RunsOptions>& o) {
    std::vector<RunVerb> verbs;
    const auto add = [&](const char* name, const char* what, auto work) {
        CLI::App* sub = verb.add_subcommand(name, what);
        sub->add_option("ID", o->id, "Run id, or its beginning")->required();
        verbs.push_back({sub, std::move(work)});
        return sub;
    };
    add("show", "Parameters, metrics and artifacts of one run", showRun);
    CLI::App* history = add("history", "All values of one metric as CSV",
                            [o](const ChosenRun& run) { return metricHistory(*o, run); });
    history->add_option("METRIC", o->metric, "Metric")->required();
    history->add_option("--out", o->out, "File to write");
    CLI::App* tag = add("tag", "Set tags, KEY=VALUE or KEY alone; --remove takes them away",
                        [o](const ChosenRun& run) { return editTags(*o, run); });
    tag->add_option("TAGS", o->tags, "KEY=VALUE")->required();
    tag->add_flag("--remove", o->remove, "Remove these tags");
    CLI::App* note = add("note", "Write the run's note, or show it; an empty text removes it",
                         [o](const ChosenRun& run) { return editNote(*o, run); });
    note->add_option("TEXT", o->text, "Markdown");
    CLI::App* rename = add("rename", "Give the run another name",
                           [o](const ChosenRun& run) { return renameRun(*o, run); });
    rename->add_option("NAME", o->text, "New name")->required();
    add("delete", "Mark a run deleted; it can be restored",
        [](const ChosenRun& run) { return setDeleted(true, run); });
    add("restore", "Bring a deleted run back",
        [](const ChosenRun& run) { return setDeleted(false, run); });
    return verbs;
}

} // namespace

void register_runs(CommandList& list) {
    list.add(
        {.name = "runs",
         .summary = "Search, show, tag, note, rename, delete and restore what was run",
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
             verb.require_subcommand(0, 1);
             return [options, verbs = runVerbs(verb, options)](CommandEnvironment& environment,
                                                               Json& result) -> Status {
                 for (const auto& one : verbs)
                     if (one.parser->parsed())
                         return withRun(*options, environment, result, one.work);
                 return listRuns(*options, environment, result);
             };
         }});
}

} // namespace loom::app
