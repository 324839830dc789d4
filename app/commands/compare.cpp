// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "app/study_options.h"
#include "app/synthesize_report.h"
#include "base/text.h"

namespace loom::app {

namespace {

struct CompareOptions {
    DataOptions data;
    std::string name;
    std::vector<std::string> models;
    bool retrain = false;
    std::filesystem::path out;
};

Status run(const CompareOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    studies::CompareStudy study;
    for (const auto& text : options.models) {
        auto model = modelChoice(std::string(trim(text)), (*workbench)->generators());
        if (!model)
            return std::move(model).error();
        if (std::find(study.models.begin(), study.models.end(), *model) != study.models.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("--models names {} twice; write vae:standard,vae:baseline to "
                                    "compare presets",
                                    text));
        study.models.push_back(std::move(*model));
    }
    auto chosen = dataChoice(options.data, environment.console());
    if (!chosen)
        return std::move(chosen).error();
    study.name = options.name;
    study.data = std::move(chosen->data);
    study.split = chosen->split;
    study.evaluation = chosen->evaluation;
    study.seed = environment.seed();
    study.device = environment.options().device;
    study.retrain = options.retrain;
    return compareAndReport(study, options.out, environment, result);
}

} // namespace

void register_compare(CommandList& list) {
    list.add({.name = "compare",
              .summary = "Judge several generators on the same split, beside the same rivals",
              .example = "quantloom compare --universe sample_stocks --models "
                         "vae:standard,vae:baseline,ppca,gaussian",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto o = std::make_shared<CompareOptions>();
                  addDataOptions(verb, o->data);
                  verb.add_option("--models", o->models,
                                  "Generators, separated by commas; MODEL:PRESET for a preset")
                      ->required()
                      ->delimiter(',');
                  verb.add_flag("--retrain", o->retrain,
                                "Train even where a registered model fits");
                  verb.add_option("--name", o->name, "Name of the run; otherwise models and data");
                  verb.add_option("--out", o->out, "Folder for board, report and paths");
                  return [o](CommandEnvironment& environment, Json& result) {
                      return run(*o, environment, result);
                  };
              }});
}

} // namespace loom::app
