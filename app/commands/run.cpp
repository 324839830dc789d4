// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/augment_report.h"
#include "app/command.h"
#include "app/forecast_report.h"
#include "app/scenario_report.h"
#include "app/synthesize_report.h"

namespace loom::app {

namespace {

struct RunOptions {
    std::filesystem::path study;
    OutputOptions output;
};

template <class Study>
std::uint64_t& seedOf(Study& study) {
    return study.seed;
}
std::uint64_t& seedOf(studies::AugmentStudy& study) {
    return study.plan.seed;
}
std::uint64_t& seedOf(studies::EvaluateStudy& study) {
    study.plan.seeds.resize(1);
    return study.plan.seeds.front();
}

/// Reads the study by its kind's own reader, sets the seed that was asked for, and works.
template <class Study, class Work>
Status runAs(Result<Study> study, const RunOptions& options, CommandEnvironment& environment,
             Work work) {
    if (!study)
        return std::move(study).error().during("read the study " + options.study.string());
    if (environment.options().seed)
        seedOf(*study) = *environment.options().seed;
    return work(*study);
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
    if (*kind == "synthesize")
        return runAs(studies::synthesizeStudyFromJson(*json), options, environment,
                     [&](const auto& study) {
                         return synthesizeAndReport(study, options.output, environment, result);
                     });
    if (!options.output.share.empty())
        return fail(ErrorCode::InvalidInput,
                    "--share takes the data of one model; run quantloom synthesize with it");
    const auto& out = options.output.out;
    if (*kind == "compare")
        return runAs(
            studies::compareStudyFromJson(*json), options, environment,
            [&](const auto& study) { return compareAndReport(study, out, environment, result); });
    if (*kind == "augment")
        return runAs(
            studies::augmentStudyFromJson(*json), options, environment,
            [&](const auto& study) { return augmentAndReport(study, out, environment, result); });
    if (*kind == "forecast")
        return runAs(studies::forecastStudyFromJson(*json), options, environment,
                     [&](const auto& study) {
                         return forecastAndReport(study, {.folder = out}, environment, result);
                     });
    if (*kind == "evaluate")
        return runAs(studies::evaluateStudyFromJson(*json), options, environment,
                     [&](const auto& study) {
                         return evaluateAndReport(study, {.folder = out}, environment, result);
                     });
    return runAs(studies::scenarioStudyFromJson(*json), options, environment,
                 [&](const auto& study) {
                     return makeAndReport(study, out.empty() ? out : out / "correlations.csv",
                                          environment, result);
                 });
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
