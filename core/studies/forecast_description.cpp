// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_description.h"

#include <fmt/format.h>

#include "base/text.h"

namespace loom::studies {

std::vector<tracking::NamedText> selectionParams(const ForecastSelection& selection) {
    std::vector<tracking::NamedText> out{
        {"frequency", std::string(forecast::frequencyCode(selection.frequency))},
        {"horizon", std::to_string(selection.horizon)},
        {"assets", std::to_string(selection.symbols.size())}};
    constexpr std::size_t kListed = 20; // more make a parameter that nobody reads
    if (selection.symbols.size() <= kListed)
        out.push_back({"symbols", join(selection.symbols, " ")});
    if (!selection.universe.empty())
        out.push_back({"universe", selection.universe});
    if (!selection.file.empty())
        out.push_back({"file", dataTitle(selection)});
    if (!selection.features.empty())
        out.push_back({"features", join(selection.features, " ")});
    if (!selection.covariates.empty())
        out.push_back({"covariates", join(selection.covariates, " ")});
    return out;
}

tracking::DatasetInput datasetInput(const ForecastDataset& data) {
    const auto& rows = *data.data;
    const Json source{{"symbols", rows.assets}, {"source", data.selection.source}};
    const Json profile{{"num_rows", rows.rows()},
                       {"num_assets", rows.assetCount()},
                       {"num_features", rows.featureCount()}};
    return {.name =
                fmt::format("{} {} {}", dataTitle(data.selection),
                            forecast::frequencyCode(rows.frequency), data.spanText(0, rows.rows())),
            .digest = data.hash.substr(0, 36),
            .sourceType = "local",
            .source = source.dump(),
            .schema = {},
            .profile = profile.dump(),
            .context = "training"};
}

std::string joinedNotes(const std::vector<std::string>& notes) {
    std::string out;
    for (const auto& note : notes)
        out += note + "\n";
    return out;
}

} // namespace loom::studies
