// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/model_params.h"
#include "app/scenario_report.h"
#include "app/study_options.h"
#include "base/files.h"
#include "base/text.h"

namespace loom::app {

namespace {

struct ScenarioOptions {
    SourceOptions source;
    studies::ScenarioStudy study;
    std::vector<std::string> params, likeDates, between, shocks;
    double volatilePercent = 0;
    std::string which; ///< show, export
    std::filesystem::path out;
};

/// "SPY=-10%": an asset and its fall.
Result<std::pair<std::string, double>> readShock(const std::string& text) {
    const auto equals = text.rfind('=');
    const Error usage = fail(ErrorCode::InvalidInput,
                             fmt::format("--shock {}: write ASSET=-10% for a fall of ten percent "
                                         "or more on a day.",
                                         text));
    if (equals == std::string::npos || !text.ends_with('%'))
        return usage;
    const auto percent = parseDouble(text.substr(equals + 1, text.size() - equals - 2));
    if (!percent || !(*percent < 0 && *percent > -100))
        return usage;
    return std::pair(text.substr(0, equals), -*percent / 100);
}

Status readConditions(const ScenarioOptions& options, studies::ScenarioStudy& study) {
    for (const auto& [texts, dates] : {std::pair(&options.likeDates, &study.likeDates),
                                       std::pair(&options.between, &study.between)})
        for (const auto& text : *texts) {
            const auto date = parseIsoDate(text);
            if (!date)
                return date.error();
            dates->push_back(*date);
        }
    for (const auto& text : options.shocks) {
        auto shock = readShock(text);
        if (!shock)
            return std::move(shock).error();
        study.falls.push_back(std::move(*shock));
    }
    if (options.volatilePercent != 0)
        study.volatileShare = options.volatilePercent / 100;
    return {};
}

Status make(const ScenarioOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    studies::ScenarioStudy study = options.study;
    auto data = dataSelection(options.source, environment.console());
    if (!data)
        return std::move(data).error();
    study.data = std::move(*data);
    if (auto read = readConditions(options, study); !read)
        return read;
    study.seed = environment.seed();
    study.device = environment.options().device;
    if (const auto* info = (*workbench)->generators().find(study.model.id))
        if (auto applied = applyParams(options.params, info->params, info->id, study.model.params);
            !applied)
            return applied;
    return makeAndReport(study, options.out, environment, result);
}

struct Opened {
    studies::StoredScenarios stored;
    std::shared_ptr<const generate::ScenarioSet> set;
};

Result<Opened> openSet(const std::string& which, CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    auto stored = studies::findScenarioSet((*workbench)->tracking(), which);
    if (!stored)
        return std::move(stored).error();
    auto set = generate::ScenarioSet::open(stored->file);
    if (!set)
        return std::move(set).error();
    return Opened{std::move(*stored), std::move(*set)};
}

Status listSets(CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto sets = studies::storedScenarioSets((*workbench)->tracking());
    if (!sets)
        return sets.error();
    std::vector<std::vector<std::string>> rows;
    result["sets"] = Json::array();
    for (const auto& stored : *sets) {
        const auto set = generate::ScenarioSet::open(stored.file);
        if (!set) { // one damaged file does not hide the others
            rows.push_back({stored.name, "damaged", "", "", "", "", stored.run.value.substr(0, 8)});
            result["sets"].push_back(
                {{"name", stored.name}, {"run", stored.run.value}, {"error", set.error().text()}});
            continue;
        }
        const auto& card = (*set)->card();
        rows.push_back({card.name, kindText(card), card.generator, std::to_string((*set)->count()),
                        std::to_string((*set)->length()), std::to_string((*set)->assets()),
                        stored.run.value.substr(0, 8)});
        result["sets"].push_back(toJson(stored, **set));
    }
    environment.console().table({"name", "kind", "generator", "paths", "days", "assets", "run"},
                                rows, {0, 1, 2, 6});
    if (rows.empty())
        environment.console().line(
            "No scenario set is stored yet. Make one with: quantloom scenarios make");
    return {};
}

Status show(const ScenarioOptions& options, CommandEnvironment& environment, Json& result) {
    const auto opened = openSet(options.which, environment);
    if (!opened)
        return opened.error();
    if (auto whole = opened->set->verify(); !whole)
        return whole;
    reportSet(opened->stored, *opened->set, environment.console(), result);
    return {};
}

Status exportSet(const ScenarioOptions& options, CommandEnvironment& environment, Json& result) {
    const auto opened = openSet(options.which, environment);
    if (!opened)
        return opened.error();
    if (auto whole = opened->set->verify(); !whole)
        return whole;
    const auto file = std::filesystem::absolute(options.out);
    if (auto saved = writeFileAtomic(file, studies::toCsv(*opened->set)); !saved)
        return saved;
    environment.console().print("Wrote {} ({})", file.string(), kindText(opened->set->card()));
    if (studies::isAugmented(opened->set->card()))
        environment.console().line("Path 1 holds real data: do not share this file.");
    result["files"] = {file.string()};
    result["kind"] = kindText(opened->set->card());
    return {};
}

void addMake(CLI::App& make, const std::shared_ptr<ScenarioOptions>& o) {
    addSourceOptions(make, o->source);
    make.add_option("--generator,--model", o->study.model.id, "Generator to fit (default vae)");
    make.add_option("--preset", o->study.model.preset, "The generator's preset");
    make.add_option("--param", o->params, "KEY=VALUE, may be repeated");
    make.add_option("--registered", o->study.registered,
                    "A registered model (see quantloom models) instead of fitting one");
    make.add_option("--version", o->study.version, "Its version: number, alias or latest");
    make.add_option("--like-date", o->likeDates, "Days near this real day, may be repeated");
    make.add_option("--between", o->between,
                    "Paths that go from one real day to another: two dates (default 21 days)")
        ->expected(2);
    make.add_option("--shock", o->shocks,
                    "ASSET=-10%: only paths with such a fall on a day, may be repeated");
    make.add_option("--volatile", o->volatilePercent,
                    "Only the most volatile paths, in percent of all drawn");
    make.add_option("--tail-scale", o->study.tailScale,
                    "Latent or innovation scale times this (1 = the model's own law)");
    make.add_option("--augment", o->study.augment,
                    "Instead of paths: all real days and this many synthetic ones for each");
    make.add_option("--count", o->study.count, "Paths (default 1000)")
        ->check(CLI::Range(1, 10'000'000));
    make.add_option("--length", o->study.length,
                    "Days a path (default: 1 for models of one day, else 252; 21 with --between)")
        ->check(CLI::Range(1, 100'000));
    make.add_option("--name", o->study.name, "Name of the set");
    make.add_option("--out", o->out, "Write real and synthetic correlations to this CSV file");
}

} // namespace

void register_scenarios(CommandList& list) {
    list.add({.name = "scenarios",
              .summary = "Make, list, show and export stored scenario sets",
              .example =
                  "quantloom scenarios make --universe sample_stocks --shock AAPL=-10% --count "
                  "1000 --name crash\n  quantloom scenarios make --universe sample_stocks "
                  "--like-date 2020-03-16\n  quantloom scenarios export crash --out crash.csv",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto o = std::make_shared<ScenarioOptions>();
                  CLI::App* making = verb.add_subcommand("make", "Fit or take a model and draw");
                  addMake(*making, o);
                  CLI::App* listing = verb.add_subcommand("list", "All stored sets");
                  CLI::App* showing = verb.add_subcommand("show", "Card and figures of one set");
                  showing->add_option("SET", o->which, "Name or run")->required();
                  CLI::App* exporting = verb.add_subcommand(
                      "export", "Write a set as CSV: path, day, kind, one column an asset");
                  exporting->add_option("SET", o->which, "Name or run")->required();
                  exporting->add_option("--out", o->out, "File to write")->required();
                  verb.require_subcommand(0, 1);
                  return [=](CommandEnvironment& environment, Json& result) -> Status {
                      if (making->parsed())
                          return make(*o, environment, result);
                      if (showing->parsed())
                          return show(*o, environment, result);
                      if (exporting->parsed())
                          return exportSet(*o, environment, result);
                      static_cast<void>(listing);
                      return listSets(environment, result);
                  };
              }});
}

} // namespace loom::app
