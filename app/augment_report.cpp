// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/augment_report.h"

#include "app/output_files.h"

namespace loom::app {

namespace {

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

} // namespace

Status augmentAndReport(const studies::AugmentStudy& study, const std::filesystem::path& out,
                        CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    ConsoleJobContext context("augment");
    const auto outcome = studies::runAugment(**workbench, study, context);
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
    return writeFiles({{"augment.csv", toCsv(report)},
                       {"returns.csv", returnsCsv(report)},
                       {"weights.csv", weightsCsv(report)}},
                      out, environment.console(), result);
}

} // namespace loom::app
