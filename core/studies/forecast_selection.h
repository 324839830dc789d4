// SPDX-License-Identifier: GPL-3.0-or-later
// Which bars a forecast study learns from and forecasts, and what is known at each of them, as
// plain data with its strict JSON form. Thread rule: values and pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "forecast/frequency.h"
#include "market/series.h"
#include "studies/object_reader.h"
#include "studies/study.h"

namespace loom::studies {

/// Assets, span, horizon and features. The bars come from the cache, or of a file.
struct ForecastSelection {
    std::vector<std::string> symbols = {}; ///< the assets; of a file empty takes all it holds
    std::string universe = {};             ///< preset the symbols are of, a label only
    std::string file = {};                 ///< CSV of OHLC, plain, gzip or zip
    forecast::Frequency frequency = forecast::Frequency::Day1;
    std::optional<Date> from = {}, to = {}; ///< sessions, both inclusive; empty = all there is
    market::Adjustment adjustment = market::Adjustment::SplitAndDividend;
    std::string source = {};  ///< "yahoo", "import", "sample"; empty: the best the cache has
    std::size_t horizon = 10; ///< steps ahead
    std::vector<std::string> features = {"return"}; ///< studies/forecast_features.h
    std::vector<std::string> covariates = {};       ///< studies/forecast_covariates.h
    /// A missing bar takes the close before it, at most for so many bars in a row.
    std::size_t carry = 0;
    /// Ragged: every row stays and what an asset lacks is missing. Inner: rows on which every
    /// asset has a bar, as models that look at all assets together need them.
    Alignment alignment = Alignment::Ragged;

    friend bool operator==(const ForecastSelection&, const ForecastSelection&) = default;
};

/// The bars that are read for a frequency: weeks are made of daily ones.
market::Interval intervalOf(forecast::Frequency frequency);

/// A named list of features.
struct FeaturePreset {
    std::string id = {};    ///< "ten_day"
    std::string title = {}; ///< "OHLC, RSI, MACD and averages"
    std::string note = {};  ///< one sentence
    std::vector<std::string> features = {};
};
const std::vector<FeaturePreset>& featurePresets();
/// The list with the names of presets replaced by what they stand for.
std::vector<std::string> expandPresets(std::span<const std::string> features);

/// The object "data" of a forecast study. The symbols of a universe and the features of presets
/// are filled in.
ForecastSelection readForecastData(ObjectReader& parent);
Json toJson(const ForecastSelection& selection);

/// "SPY", "Ten ETFs", "AAPL, MSFT and 83 more", "prices.csv": for names of runs and models.
std::string dataTitle(const ForecastSelection& selection);

/// InvalidInput in words for what cannot be meant whatever the bars: no or double symbols,
/// reversed dates, unknown features or covariates, an asset as its own covariate.
Status checkSelection(const ForecastSelection& selection);

} // namespace loom::studies
