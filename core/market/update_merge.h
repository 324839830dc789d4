// SPDX-License-Identifier: GPL-3.0-or-later
// Storing one answer of a source: identity check, comparison with the stored overlap, restatements,
// bars, gaps and the books, in one transaction. Thread rule: that of the cache.
#pragma once

#include <string>
#include <vector>

#include "market/cache.h"
#include "market/calendar.h"
#include "market/source.h"
#include "market/updater.h"

namespace loom::market {

struct AnsweredRequest {
    SeriesKey key;
    FetchRequest request;
    bool full = false;        ///< all history was asked: it may replace what is stored
    bool acceptReuse = false; ///< the user wants the symbol's new instrument
    Timestamp now;
};

struct StoredAnswer {
    UpdateKind kind = UpdateKind::Updated;
    MergeCounts counts;
    std::vector<std::string> notes;
    std::size_t restatements = 0;  ///< logged by this answer
    bool reload = false;           ///< nothing was stored: all history must be fetched first
    std::vector<Date> missingDays; ///< daily: sessions of the window without a bar
};

Result<StoredAnswer> storeAnswer(MarketCache& cache, const Calendar& calendar,
                                 const AnsweredRequest& answered, const FetchedSeries& batch);

} // namespace loom::market
