// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scenario_report.h"

#include "base/files.h"
#include "studies/scenario_correlations.h"
#include "studies/scenario_figures.h"

namespace loom::app {

namespace {

/// Mean, volatility, 1 % quantile and worst day of each asset over the first days of the set.
void printAssets(const generate::ScenarioSet& set, const Console& console, Json& result) {
    const auto figures = studies::figuresOf(set);
    std::vector<std::vector<std::string>> rows;
    result["assets"] = Json::array();
    for (const auto& one : figures.assets) {
        rows.push_back({one.asset, fmt::format("{:.3f}", 100 * one.mean),
                        fmt::format("{:.2f}", 100 * one.stdev),
                        fmt::format("{:.2f}", 100 * one.low),
                        fmt::format("{:.2f}", 100 * one.worst)});
        result["assets"].push_back({{"asset", one.asset},
                                    {"mean", one.mean},
                                    {"stdev", one.stdev},
                                    {"q01", one.low},
                                    {"worst", one.worst}});
    }
    console.table({"daily log returns, %", "mean", "std. dev.", "1 % quantile", "worst"}, rows);
    if (figures.paths < set.count())
        console.print("Figures of the first {} of {} paths.", figures.paths, set.count());
}

void printCard(const studies::StoredScenarios& stored, const generate::ScenarioSet& set,
               const Console& console) {
    const auto& card = set.card();
    console.print("{}: {} paths x {} days x {} assets, {}", card.name, set.count(), set.length(),
                  set.assets(), kindText(card));
    console.line(card.description);
    console.print("Generator {}, seed {}, made {}, run {}", card.generator, card.seed, card.madeAt,
                  stored.run.value);
    console.print("File: {}", stored.file.string());
}

Status reportCorrelations(const studies::ScenarioOutcome& outcome, const std::filesystem::path& out,
                          const Console& console, Json& result) {
    const generate::ScenarioSet& set = *outcome.set;
    const auto c = studies::compareCorrelations(outcome.data.data(), set);
    console.print("Correlations of {} synthetic days beside the real ones: Frobenius norm of the "
                  "difference {:.3f}, {:.4f} a pair (root mean square).",
                  c.days, c.frobenius, c.rms);
    console.print("Floor: real even against odd days {:.4f}, first against second half {:.4f}.",
                  c.floorSampling, c.floorHalves);
    result["correlation"] = {{"frobenius", c.frobenius},
                             {"rms", c.rms},
                             {"floor_sampling", c.floorSampling},
                             {"floor_halves", c.floorHalves},
                             {"days", c.days}};
    if (out.empty())
        return {};
    const auto file = std::filesystem::absolute(out);
    if (auto saved = writeFileAtomic(file, toCsv(c, set.card().assets)); !saved)
        return saved;
    console.print("Wrote {}", file.string());
    result["files"] = {file.string()};
    return {};
}

} // namespace

std::string kindText(const generate::ScenarioCard& card) {
    return studies::isAugmented(card) ? "augmented" : card.steered ? "steered" : "free";
}

Json toJson(const studies::StoredScenarios& stored, const generate::ScenarioSet& set) {
    const auto& card = set.card();
    return {{"name", card.name},
            {"run", stored.run.value},
            {"file", stored.file.string()},
            {"kind", kindText(card)},
            {"steered", card.steered},
            {"paths", set.count()},
            {"days", set.length()},
            {"assets", card.assets},
            {"generator", card.generator},
            {"description", card.description},
            {"seed", card.seed},
            {"made_at", card.madeAt},
            {"details", card.details}};
}

void reportSet(const studies::StoredScenarios& stored, const generate::ScenarioSet& set,
               const Console& console, Json& result) {
    printCard(stored, set, console);
    result["set"] = toJson(stored, set);
    printAssets(set, console, result);
}

Status makeAndReport(const studies::ScenarioStudy& study, const std::filesystem::path& correlations,
                     CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    ConsoleJobContext context("scenarios");
    const auto outcome = studies::runScenarios(**workbench, study, context);
    if (!outcome)
        return outcome.error();
    const auto& out = **outcome;
    reportSet(out.stored, *out.set, environment.console(), result);
    if (out.acceptedShare)
        result["accepted_share"] = *out.acceptedShare;
    if (!out.data.isPanel())
        return {};
    return reportCorrelations(out, correlations, environment.console(), result);
}

} // namespace loom::app
