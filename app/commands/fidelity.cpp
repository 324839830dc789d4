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
    bool prices = false;
};

Status run(const FidelityVerbOptions& options, CommandEnvironment& environment, Json& result) {
    ConsoleJobContext context("fidelity");
    generate::FidelityOptions how;
    how.seed = environment.seed();
    const auto content =
        options.prices ? generate::TableContent::Prices : generate::TableContent::LogReturns;
    const auto report =
        generate::fidelityOfFiles(options.real, options.synthetic, content, how, context);
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

} // namespace

void register_fidelity(CommandList& list) {
    list.add(
        {.name = "fidelity",
         .summary = "Judge synthetic paths from anywhere: wide CSVs, one path a column",
         .example = "quantloom fidelity --real real.csv --synthetic paths.csv --prices",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto options = std::make_shared<FidelityVerbOptions>();
             verb.add_option("--real", options->real, "CSV whose first column is the real series")
                 ->required();
             verb.add_option("--synthetic", options->synthetic,
                             "CSV with one synthetic path a column")
                 ->required();
             verb.add_flag("--prices", options->prices, "The files hold prices, not log returns");
             verb.add_option("--out", options->out, "Write the report to this CSV file");
             return [options](CommandEnvironment& environment, Json& result) {
                 return run(*options, environment, result);
             };
         }});
}

} // namespace loom::app
