// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/scenario_store.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/files.h"
#include "base/text.h"

namespace loom::studies {

namespace {

constexpr const char* kArtifact = "scenarios/set.scenarios";
constexpr const char* kCardArtifact = "scenarios/card.json";
constexpr const char* kTag = "quantloom.scenarios";
constexpr const char* kSteeredTag = "quantloom.steered";

Json toJson(const generate::ScenarioCard& card) {
    return {{"name", card.name},           {"assets", card.assets},
            {"generator", card.generator}, {"description", card.description},
            {"steered", card.steered},     {"seed", card.seed},
            {"made_at", card.madeAt},      {"details", card.details}};
}

std::string_view kindOf(const generate::ScenarioCard& card, std::size_t path) {
    if (path == 0 && isAugmented(card))
        return "real";
    return card.steered ? "steered" : "free";
}

} // namespace

Result<StoredScenarios> keepScenarioSet(tracking::Store& store, const tracking::RunId& run,
                                        const generate::ScenarioCard& card,
                                        const generate::Paths& paths) {
    // A text artifact first: it makes the folder and fails early on a full or read-only disk.
    if (auto kept = store.logArtifact(run, kCardArtifact, toJson(card).dump(2) + "\n"); !kept)
        return std::move(kept).error();
    const auto folder = store.artifactFolder(run);
    if (!folder)
        return folder.error();
    StoredScenarios out{.run = run, .name = card.name, .file = *folder / kArtifact};
    if (auto written = generate::writeScenarioSet(out.file, card, paths); !written)
        return std::move(written).error();
    const std::vector<tracking::NamedText> tags{{kTag, card.name},
                                                {kSteeredTag, card.steered ? "true" : "false"}};
    if (auto tagged = store.setTags(run, tags); !tagged)
        return std::move(tagged).error();
    return out;
}

Result<std::vector<StoredScenarios>> storedScenarioSets(tracking::Store& store) {
    const auto runs =
        store.search({.filter = fmt::format("tags.`{}` IS NOT NULL", kTag), .limit = 10'000});
    if (!runs)
        return runs.error();
    std::vector<StoredScenarios> out;
    for (const auto& run : *runs) {
        const auto folder = store.artifactFolder(run.id);
        if (!folder)
            return folder.error();
        std::error_code ignored;
        if (std::filesystem::exists(*folder / kArtifact, ignored))
            out.push_back(
                {.run = run.id, .name = std::string(run.tag(kTag)), .file = *folder / kArtifact});
    }
    return out;
}

Result<StoredScenarios> findScenarioSet(tracking::Store& store, std::string_view nameOrRun) {
    const auto sets = storedScenarioSets(store);
    if (!sets)
        return sets.error();
    constexpr std::size_t kShortestPrefix = 4;
    for (const auto& set : *sets)
        if (set.name == nameOrRun)
            return set;
    for (const auto& set : *sets)
        if (nameOrRun.size() >= kShortestPrefix && set.run.value.starts_with(nameOrRun))
            return set;
    if (sets->empty())
        return fail(ErrorCode::NotFound,
                    "No scenario set is stored yet. Make one with: quantloom scenarios make");
    std::vector<std::string> names;
    for (const auto& set : *sets)
        names.push_back("\"" + set.name + "\"");
    return fail(ErrorCode::NotFound, fmt::format("There is no scenario set \"{}\"; stored are: {}",
                                                 nameOrRun, join(names, ", ")));
}

Result<AugmentedSet> augmentedSet(const generate::TrainingData& real,
                                  const generate::Paths& synthetic, generate::ScenarioCard card) {
    const std::size_t days = real.days(), assets = real.assetCount();
    const std::size_t made = synthetic.count * synthetic.length;
    if (synthetic.assets != assets || days == 0 || made == 0 || made % days != 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} synthetic days of {} assets are no multiple of {} real days of "
                                "{} assets.",
                                made, synthetic.assets, days, assets));
    const std::size_t factor = made / days;
    AugmentedSet out{.card = std::move(card), .paths = {}};
    out.paths.count = 1 + factor;
    out.paths.length = days;
    out.paths.assets = assets;
    for (const double r : real.returns)
        out.paths.returns.push_back(static_cast<float>(r));
    out.paths.returns.insert(out.paths.returns.end(), synthetic.returns.begin(),
                             synthetic.returns.end());
    out.card.assets = real.assets;
    out.card.description = fmt::format(
        "Path 1 holds {} real days{}, paths 2 to {} hold {} synthetic days by {}, fitted on those "
        "real days only. To learn from, never to validate or test on. Contains real data: do not "
        "share.",
        days,
        real.dates.empty() ? ""
                           : fmt::format(" ({} to {})", toIso(Date{real.dates.front()}),
                                         toIso(Date{real.dates.back()})),
        1 + factor, made, out.card.generator);
    out.card.details["augmented"] = {{"factor", factor},
                                     {"real_paths", 1},
                                     {"synthetic_paths", factor},
                                     {"real_days", days},
                                     {"contains_real_rows", true}};
    if (!real.dates.empty()) {
        out.card.details["augmented"]["real_from"] = toIso(Date{real.dates.front()});
        out.card.details["augmented"]["real_to"] = toIso(Date{real.dates.back()});
    }
    return out;
}

bool isAugmented(const generate::ScenarioCard& card) {
    return card.details.is_object() && card.details.contains("augmented");
}

generate::TrainingData trainingDataOf(const generate::ScenarioSet& set) {
    generate::TrainingData out;
    out.assets = set.card().assets;
    for (std::size_t i = 0; i < set.count(); ++i)
        out.returns.insert(out.returns.end(), set.path(i).begin(), set.path(i).end());
    out.trainEnd = out.validationEnd = out.days();
    out.wholeWindow = true;
    return out;
}

std::string toCsv(const generate::ScenarioSet& set) {
    CsvWriter csv;
    csv.cell("path").cell("day").cell("kind");
    for (const auto& asset : set.card().assets)
        csv.cell(asset);
    csv.endRow();
    const std::size_t n = set.assets();
    for (std::size_t i = 0; i < set.count(); ++i)
        for (std::size_t t = 0; t < set.length(); ++t) {
            csv.cell(i + 1).cell(t + 1).cell(kindOf(set.card(), i));
            for (std::size_t a = 0; a < n; ++a)
                csv.cell(fmt::format("{}", set.path(i)[t * n + a])); // shortest form of a float
            csv.endRow();
        }
    return csv.text();
}

} // namespace loom::studies
