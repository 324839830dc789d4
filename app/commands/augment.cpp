// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/format.h"
#include "app/model_params.h"
#include "app/panel_options.h"
#include "base/files.h"
#include "studies/augment_run.h"
#include "studies/synthesize.h"

namespace loom::app {

namespace {

struct AugmentOptions {
    std::shared_ptr<PanelOptions> panel = std::make_shared<PanelOptions>();
    studies::AugmentPlan plan;
    std::vector<std::string> params;
    std::string name, storeAs;
    std::filesystem::path out;
    double riskFreePercent = 0;
};

void print(const studies::AugmentReport& report, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& arm : report.arms)
        rows.push_back({std::string(armTitle(arm.id)), fmt::format("{:.2f}", arm.sharpe.value),
                        fmt::format("{:.2f}", arm.sharpe.standardError),
                        fmt::format("{:.1f}", 100 * arm.annualReturn),
                        fmt::format("{:.1f}", 100 * arm.annualVolatility),
                        fmt::format("{:.2f}", arm.turnover), fmt::format("{:.1f}", arm.holdings)});
    console.table({"portfolio, fitted on", "Sharpe", "std. error", "return %", "volatility %",
                   "turnover", "holdings"},
                  rows);
    console.line("");
    rows.clear();
    for (const auto& c : report.comparisons)
        rows.push_back({std::string(armTitle(c.first)), std::string(armTitle(c.second)),
                        fmt::format("{:+.3f}", c.difference.value),
                        fmt::format("{:.3f}", c.difference.standardError),
                        fmt::format("{:+.2f} … {:+.2f}", c.difference.low, c.difference.high),
                        fmt::format("{:.3f}", c.difference.pValue)});
    console.table({"Sharpe ratio of", "minus that of", "difference", "std. error",
                   fmt::format("{:g} % interval", 100 * (1 - studies::kAugmentLevel / 2)), "p"},
                  rows, {0, 1, 4});
    console.line("");
    console.line(report.verdict);
    for (const auto& note : report.notes)
        console.line(note);
}

Status writeFiles(const studies::AugmentReport& report, const std::filesystem::path& folder,
                  const Console& console, Json& result) {
    if (folder.empty())
        return {};
    const std::pair<const char*, std::string> files[] = {{"augment.csv", toCsv(report)},
                                                         {"returns.csv", returnsCsv(report)},
                                                         {"weights.csv", weightsCsv(report)}};
    result["files"] = Json::array();
    for (const auto& [name, content] : files) {
        const auto file = std::filesystem::absolute(folder) / name;
        if (auto saved = writeFileAtomic(file, content); !saved)
            return saved;
        console.print("Wrote {}", file.string());
        result["files"].push_back(file.string());
    }
    return {};
}

Status run(const AugmentOptions& options, CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    studies::AugmentStudy study{.name = options.name, .plan = options.plan};
    study.storeSetAs = options.storeAs;
    study.plan.riskFreeRate = options.riskFreePercent / 100;
    study.plan.seed = environment.seed();
    study.plan.device = environment.options().device;
    const auto& generators = (*workbench)->generators();
    if (const auto* info = generators.find(study.plan.generator))
        if (auto applied = applyParams(options.params, *info, study.plan.params); !applied)
            return applied;
    const auto params = studies::resolvedParams(
        generators,
        {.id = study.plan.generator, .preset = study.plan.preset, .params = study.plan.params});
    if (!params)
        return params.error();
    auto input =
        loadPanel(*options.panel, *generators.find(study.plan.generator), *params, environment);
    if (!input)
        return std::move(input).error();
    study.data = input->selection;
    ConsoleJobContext context("augment");
    const auto outcome = studies::runAugment(**workbench, study, input->data, context);
    if (!outcome)
        return outcome.error();
    const auto& report = (*outcome)->report;
    print(report, environment.console());
    result["report"] = studies::toJson(report);
    result["run"] = (*outcome)->run.value;
    if ((*outcome)->set) {
        result["set"] = {{"name", (*outcome)->set->name}, {"file", (*outcome)->set->file.string()}};
        environment.console().print("Stored the augmented data set \"{}\"; learn from it with "
                                    "--set \"{}\".",
                                    (*outcome)->set->name, (*outcome)->set->name);
    }
    environment.console().print("Run {}", (*outcome)->run.value);
    return writeFiles(report, options.out, environment.console(), result);
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
             addPanelOptions(verb, o->panel);
             verb.add_option("--generator", o->plan.generator,
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
