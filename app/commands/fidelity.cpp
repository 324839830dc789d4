// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"
#include "app/table_options.h"
#include "generate/fidelity_files.h"

namespace loom::app {

namespace {

struct FidelityVerbOptions {
    TableOptions tables;
    bool list = false;
};

Result<generate::FidelityReport> reportOn(const FidelityVerbOptions& options, std::uint64_t seed) {
    ConsoleJobContext context("fidelity");
    if (options.tables.panel) {
        generate::PanelFidelityOptions how;
        how.seed = seed;
        return generate::panelFidelityOfFiles(comparedFiles(options.tables), how, context);
    }
    generate::FidelityOptions how;
    how.seed = seed;
    return generate::fidelityOfFiles(comparedFiles(options.tables), how, context);
}

/// Every metric: id, title, unit, what is best, formula, source.
void list(const FidelityVerbOptions& options, const Console& console, Json& result) {
    const auto catalogue =
        options.tables.panel ? generate::panelCatalogue({}) : generate::fidelityCatalogue({});
    result["metrics"] = Json::array();
    for (const auto& row : catalogue) {
        const char* direction =
            row.better == stats::Better::Lower ? "lower is better" : "equal to real is best";
        console.print("{}: {}{} ({})", row.id, row.title, row.unit.empty() ? "" : ", " + row.unit,
                      direction);
        console.print("    {}", row.convention);
        console.print("    {}", row.source);
        result["metrics"].push_back({{"id", row.id},
                                     {"title", row.title},
                                     {"unit", row.unit},
                                     {"best", direction},
                                     {"formula", row.convention},
                                     {"source", row.source}});
    }
}

Status run(const FidelityVerbOptions& options, CommandEnvironment& environment, Json& result) {
    if (options.list) {
        list(options, environment.console(), result);
        return {};
    }
    if (options.tables.real.empty() || options.tables.synthetic.empty())
        return fail(ErrorCode::InvalidInput, "Give the two files with --real and --synthetic, or "
                                             "use --list to see what is measured.");
    const auto report = reportOn(options, environment.seed());
    if (!report)
        return report.error();
    printReport(*report, environment.console());
    result["report"] = generate::toJson(*report);
    return writeOut(options.tables, generate::toCsv(*report), environment.console(), result);
}

} // namespace

void register_fidelity(CommandList& list) {
    list.add({.name = "fidelity",
              .summary =
                  "Judge synthetic paths or panels from anywhere: wide CSVs, a path or an asset "
                  "a column",
              .example = "quantloom fidelity --real real.csv --synthetic paths.csv --prices",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<FidelityVerbOptions>();
                  addTableOptions(verb, options->tables);
                  verb.add_flag("--list", options->list,
                                "Print every metric with unit, formula and source; with --panel "
                                "those of panels");
                  return [options](CommandEnvironment& environment, Json& result) {
                      return run(*options, environment, result);
                  };
              }});
}

} // namespace loom::app
