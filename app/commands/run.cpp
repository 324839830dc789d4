// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"

namespace loom::app {

namespace {

struct RunOptions {
    std::filesystem::path study;
    OutputOptions output;
};

Status runCompared(const Json& json, const RunOptions& options, CommandEnvironment& environment,
                   Json& result) {
    auto study = studies::compareStudyFromJson(json);
    if (!study)
        return std::move(study).error().during("read the study " + options.study.string());
    if (!options.output.share.empty())
        return fail(ErrorCode::InvalidInput,
                    "--share takes the data of one model; run quantloom synthesize with it");
    if (environment.options().seed)
        study->seed = *environment.options().seed;
    return compareAndReport(*study, options.output.out, environment, result);
}

Status run(const RunOptions& options, CommandEnvironment& environment, Json& result) {
    const auto text = readFile(options.study, 16 << 20);
    if (!text)
        return text.error();
    const auto json = parseJson(*text);
    if (!json)
        return Error(json.error()).during("read the study " + options.study.string());
    const auto kind = studies::studyKind(*json);
    if (!kind)
        return Error(kind.error()).during("read the study " + options.study.string());
    if (*kind == "compare")
        return runCompared(*json, options, environment, result);
    auto study = studies::synthesizeStudyFromJson(*json);
    if (!study)
        return std::move(study).error().during("read the study " + options.study.string());
    if (environment.options().seed)
        study->seed = *environment.options().seed;
    return synthesizeAndReport(*study, options.output, environment, result);
}

} // namespace

void register_run(CommandList& list) {
    list.add({.name = "run",
              .summary = "Run a study file, as the window saves it",
              .example = "quantloom run study.json --out report/",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<RunOptions>();
                  verb.add_option("STUDY", options->study, "Study file (JSON)")->required();
                  addOutputOptions(verb, options->output);
                  return [options](CommandEnvironment& environment, Json& result) {
                      return run(*options, environment, result);
                  };
              }});
}

} // namespace loom::app
