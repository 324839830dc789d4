// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/augment_report.h"
#include "app/command.h"
#include "app/model_params.h"
#include "app/study_options.h"

namespace loom::app {

namespace {

struct AugmentOptions {
    SourceOptions source;
    studies::AugmentPlan plan;
    std::vector<std::string> params;
    std::string name, storeAs;
    std::filesystem::path out;
    double riskFreePercent = 0;
};

Status run(const AugmentOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    auto data = dataSelection(options.source, environment.console());
    if (!data)
        return std::move(data).error();
    studies::AugmentStudy study{.name = options.name,
                                .data = std::move(*data),
                                .plan = options.plan,
                                .storeSetAs = options.storeAs};
    study.plan.riskFreeRate = options.riskFreePercent / 100;
    study.plan.seed = environment.seed();
    study.plan.device = environment.options().device;
    if (const auto* info = (*workbench)->generators().find(study.plan.generator))
        if (auto applied = applyParams(options.params, info->params, info->id, study.plan.params);
            !applied)
            return applied;
    return augmentAndReport(study, options.out, environment, result);
}

} // namespace

void register_augment(CommandList& list) {
    list.add(
        {.name = "augment",
         .summary = "Does synthetic data help? Portfolios fitted with and without, judged later",
         .example = "quantloom augment --universe sample_stocks --from 2005-01-01 --generator vae "
                    "--factor 5 --window 504 --step 63",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<AugmentOptions>();
             addSourceOptions(verb, o->source);
             verb.add_option("--generator,--model", o->plan.generator,
                             "vae (default), ppca, gaussian, stationary_bootstrap …");
             verb.add_option("--preset", o->plan.preset, "The generator's preset");
             verb.add_option("--param", o->params, "KEY=VALUE, may be repeated");
             verb.add_option("--factor", o->plan.factor,
                             "Synthetic days for every real one (default 5: six times the data)")
                 ->check(CLI::Range(1, 1000));
             verb.add_option("--window", o->plan.window, "Real days each fit sees (default 504)")
                 ->check(CLI::Range(20, 100'000));
             verb.add_option("--step", o->plan.step, "Days until the next fit (default 63)")
                 ->check(CLI::Range(1, 100'000));
             verb.add_option("--risk-free", o->riskFreePercent, "Percent a year (default 0)");
             verb.add_option("--cost", o->plan.costBasisPoints,
                             "Basis points of what is traded (default 5)")
                 ->check(CLI::Range(0.0, 1000.0));
             verb.add_option("--resamples", o->plan.resamples, "Of the paired test (default 4999)")
                 ->check(CLI::Range(99, 1'000'000));
             verb.add_option("--name", o->name, "Name of the run");
             verb.add_option("--store-set", o->storeAs,
                             "Keep real + factor x synthetic days of the last window as a scenario "
                             "set of this name");
             verb.add_option("--out", o->out,
                             "Folder for report, daily returns and weights as CSV");
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
