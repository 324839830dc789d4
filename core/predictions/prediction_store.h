// SPDX-License-Identifier: GPL-3.0-or-later
// The table predicted_prices of workstation.db: forecasts as they were made, and what came of them.
// Writing the same again changes nothing, and a forecast is never rewritten after the fact.
// Thread rule: one PredictionStore a thread; a second writer waits up to 5 s, then Busy.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "market/calendar.h"
#include "market/series.h"
#include "predictions/prediction.h"
#include "store/database.h"

namespace loom::predictions {

struct RecordCounts {
    std::size_t added = 0;
    std::size_t known = 0;     ///< there already, with the same value
    std::size_t different = 0; ///< there already with another value, which stays
};

/// Empty texts and zeros choose everything.
struct PredictionQuery {
    std::string symbol = {};
    std::string model = {};
    std::int64_t step = 0;
    std::optional<Outcome> outcome = {};
    std::size_t newest = 0; ///< at most so many, the latest made
};

/// A symbol and model that have predictions.
struct PredictionGroup {
    std::string symbol = {}, model = {};
    forecast::Frequency frequency = forecast::Frequency::Day1;
    std::int64_t predictions = 0, realised = 0;
    std::int64_t steps = 0;      ///< the farthest
    std::int64_t lastMadeAt = 0; ///< UTC seconds
    std::string source = {};     ///< of the bars of the latest
};

/// A series that can tell what came of waiting predictions.
struct Wanted {
    std::string symbol = {};
    market::Interval interval = market::Interval::Day1;
    std::string source = {};   ///< of the bars the predictions were made of
    std::int64_t madeFrom = 0; ///< UTC seconds of the earliest of them
};

struct FillCounts {
    std::size_t realised = 0;
    std::size_t noSession = 0;
    std::size_t waiting = 0; ///< still, of the symbols looked at
};

class PredictionStore {
  public:
    static Result<PredictionStore> open(const std::filesystem::path& file);

    /// All or nothing. InvalidInput for a value or last close that is no positive number.
    Result<RecordCounts> record(std::span<const Prediction> predictions);

    /// By symbol, model, version, bar they were made at, step.
    Result<std::vector<Prediction>> list(const PredictionQuery& query = {});
    /// By symbol and model.
    Result<std::vector<PredictionGroup>> groups();

    /// What waiting predictions whose bar may have come by now need.
    Result<std::vector<Wanted>> wanted(Timestamp now);
    /// Fills in what the series tell about waiting predictions of their symbols and intervals; see
    /// realisation.h. Several series of a symbol may be given, the one of the forecast's own source
    /// counts first.
    Result<FillCounts> fill(std::span<const market::Series> series,
                            const market::Calendar& calendar, Timestamp now);

  private:
    explicit PredictionStore(store::Database database) : m_database(std::move(database)) {}
    Result<std::vector<std::pair<std::int64_t, Prediction>>> waitingOf(const std::string& symbol,
                                                                       Timestamp now);
    Status add(const Prediction& one, store::Statement& insert, RecordCounts& counts);

    store::Database m_database;
};

} // namespace loom::predictions
