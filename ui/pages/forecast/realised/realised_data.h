// SPDX-License-Identifier: GPL-3.0-or-later
// What the dashboard of stored forecasts shows of one symbol and model, read in a job.
// Immutable once loaded; loadRealised() runs on a job's thread, the rest are pure functions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "predictions/prediction_store.h"
#include "predictions/track_record.h"
#include "ui/pages/market/price_data.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

struct RealisedChoice {
    std::string symbol = {}, model = {};
    friend bool operator==(const RealisedChoice&, const RealisedChoice&) = default;
};

struct RealisedData {
    std::vector<predictions::PredictionGroup> groups = {};
    predictions::PredictionGroup shown = {};        ///< without a symbol when there are no groups
    std::vector<predictions::Prediction> rows = {}; ///< of that group, by version, bar and step
    std::shared_ptr<const PriceData> prices = {};   ///< adjusted as the forecasts; null: no bars
    std::size_t filledNow = 0;                      ///< prices that had come since the last look
};
using RealisedDataPtr = std::shared_ptr<const RealisedData>;

/// Fills in what has come, then reads. A choice that has no forecasts becomes the one with the
/// latest.
Result<RealisedDataPtr> loadRealised(const studies::Workbench& workbench,
                                     const RealisedChoice& choice);

/// A forecast on the scale of the prices that are drawn.
struct DrawnPrediction {
    const predictions::Prediction* prediction = nullptr;
    double x = 0; ///< of the bar that was forecast, on the axis of drawnTimes()
    double value = 0;
    std::optional<std::pair<double, double>> widest = {}; ///< its widest interval
};

/// The bars' times, and after them the bars that forecasts still wait for.
std::shared_ptr<const std::vector<std::int64_t>> drawnTimes(const RealisedData& data);

/// Of the rows with this step (0: every step), made beforehand only if asked, in order of their
/// bars. Where an old forecast stands now: its value times close now / close then of the bar it was
/// made at, so that splits and distributions since then move forecast and line together.
std::vector<DrawnPrediction> drawn(const RealisedData& data, const std::vector<std::int64_t>& times,
                                   std::int64_t step, bool beforehandOnly);

/// The latest forecast, all of its steps.
std::vector<predictions::Prediction> latest(const RealisedData& data);

/// Rows of one step, made beforehand only if asked; newest bar first.
std::vector<predictions::Prediction> rowsOf(const RealisedData& data, std::int64_t step,
                                            bool beforehandOnly);

} // namespace loom::ui
