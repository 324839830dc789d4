// SPDX-License-Identifier: GPL-3.0-or-later
// One predicted price as it is kept: made at the close of a bar, for the bar some steps later, by a
// version of a model, with its interval and, once it has come, the realised price.
// Prices are on the scale of the last close as it was when the forecast was made. The realised
// price is that close times the return that came, total or price return as the forecast's own, so
// that a split, a dividend or a vendor's new scale in between changes neither of the two.
// Thread rule: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "forecast/frequency.h"
#include "market/series.h"

namespace loom::predictions {

/// What makes a prediction the same one.
struct PredictionKey {
    std::string symbol = {};
    std::int64_t madeAt = 0; ///< UTC seconds of the last bar that was known
    std::string model = {};  ///< registered name
    std::int64_t version = 0;
    std::int64_t step = 0; ///< from 1

    friend auto operator<=>(const PredictionKey&, const PredictionKey&) = default;
};

enum class Outcome {
    Waiting,
    Realised,
    NoSession, ///< the exchange was closed on the day that was forecast
};

struct Quantile {
    double level = 0, price = 0;
    friend bool operator==(const Quantile&, const Quantile&) = default;
};

struct Prediction {
    PredictionKey key = {};
    std::int64_t createdAt = 0;                 ///< UTC seconds at which it was written down
    std::optional<std::int64_t> trainedTo = {}; ///< last bar the model was trained on
    std::string run = {};
    forecast::Frequency frequency = forecast::Frequency::Day1;
    std::string source = {}; ///< of the bars: "yahoo", "import", "sample", "file"
    market::Adjustment adjustment = market::Adjustment::SplitAndDividend;
    std::int64_t target = 0; ///< UTC seconds of the bar that is forecast
    double value = 0;
    std::vector<Quantile> quantiles = {}; ///< by level; none: no interval yet
    double lastClose = 0;
    Outcome outcome = Outcome::Waiting;
    double realised = 0; ///< with Outcome::Realised

    friend bool operator==(const Prediction&, const Prediction&) = default;
};

/// Written down when the bar it forecasts was over: a test on older prices, no forecast of the
/// future. A daily or weekly bar is over at 20:00 UTC, when New York closes in summer.
bool isAfterwards(const Prediction& prediction);
/// Its model had been trained on bars later than the one it forecasts from.
bool sawLater(const Prediction& prediction);

/// The central interval of this nominal coverage, as prices; nothing when it has none.
std::optional<std::pair<double, double>> interval(const Prediction& prediction, double coverage);
/// Nominal coverages of its central intervals, ascending: 0.8, 0.95.
std::vector<double> coverages(const Prediction& prediction);

} // namespace loom::predictions
