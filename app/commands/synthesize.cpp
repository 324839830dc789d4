// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/model_params.h"
#include "app/study_options.h"
#include "app/synthesize_report.h"

namespace loom::app {

namespace {

struct SynthesizeOptions {
    DataOptions data;
    std::string name;
    std::string model = "quantgan";
    std::string preset;
    std::vector<std::string> params;
    bool retrain = false;
    std::string resume; ///< "last" or a run's id
    OutputOptions output;
};

Result<studies::SynthesizeStudy> studyOf(const SynthesizeOptions& options,
                                         CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto& generators = (*workbench)->generators();
    auto model = modelChoice(options.model, generators);
    if (!model)
        return std::move(model).error();
    if (!options.preset.empty())
        model->preset = options.preset;
    if (auto applied = applyParams(options.params, generators.find(model->id)->params, model->id,
                                   model->params);
        !applied)
        return std::move(applied).error();
    auto chosen = dataChoice(options.data, environment.console());
    if (!chosen)
        return std::move(chosen).error();
    return studies::SynthesizeStudy{.name = options.name,
                                    .data = std::move(chosen->data),
                                    .split = chosen->split,
                                    .model = std::move(*model),
                                    .evaluation = chosen->evaluation,
                                    .seed = environment.seed(),
                                    .device = environment.options().device,
                                    .retrain = options.retrain};
}

Status resume(const SynthesizeOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto training = studies::interruptedTraining(**workbench, options.resume);
    if (!training)
        return training.error();
    environment.console().line(fmt::format("Going on with the run {} ({}), interrupted about step "
                                           "{}.",
                                           training->run.value.substr(0, 8), training->name,
                                           training->step));
    return workAndReport(
        [&](studies::Workbench& bench, jobs::JobContext& context) {
            return studies::resumeSynthesize(bench, *training, context);
        },
        options.output, environment, result);
}

} // namespace

void register_synthesize(CommandList& list) {
    list.add(
        {.name = "synthesize",
         .summary = "Train a generator (or take the registered one), generate paths, judge them",
         .example = "quantloom synthesize ^GSPC --from 2009-06-01 --to 2018-12-31 --preset "
                    "standard --paper-table",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<SynthesizeOptions>();
             addDataOptions(verb, o->data);
             verb.add_option("--model,--generator", o->model, "Generator (default quantgan)");
             verb.add_option("--preset", o->preset, "quick, standard or thorough");
             verb.add_option("--param", o->params, "KEY=VALUE, may be repeated");
             verb.add_flag("--retrain", o->retrain, "Train even when a registered model fits");
             verb.add_option("--name", o->name,
                             "Name of the run; otherwise model, symbol and seed");
             // The interrupted run knows its study, so nothing of it can be given again.
             auto* resumes = verb.add_option(
                 "--resume", o->resume,
                 "Go on with an interrupted training from its last checkpoint: last, or a run's "
                 "id (see quantloom runs); the report is the one it would have had");
             for (const CLI::Option* other : verb.get_options())
                 if (other != resumes && other != verb.get_help_ptr())
                     resumes->excludes(const_cast<CLI::Option*>(other));
             addOutputOptions(verb, o->output);
             return [o](CommandEnvironment& environment, Json& result) -> Status {
                 if (!o->resume.empty())
                     return resume(*o, environment, result);
                 const auto study = studyOf(*o, environment);
                 if (!study)
                     return study.error();
                 return synthesizeAndReport(*study, o->output, environment, result);
             };
         }});
}

} // namespace loom::app
