// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/batch_model.h"

#include <algorithm>

#include "studies/workbench.h"

namespace loom::studies {

namespace {

/// The study a model was trained by, without opening its weights.
std::optional<ForecastStudy> studyOf(Workbench& workbench, const ModelOrigin& origin) {
    const auto text = workbench.tracking().readArtifact(origin.run, "study.json");
    if (!text)
        return std::nullopt;
    const auto json = parseJson(*text);
    if (!json)
        return std::nullopt;
    auto study = forecastStudyFromJson(*json);
    return study ? std::optional(*std::move(study)) : std::nullopt;
}

bool readsPricesOnly(const ForecastSelection& data) {
    const auto specs = parseFeatures(data.features, data.frequency);
    return specs &&
           std::ranges::find(*specs, FeatureKind::Column, &FeatureSpec::kind) == specs->end();
}

bool holdsAll(const std::vector<std::string>& held, const std::vector<std::string>& wanted) {
    return std::ranges::all_of(wanted, [&](const std::string& symbol) {
        return std::ranges::find(held, symbol) != held.end();
    });
}

} // namespace

Result<std::vector<FittingModel>> fittingModels(Workbench& workbench, const BatchNeed& need) {
    const auto all = ForecastLibrary(workbench.tracking(), workbench.forecasters()).all();
    if (!all)
        return all.error();
    std::vector<FittingModel> own, others;
    for (const auto& origin : *all) {
        auto study = studyOf(workbench, origin);
        if (!study || study->data.frequency != need.frequency ||
            study->data.horizon < need.horizon || !readsPricesOnly(study->data) ||
            origin.stoppedEarly)
            continue;
        const auto* info = workbench.forecasters().find(study->model.id);
        const auto& symbols = study->data.symbols;
        const bool same = symbols == need.symbols;
        if (info == nullptr || (info->jointAssets && !same))
            continue;
        if (same || holdsAll(symbols, need.symbols))
            own.push_back({.origin = origin, .study = *std::move(study), .own = true});
        else if (symbols.size() > 1)
            others.push_back({.origin = origin, .study = *std::move(study), .own = false});
    }
    std::ranges::move(others, std::back_inserter(own));
    return own;
}

} // namespace loom::studies
