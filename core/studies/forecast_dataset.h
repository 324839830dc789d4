// SPDX-License-Identifier: GPL-3.0-or-later
// From cached bars to the data that forecasters learn from: one grid of times, adjusted closes and
// opens, features known at each close, and all that was done to get there in sentences.
// The scale of prices is that of the last bar, so that a price made of a forecast is one to trade
// at; features come from prices adjusted forward in time and do not depend on what follows.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "forecast/data.h"
#include "studies/forecast_covariates.h"
#include "studies/forecast_features.h"
#include "studies/forecast_grid.h"

namespace loom::studies {

class Workbench;

/// What a dataset is made of, shared with whoever rebuilds it.
struct ForecastInputs {
    std::shared_ptr<const std::vector<market::Series>> series = {};     ///< one an asset
    std::shared_ptr<const std::vector<market::Series>> covariates = {}; ///< in order of selection
    std::shared_ptr<const market::Calendar> calendar = {};
    std::vector<bool> covariateOnCalendar = {}; ///< found by makeForecastDataset()
    /// Of the features of kind Column, in their order: [feature][asset].
    std::vector<std::vector<AssetColumn>> columns = {};
    std::vector<std::string> notes = {}; ///< about a file they were read from
};

/// Immutable.
struct ForecastDataset {
    std::shared_ptr<const forecast::ForecastData> data = {};
    ForecastSelection selection = {}; ///< with the symbols of data->assets
    std::vector<AssetHistory> histories = {};
    std::size_t warmUp = 0;    ///< bars of an asset before all features have values
    std::size_t emptyRows = 0; ///< sessions or slots of which no asset has a bar
    Date firstEmpty = {};
    DroppedRows dropped = {};            ///< by Alignment::Inner
    std::optional<Date> unfinished = {}; ///< Monday of a last week that was left out
    std::string hash;                    ///< SHA-256 of everything that enters
    ForecastInputs inputs = {};
    bool onCalendar = false; ///< every asset follows the exchange's calendar

    /// How rows, features and covariates came about, and what was left out, in sentences.
    std::vector<std::string> notes() const;
    /// "2007-04-13 to 2026-06-12, 1,001 weeks" for rows [from, to).
    std::string spanText(std::size_t from, std::size_t to) const;
    /// "2025-07-03", or "2025-07-03 13:00" within the day, exchange time.
    std::string timeText(std::size_t row) const;

    /// Fails, naming the asset, when warm-up, window and horizon leave an asset no sample.
    Status checkWindow(std::size_t window) const;

    /// The first `rows` rows made again from bars, actions and covariates of which everything that
    /// was not known at the close of the last of them is cut away. Features must equal those of
    /// data->truncated(rows) bit for bit; closes and opens may differ by a factor an asset, the
    /// adjustment for later dividends.
    Result<forecast::ForecastData> rebuilt(std::size_t rows) const;
};

/// Selects, adjusts, aligns, computes and checks. series: one for each of selection.symbols, or any
/// when those are empty. Refuses in words, naming the asset or feature: what checkSelection(),
/// selectBars() and forecast_checks.h refuse, and two series of the same symbol.
Result<ForecastDataset> makeForecastDataset(ForecastInputs inputs, ForecastSelection selection);

/// With bars from the cache, or from the selection's file. NotFound names all symbols that are not
/// stored and what may have been meant.
Result<ForecastDataset> loadForecastDataset(Workbench& workbench,
                                            const ForecastSelection& selection);

} // namespace loom::studies
