// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/study_data.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "market/universe.h"
#include "studies/panel_file.h"
#include "studies/scenario_store.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

/// All series of a panel, or all symbols that are not stored.
Result<std::vector<market::Series>> loadAll(const Workbench& workbench,
                                            const DataSelection& selection) {
    std::vector<market::Series> out;
    std::vector<std::string> missing;
    for (const auto& symbol : selection.symbols) {
        auto series = workbench.loadSeries(
            {.symbol = symbol, .interval = selection.interval, .source = selection.source});
        if (series)
            out.push_back(std::move(*series));
        else if (series.error().code == ErrorCode::NotFound)
            missing.push_back(symbol);
        else
            return std::move(series).error();
    }
    if (missing.empty())
        return out;
    const std::string where =
        selection.source.empty() ? "" : fmt::format(" from \"{}\"", selection.source);
    return fail(ErrorCode::NotFound,
                fmt::format("No {} bars of {} are stored{}. Fetch them first (quantloom fetch {}), "
                            "or leave them out.",
                            market::intervalCode(selection.interval), join(missing, ", "), where,
                            join(missing, " ")));
}

Result<StudyData> loadSet(Workbench& workbench, const DataSelection& selection,
                          const SplitPlan& split) {
    if (!split.paperTable)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The scenario set \"{}\" is to learn from, never to validate or "
                                "score on, so it cannot be split. Learn from it with quantloom "
                                "scenarios make or augment.",
                                selection.set));
    const auto stored = findScenarioSet(workbench.tracking(), selection.set);
    if (!stored)
        return stored.error();
    const auto set = generate::ScenarioSet::open(stored->file);
    if (!set)
        return set.error();
    return panelOfSet(**set, stored->run.value);
}

/// A panel that is not made of cached bars.
Result<StudyData> loadElsewhere(Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split) {
    return selection.set.empty() ? panelFromFile(selection.file, selection.content, split)
                                 : loadSet(workbench, selection, split);
}

Result<StudyData> checked(Result<StudyData> panel, std::size_t minimumReturns,
                          generate::MissingReturns missing, std::string_view title) {
    if (!panel)
        return panel;
    if (auto fits = generate::checkPanel(panel->data(), minimumReturns, missing, title); !fits)
        return std::move(fits).error();
    if (auto enough = checkTrainingDays(*panel->panel, minimumReturns); !enough)
        return std::move(enough).error();
    return panel;
}

generate::MissingReturns missingFor(const generate::GeneratorInfo& info) {
    return info.acceptsMissing ? generate::MissingReturns::Allowed
                               : generate::MissingReturns::Refused;
}

Result<StudyData> loadElsewhere(Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, const generate::GeneratorInfo& info,
                                const Params& params) {
    if (!selection.set.empty() && !info.orderFree)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} learns from the order of days, and a scenario set holds "
                                "several paths one behind the other. Choose a model of single "
                                "days: vae, ppca, t_copula or gaussian.",
                                info.title));
    auto panel = loadElsewhere(workbench, selection, split);
    if (!panel)
        return panel;
    const std::size_t assets = panel->assets(); // only the file or the set knows
    if (auto fits = checkModelFits(workbench, assets, info); !fits)
        return std::move(fits).error();
    return checked(std::move(panel), info.minimumReturns(params, assets), missingFor(info),
                   info.title);
}

} // namespace

const generate::TrainingData& StudyData::data() const {
    return panel ? panel->data : series->data;
}

const std::vector<Date>& StudyData::dates() const {
    return panel ? panel->dates : series->dates;
}

const std::string& StudyData::hash() const {
    return panel ? panel->hash : series->hash;
}

std::string StudyData::spanText(std::size_t from, std::size_t to) const {
    return panel ? panel->spanText(from, to) : series->spanText(from, to);
}

std::string StudyData::periodText() const {
    if (panel && !panel->dated())
        return fmt::format("{} rows", data().days());
    return fmt::format("{} to {}", toIso(dates().front()), toIso(dates().back()));
}

std::size_t StudyData::scoredFrom() const {
    return data().wholeWindow ? 0 : data().validationEnd;
}

Status checkModelFits(const Workbench& workbench, std::size_t assets,
                      const generate::GeneratorInfo& info) {
    if (assets >= info.minAssets && assets <= info.maxAssets)
        return {};
    std::vector<std::string> fitting;
    for (const auto& other : workbench.generators().all())
        if (!other.control && assets >= other.minAssets && assets <= other.maxAssets)
            fitting.push_back(other.id);
    if (assets == 1)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} learns how assets move together and needs at least {}; this "
                                "study has one. Choose a universe or several symbols, or a model "
                                "for one series: {}.",
                                info.title, info.minAssets, join(fitting, ", ")));
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} takes {}, this panel has {} assets. Models that fit: {}.",
                            info.title,
                            info.maxAssets == 1 ? "one series"
                                                : fmt::format("at most {} assets", info.maxAssets),
                            assets, join(fitting, ", ")));
}

Result<StudyData> loadStudyData(Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, std::size_t minimumReturns,
                                generate::MissingReturns missing) {
    if (!selection.isFromCache())
        return checked(loadElsewhere(workbench, selection, split), minimumReturns, missing,
                       "This model");
    StudyData out;
    if (selection.isPanel()) {
        const auto series = loadAll(workbench, selection);
        if (!series)
            return series.error();
        auto panel = makePanelDataset(*series, selection, split, minimumReturns, missing);
        if (!panel)
            return std::move(panel).error();
        out.panel = std::make_shared<const PanelDataset>(std::move(*panel));
        return out;
    }
    const auto series = workbench.loadSeries(
        {.symbol = selection.symbol, .interval = selection.interval, .source = selection.source});
    if (!series)
        return series.error();
    auto dataset = makeDataset(*series, selection, split, minimumReturns);
    if (!dataset)
        return std::move(dataset).error();
    out.series = std::make_shared<const Dataset>(std::move(*dataset));
    return out;
}

Result<StudyData> loadStudyData(Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, const generate::GeneratorInfo& info,
                                const Params& params) {
    if (!selection.isFromCache())
        return loadElsewhere(workbench, selection, split, info, params);
    const std::size_t assets = selection.isPanel() ? selection.symbols.size() : 1;
    if (auto fits = checkModelFits(workbench, assets, info); !fits)
        return std::move(fits).error();
    return loadStudyData(workbench, selection, split, info.minimumReturns(params, assets),
                         missingFor(info));
}

std::string dataTitle(const DataSelection& selection) {
    if (!selection.set.empty())
        return "set " + selection.set;
    if (!selection.file.empty())
        return std::filesystem::path(selection.file).filename().string();
    if (!selection.isPanel())
        return selection.symbol;
    if (!selection.universe.empty())
        if (const auto universe = market::universe(selection.universe); universe)
            return universe->title;
    constexpr std::size_t kNamed = 3;
    const auto& symbols = selection.symbols;
    if (symbols.size() <= kNamed + 1)
        return join(symbols, ", ");
    return fmt::format("{} and {} more", join(std::span(symbols).first(kNamed), ", "),
                       symbols.size() - kNamed);
}

} // namespace loom::studies
