// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/study_data.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "market/universe.h"
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

std::size_t StudyData::scoredFrom() const {
    return data().wholeWindow ? 0 : data().validationEnd;
}

Status checkModelFits(const Workbench& workbench, const DataSelection& selection,
                      const generate::GeneratorInfo& info) {
    const std::size_t assets = selection.isPanel() ? selection.symbols.size() : 1;
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

Result<StudyData> loadStudyData(const Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, std::size_t minimumReturns,
                                generate::MissingReturns missing) {
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

Result<StudyData> loadStudyData(const Workbench& workbench, const DataSelection& selection,
                                const SplitPlan& split, const generate::GeneratorInfo& info,
                                const Params& params) {
    if (auto fits = checkModelFits(workbench, selection, info); !fits)
        return std::move(fits).error();
    const std::size_t assets = selection.isPanel() ? selection.symbols.size() : 1;
    return loadStudyData(workbench, selection, split, info.minimumReturns(params, assets),
                         info.acceptsMissing ? generate::MissingReturns::Allowed
                                             : generate::MissingReturns::Refused);
}

std::string dataTitle(const DataSelection& selection) {
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
