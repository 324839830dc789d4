// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"

namespace loom::app {

namespace {

struct RunOptions {
    std::filesystem::path study;
    std::filesystem::path out;
};

Status run(const RunOptions& options, CommandEnvironment& environment, Json& result) {
    const auto text = readFile(options.study, 16 << 20);
    if (!text)
        return text.error();
    const auto json = parseJson(*text);
    if (!json)
        return Error(json.error()).during("read the study " + options.study.string());
    auto study = studies::synthesizeStudyFromJson(*json);
    if (!study)
        return std::move(study).error().during("read the study " + options.study.string());
    if (environment.options().seed)
        study->seed = *environment.options().seed;
    return synthesizeAndReport(*study, options.out, environment, result);
}

} // namespace

void register_run(CommandList& list) {
    list.add({.name = "run",
              .summary = "Run a study file, as the window saves it",
              .example = "quantloom run study.json --out report/",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<RunOptions>();
                  verb.add_option("STUDY", options->study, "Study file (JSON)")->required();
                  verb.add_option("--out", options->out, "Folder for report, paths and figure");
                  return [options](CommandEnvironment& environment, Json& result) {
                      return run(*options, environment, result);
                  };
              }});
}

} // namespace loom::app
