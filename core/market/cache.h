// SPDX-License-Identifier: GPL-3.0-or-later
// Writing the local market cache (market.db). It can be rebuilt and is safe to delete. Every call
// is one transaction: it happens completely or not at all, also when the process is killed. Storing
// the same again changes no row. Thread rule: one MarketCache a thread, one writing at a time (a
// second waits up to 5 s, then Busy); everything a MarketReader can do works here too.
#pragma once

#include <functional>
#include <span>

#include "market/market_reader.h"
#include "market/source.h"

namespace loom::market {

struct MergeCounts {
    std::int64_t inserted = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};

/// How a fetch ended, for the ledger.
struct FetchNote {
    Timestamp at = {};
    Timestamp from = {}, to = {}; ///< what was asked
    SeriesStatus status = SeriesStatus::Ok;
    std::string message = {};
    std::optional<Timestamp> nextTry = {};
};

enum class UpdateJobState { Queued, Running, Done, Failed, Deferred };

class MarketCache : public MarketReader {
  public:
    /// Creates the file and its folder when missing; a damaged file is moved aside and a fresh one
    /// started (damagedFile() says where it went). now stamps that name.
    static Result<MarketCache> open(const std::filesystem::path& file, Timestamp now);
    const std::optional<std::filesystem::path>& damagedFile() const { return m_damagedFile; }

    /// Adds bars and actions to a series, creating it when needed; bars already there with the same
    /// values stay untouched. Bars outside the batch are kept; the actions of a daily batch replace
    /// those between its first and last bar. Instrument fields that are empty in the batch keep
    /// their stored value. InvalidInput when bars are unsorted, not finite, or adjusted otherwise
    /// than the stored ones.
    Result<MergeCounts> merge(const SeriesKey& key, const FetchedSeries& batch,
                              AdjustmentState adjustment, Timestamp now);
    /// Replaces the whole series (after a split, or a file imported again) and its actions from the
    /// first bar of the batch on.
    Result<MergeCounts> replace(const SeriesKey& key, const FetchedSeries& batch,
                                AdjustmentState adjustment, Timestamp now);
    /// A whole series from a file or the bundled sample, under its own source; all or nothing for
    /// the list. Replaces what was stored under the same key.
    Result<MergeCounts> importSeries(std::span<const Series> series, Timestamp now);

    /// Removes bars, actions, gaps and the log of a series. NotFound when there is none.
    Status remove(const SeriesKey& key);

    /// Records how a fetch ended; a series that is not known yet is created empty.
    Status noteFetch(const SeriesKey& key, const FetchNote& note);
    Status addRestatement(const SeriesKey& key, const Restatement& restatement);

    /// The gap ledger: what is missing now (session, missing and words are read). Sessions no
    /// longer missing become Filled, new ones are added, and known ones whose next try has come
    /// move on in their schedule: 1 h, 6 h, 1, 2, 3, 10, 17, 24 and 30 days after they were
    /// noticed, then Permanent. A session more than 30 days old when first noticed is Permanent at
    /// once.
    Status recordGaps(const SeriesKey& key, std::span<const Gap> missing, Timestamp now);
    /// The whole market has no bar for a session: its gaps stay, with this explanation, unasked.
    Status explainGaps(Date session, std::string_view words);
    /// The exchange was closed on these days: nothing was missing.
    Status forgetGaps(std::span<const Date> days);

    /// The update queue: survives a crash. enqueue() keeps rows that are already queued.
    Status enqueue(std::span<const SeriesKey> keys, Timestamp now);
    Status setJob(const SeriesKey& key, UpdateJobState state, std::string_view message,
                  Timestamp now);
    /// What was queued, running or deferred when the program ended, in order.
    Result<std::vector<SeriesKey>> unfinishedJobs();

    /// Several calls as one transaction: nothing of them is kept unless work returns success.
    Status together(const std::function<Status()>& work);
    /// Moves the write-ahead log into the file after a bulk run.
    Status finishBulk();

  private:
    MarketCache(store::Database database, std::optional<std::filesystem::path> damagedFile)
        : MarketReader(std::move(database)), m_damagedFile(std::move(damagedFile)) {}

    struct Target;
    Result<Target> prepareTarget(const SeriesKey& key, const Instrument& instrument,
                                 AdjustmentState adjustment);
    Result<Target> makeTarget(const SeriesKey& key);
    Result<std::int64_t> makeTargetId(const SeriesKey& key);
    Status storeActions(const Target& target, const FetchedSeries& batch, bool replaceLater);
    Status finishStore(const Target& target, const FetchedSeries& batch, bool replaced,
                       Timestamp now);
    Result<MergeCounts> mergeBars(Target& target, std::span<const Bar> bars);

    std::optional<std::filesystem::path> m_damagedFile;
};

} // namespace loom::market
