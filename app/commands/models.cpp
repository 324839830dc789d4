// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/format.h"
#include "tracking/registry.h"

namespace loom::app {

namespace {

struct ModelsOptions {
    std::string name;
    std::string which = "latest";
    std::string alias;
    std::int64_t version = 0;
};

Json toJson(const tracking::ModelVersion& version) {
    Json out{{"model", version.model},
             {"version", version.version},
             {"source", version.source},
             {"run", version.run.value},
             {"created", toIso(Timestamp{version.createdMs / 1000})},
             {"aliases", version.aliases},
             {"tags", Json::object()}};
    for (const auto& tag : version.tags)
        out["tags"][tag.key] = tag.value;
    return out;
}

Status listModels(CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const tracking::Registry registry((*workbench)->tracking());
    const auto models = registry.models();
    if (!models)
        return models.error();
    std::vector<std::vector<std::string>> rows;
    result["models"] = Json::array();
    for (const auto& model : *models) {
        const auto versions = registry.versions(model.name);
        if (!versions)
            return versions.error();
        for (const auto& v : *versions) {
            std::string aliases;
            for (const auto& alias : v.aliases)
                aliases += (aliases.empty() ? "" : ", ") + alias;
            rows.push_back({v.model, std::to_string(v.version), aliases, instantText(v.createdMs),
                            std::string(v.tag("quantloom.period")), v.run.value.substr(0, 8)});
            result["models"].push_back(toJson(v));
        }
    }
    environment.console().table({"model", "version", "alias", "trained (UTC)", "period", "run"},
                                rows, {0, 2, 3, 4, 5});
    return {};
}

Status showModel(const ModelsOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const tracking::Registry registry((*workbench)->tracking());
    const auto version = registry.resolve(options.name, options.which);
    if (!version)
        return version.error();
    result["version"] = toJson(*version);
    const Console& console = environment.console();
    console.print("{} version {}, trained {} UTC by run {}", version->model, version->version,
                  instantText(version->createdMs), version->run.value);
    console.print("Bundle: {}", version->source);
    for (const auto& tag : version->tags)
        console.print("  {:<28} {}", tag.key, tag.value);
    return {};
}

Status setAlias(const ModelsOptions& options, CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    return tracking::Registry((*workbench)->tracking())
        .setAlias(options.name, options.alias, options.version);
}

} // namespace

void register_models(CommandList& list) {
    list.add({.name = "models",
              .summary = "List, show and name the registered models",
              .example = "quantloom models show \"quantgan ^GSPC 1d\" latest",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<ModelsOptions>();
                  CLI::App* show = verb.add_subcommand("show", "One version");
                  show->add_option("NAME", options->name, "Registered name")->required();
                  show->add_option("WHICH", options->which,
                                   "A version number, an alias or latest (default)");
                  CLI::App* alias = verb.add_subcommand("alias", "Let a name point at a version");
                  alias->add_option("NAME", options->name, "Registered name")->required();
                  alias->add_option("ALIAS", options->alias, "For example champion")->required();
                  alias->add_option("VERSION", options->version, "Version number")->required();
                  verb.require_subcommand(0, 1);
                  return [=](CommandEnvironment& environment, Json& result) -> Status {
                      if (show->parsed())
                          return showModel(*options, environment, result);
                      if (alias->parsed())
                          return setAlias(*options, environment);
                      return listModels(environment, result);
                  };
              }});
}

} // namespace loom::app
