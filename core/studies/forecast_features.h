// SPDX-License-Identifier: GPL-3.0-or-later
// What a model may know of an asset at the close of a row, free of the scale of prices. A feature
// is a word or an indicator's spec text:
//   return       ln(close / close of the row before)
//   ohlc         open, high and low as ln(price / close of the row before), and return
//   volume       ln(volume / its mean over 20 bars), never below ln(0.01)
//   time_of_day  sine and cosine of the local time at which the bar ends (24 hours = one turn)
//   day_of_week  sine and cosine of the weekday (7 days = one turn)
//   column:sentiment   the file's column of that name, as it is (studies/forecast_columns.h)
//   rsi:14, macd:12,26,9, sma:5, ema:20@tradingview …   every output of the indicator
//   change:volume, change:column:rate …   any of these but those of time, less its value at the row
//                before: differencing of what has no level to return to
// Outputs of indicators are made free of scale by one rule: lines drawn over prices become
// ln(line / close), other price differences are divided by the close, bounded ones become
// (value - low) / (high - low) of their range, percentages fractions, cumulated volume its change
// over the mean volume of 20 bars, other numbers are divided by their outermost guide.
// The first rows, until every window is full, are missing. Thread rule: pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "forecast/frequency.h"
#include "indicators/indicator.h"
#include "studies/forecast_grid.h"

namespace loom::studies {

enum class FeatureKind { Return, Ohlc, Volume, TimeOfDay, DayOfWeek, Indicator, Column };

/// Numbers of a file for one asset, by the time of their bar.
struct AssetColumn {
    std::vector<std::int64_t> times = {}; ///< ascending
    std::vector<double> values = {};
};

struct FeatureSpec {
    FeatureKind kind = FeatureKind::Return;
    std::string text = {}; ///< in full: "macd:12,26,9"
    std::optional<indicators::Indicator> indicator = {};
    std::vector<std::string> columns = {}; ///< "macd_12_26_9", "macd_12_26_9_signal", …
    std::string fileColumn = {};           ///< of kind Column: its name in the file
    bool usesVolume = false;
    bool change = false; ///< less its value at the row before
};

/// A word of the list above, as forms show it.
struct FeatureWord {
    std::string id = {}, title = {}, note = {};
};
const std::vector<FeatureWord>& featureWords();

/// InvalidInput says what is wrong with the text and what the nearest known name is, or that the
/// feature is the same at every bar of this frequency.
Result<FeatureSpec> parseFeature(std::string_view text, forecast::Frequency frequency);
/// The same for a list; refuses a column that would be there twice.
Result<std::vector<FeatureSpec>> parseFeatures(const std::vector<std::string>& texts,
                                               forecast::Frequency frequency);

/// Where the values of a feature go: those of row r and column c at values[r * stride + c].
struct FeatureBlock {
    double* values = nullptr;
    std::size_t stride = 0;
};

/// What frees an output of an indicator of scale, as a function of its value and the close of its
/// bar; none for cumulated volume.
std::function<double(double value, double close)> scaleRule(const indicators::IndicatorInfo& info);

/// True for features of time, the same for every asset.
bool isShared(FeatureKind kind);

/// Fills every row of the block with a feature of time.
void computeShared(const FeatureSpec& spec, const ForecastGrid& grid, forecast::Frequency frequency,
                   const SessionClock& clock, FeatureBlock out);

/// Fills every row of the block with the value of its time; missing where there is none.
void placeColumn(const AssetColumn& column, const ForecastGrid& grid, FeatureBlock out);

/// Every value of the block's columns less the one at the row before; missing where either is.
void takeChanges(std::size_t rows, std::size_t columns, FeatureBlock block);

/// Fills every row of the block with any other feature; missing (NaN) where the feature or the bar
/// is. InvalidInput when an indicator refuses the bars.
Status computeFeature(const FeatureSpec& spec, const PlacedAsset& asset, const ForecastGrid& grid,
                      FeatureBlock out);

} // namespace loom::studies
