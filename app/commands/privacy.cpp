// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"
#include "app/table_options.h"
#include "generate/privacy_files.h"

namespace loom::app {

namespace {

struct PrivacyVerbOptions {
    TableOptions tables;
    std::string holdout;
    std::size_t window = 0;
};

Status run(const PrivacyVerbOptions& options, CommandEnvironment& environment, Json& result) {
    auto files = comparedFiles(options.tables);
    files.holdout = options.holdout;
    const auto input = options.tables.panel ? generate::privacyOfPanelFiles(files)
                                            : generate::privacyOfSeriesFiles(files);
    if (!input)
        return input.error();
    ConsoleJobContext context("privacy");
    const auto report = generate::computePrivacy(
        *input, {.window = options.window, .seed = environment.seed()}, context);
    if (!report)
        return report.error();
    printPrivacy(*report, environment.console());
    result["privacy"] = generate::toJson(*report);
    return writeOut(options.tables, generate::toCsv(*report), environment.console(), result);
}

} // namespace

void register_privacy(CommandList& list) {
    list.add(
        {.name = "privacy",
         .summary = "Find out whether synthetic data give the real data away",
         .example = "quantloom privacy --real train.csv --synthetic paths.csv --holdout test.csv",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<PrivacyVerbOptions>();
             addTableOptions(verb, o->tables);
             verb.get_option("--real")->required();
             verb.get_option("--synthetic")->required();
             verb.add_option("--holdout", o->holdout,
                             "CSV of real data that the model never saw; without it the verdict is "
                             "at best borderline");
             verb.add_option("--window", o->window,
                             "Days of a window (default 20 for a series, 1 for a panel)")
                 ->check(CLI::Range(1, 1000));
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
