// SPDX-License-Identifier: GPL-3.0-or-later
// Bringing stored series up to date from a source: asks only for what can be new, compares an
// overlap with what is stored, reloads after a split, logs every restatement, fills gaps, and says
// per symbol what happened. Each symbol is committed on its own: a stop or a crash keeps the
// finished ones, and resume() continues with the rest. Thread rule: an Updater and its cache belong
// to the thread that calls update().
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "jobs/job.h"
#include "market/cache.h"
#include "market/calendar.h"
#include "market/source.h"

namespace loom::market {

struct UpdateTarget {
    std::string symbol;
    Interval interval = Interval::Day1;
};

enum class UpdateKind {
    UpToDate, ///< nothing new can exist; nothing was asked
    Loaded,   ///< first load
    Updated,
    Reloaded, ///< the source restated its history; all of it was fetched again
    NoData,
    UnknownSymbol,
    Refused,
    Unreachable,
    Reused,   ///< the symbol names another instrument now; the stored one was left alone
    Deferred, ///< not reached: stopped, refused earlier, or waiting for its next try
    Failed,
};

struct SymbolOutcome {
    UpdateTarget target;
    UpdateKind kind = UpdateKind::Deferred;
    MergeCounts counts;
    std::string words;              ///< one sentence
    std::vector<std::string> notes; ///< restatements, repairs, gaps
    std::size_t restatements = 0;   ///< noticed by this update
    std::size_t missing = 0;        ///< daily sessions the source did not send for what was asked
};

struct UpdateReport {
    std::vector<SymbolOutcome> outcomes; ///< in the order of the targets
    std::size_t requests = 0;
    std::string summary; ///< "498 of 500 symbols are up to date; 2 …"
    /// Why the run ended early, if it did (Refused, Cancelled, Unreachable); resume() goes on.
    std::optional<Error> stopped;
};

struct UpdateOptions {
    bool evenIfCurrent = false; ///< ask also when the calendar says nothing new can exist
    bool reload = false;        ///< fetch all history again, also of a symbol that was reused
};

class Updater {
  public:
    Updater(MarketCache& cache, Source& source, const Calendar& calendar, const Clock& clock)
        : m_cache(cache), m_source(source), m_calendar(calendar), m_clock(clock) {}

    /// An error only when the cache itself cannot be used; everything else is in the report.
    Result<UpdateReport> update(std::span<const UpdateTarget> targets, UpdateOptions options,
                                jobs::JobContext& context);
    /// Goes on with what an earlier run of this source left unfinished.
    Result<UpdateReport> resume(jobs::JobContext& context);

  private:
    MarketCache& m_cache;
    Source& m_source;
    const Calendar& m_calendar;
    const Clock& m_clock;
};

} // namespace loom::market
