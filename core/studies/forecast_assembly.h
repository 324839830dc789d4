// SPDX-License-Identifier: GPL-3.0-or-later
// The way from series to forecast::ForecastData in two steps, shared by a dataset and by its
// rebuilding from cut bars: rows with every asset's bars on them, then prices and features.
// Thread rule: pure functions; assets are worked on side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "studies/forecast_dataset.h"

namespace loom::studies {

/// The selection read.
struct ForecastRecipe {
    ForecastSelection selection = {};
    std::vector<FeatureSpec> features = {};
    std::vector<CovariateSpec> covariates = {};

    std::size_t ownColumns() const {
        std::size_t count = 0;
        for (const auto& spec : features)
            count += spec.columns.size();
        return count;
    }
};

/// Checks the selection and reads its features and covariates.
Result<ForecastRecipe> recipeOf(ForecastSelection selection);

/// What is made of bars on the way to ForecastData.
struct ForecastAssembly {
    ForecastGrid grid = {};
    std::vector<PlacedAsset> assets = {};
    std::vector<AssetHistory> histories = {};
    DroppedRows dropped = {};
    std::size_t emptyRows = 0;
    Date firstEmpty = {};
    bool onCalendar = false;
};

/// The zone and days of the first asset.
SessionClock clockOf(const ForecastInputs& inputs, forecast::Frequency frequency, bool onCalendar);

/// Histories must say already which assets follow the calendar. until: the time of the last row
/// of bars that were cut there; then nothing is refused for what is missing.
Result<ForecastAssembly> assemble(const ForecastInputs& inputs, const ForecastRecipe& recipe,
                                  std::vector<AssetHistory> histories,
                                  std::optional<std::int64_t> until);

/// Prices on the scale of the last bar, features and covariates of every row.
Result<forecast::ForecastData> dataOf(const ForecastInputs& inputs, const ForecastRecipe& recipe,
                                      const ForecastAssembly& assembly);

} // namespace loom::studies
