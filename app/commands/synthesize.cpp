// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "app/model_params.h"
#include "app/synthesize_report.h"
#include "base/text.h"

namespace loom::app {

namespace {

struct SynthesizeOptions {
    std::string symbol = "^GSPC";
    std::string from, to;
    std::string source;
    std::string name;
    std::string model = "quantgan";
    std::string preset;
    std::vector<std::string> params;
    std::size_t paths = 500;
    std::size_t length = 0;
    bool paperTable = false;
    bool asStored = false;
    bool retrain = false;
    std::string resume; ///< "last" or a run's id
    std::filesystem::path out;
};

Status readDates(const SynthesizeOptions& options, studies::DataSelection& data) {
    for (const auto& [text, target] :
         {std::pair(options.from, &data.from), std::pair(options.to, &data.to)}) {
        if (text.empty())
            continue;
        const auto date = parseIsoDate(text);
        if (!date)
            return date.error();
        *target = *date;
    }
    if (data.from && data.to && *data.to < *data.from)
        return fail(ErrorCode::InvalidInput, "--to lies before --from");
    return {};
}

Result<studies::SynthesizeStudy> studyOf(const SynthesizeOptions& options,
                                         CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto* info = (*workbench)->generators().find(options.model);
    if (!info) {
        std::vector<std::string> known;
        for (const auto& g : (*workbench)->generators().all())
            known.push_back(g.id);
        return fail(ErrorCode::InvalidInput, fmt::format("there is no generator \"{}\"; known: {}",
                                                         options.model, join(known, ", ")));
    }
    const auto symbol = market::checkSymbol(options.symbol);
    if (!symbol)
        return symbol.error();
    studies::SynthesizeStudy study;
    study.name = options.name;
    study.data.symbol = *symbol;
    study.data.source = options.source;
    study.data.adjustment =
        options.asStored ? market::Adjustment::AsStored : market::Adjustment::SplitAndDividend;
    if (auto read = readDates(options, study.data); !read)
        return std::move(read).error();
    study.split.paperTable = options.paperTable;
    study.model = {.id = options.model, .preset = options.preset};
    if (options.preset.empty() && !info->presets.empty())
        study.model.preset = info->presets.front().id;
    if (auto applied = applyParams(options.params, *info, study.model.params); !applied)
        return std::move(applied).error();
    study.evaluation = {.paths = options.paths, .length = options.length};
    study.seed = environment.seed();
    study.device = environment.options().device;
    study.retrain = options.retrain;
    return study;
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
        options.out, environment, result);
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
             verb.add_option("SYMBOL", o->symbol, "Symbol in the cache (default ^GSPC)");
             verb.add_option("--from", o->from, "First date, YYYY-MM-DD");
             verb.add_option("--to", o->to, "Last date, YYYY-MM-DD");
             verb.add_option("--source", o->source,
                             "yahoo, import or sample; otherwise the best there is");
             verb.add_option("--model", o->model, "Generator (default quantgan)");
             verb.add_option("--preset", o->preset, "quick, standard or thorough");
             verb.add_option("--param", o->params, "KEY=VALUE, may be repeated");
             verb.add_option("--paths", o->paths, "How many paths (default 500)")
                 ->check(CLI::Range(2, 100'000));
             verb.add_option("--length", o->length,
                             "Days a path; default: as long as the scored part");
             verb.add_flag("--paper-table", o->paperTable,
                           "Train, select and score on the whole window (in-sample)");
             verb.add_flag("--as-stored", o->asStored,
                           "Prices as stored, without dividend adjustment");
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
             verb.add_option("--out", o->out, "Folder for report, paths and figure");
             return [o](CommandEnvironment& environment, Json& result) -> Status {
                 if (!o->resume.empty())
                     return resume(*o, environment, result);
                 const auto study = studyOf(*o, environment);
                 if (!study)
                     return study.error();
                 return synthesizeAndReport(*study, o->out, environment, result);
             };
         }});
}

} // namespace loom::app
