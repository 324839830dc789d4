// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"
#include "app/synthesize_report.h"
#include "generate/fidelity_files.h"

namespace loom::app {

namespace {

struct FidelityVerbOptions {
    std::string real;
    std::string synthetic;
    std::filesystem::path out;
    std::string unit = "fraction";
    std::string syntheticUnit;
    bool percent = false;
    bool prices = false;
    bool panel = false;
    bool list = false;
};

generate::ReturnUnit unitOf(const std::string& word) {
    return word == "percent" ? generate::ReturnUnit::Percent : generate::ReturnUnit::Fraction;
}

generate::FidelityFiles filesOf(const FidelityVerbOptions& options) {
    generate::FidelityFiles files;
    files.real = options.real;
    files.synthetic = options.synthetic;
    files.content =
        options.prices ? generate::TableContent::Prices : generate::TableContent::LogReturns;
    files.unit = options.percent ? generate::ReturnUnit::Percent : unitOf(options.unit);
    if (!options.syntheticUnit.empty())
        files.syntheticUnit = unitOf(options.syntheticUnit);
    return files;
}

Result<generate::FidelityReport> reportOn(const FidelityVerbOptions& options, std::uint64_t seed) {
    ConsoleJobContext context("fidelity");
    if (options.panel) {
        generate::PanelFidelityOptions how;
        how.seed = seed;
        return generate::panelFidelityOfFiles(filesOf(options), how, context);
    }
    generate::FidelityOptions how;
    how.seed = seed;
    return generate::fidelityOfFiles(filesOf(options), how, context);
}

/// Every metric: id, title, unit, what is best, formula, source.
void list(const FidelityVerbOptions& options, const Console& console, Json& result) {
    const auto catalogue =
        options.panel ? generate::panelCatalogue({}) : generate::fidelityCatalogue({});
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
    if (options.real.empty() || options.synthetic.empty())
        return fail(ErrorCode::InvalidInput, "Give the two files with --real and --synthetic, or "
                                             "use --list to see what is measured.");
    const auto report = reportOn(options, environment.seed());
    if (!report)
        return report.error();
    printReport(*report, environment.console());
    result["report"] = generate::toJson(*report);
    if (options.out.empty())
        return {};
    const auto file = std::filesystem::absolute(options.out);
    if (auto saved = writeFileAtomic(file, generate::toCsv(*report)); !saved)
        return saved;
    environment.console().print("Wrote {}", file.string());
    result["files"] = {file.string()};
    return {};
}

void addOptions(CLI::App& verb, FidelityVerbOptions& options) {
    const CLI::IsMember units({"fraction", "percent"});
    verb.add_option("--real", options.real,
                    "CSV whose first column is the real series; with --panel an asset a column");
    verb.add_option("--synthetic", options.synthetic,
                    "CSV with one synthetic path a column; with --panel an asset a column");
    verb.add_flag("--panel", options.panel,
                  "The columns are assets; both files have the same names in their headers");
    verb.add_flag("--prices", options.prices, "The files hold prices, not log returns");
    verb.add_option("--unit", options.unit, "Unit of the returns of both files")->check(units);
    verb.add_flag("--percent", options.percent, "Short for --unit percent");
    verb.add_option("--synthetic-unit", options.syntheticUnit,
                    "Unit of the synthetic returns where it is another one")
        ->check(units);
    verb.add_flag("--list", options.list,
                  "Print every metric with unit, formula and source; with --panel those of panels");
    verb.add_option("--out", options.out, "Write the report to this CSV file");
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
                  addOptions(verb, *options);
                  return [options](CommandEnvironment& environment, Json& result) {
                      return run(*options, environment, result);
                  };
              }});
}

} // namespace loom::app
