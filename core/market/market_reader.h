// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the local market cache (market.db): series, the list of what is stored and how fresh it
// is, gaps and restatements with their reasons. Readers never wait for the writer.
// Thread rule: one MarketReader a thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "market/series.h"
#include "store/database.h"

namespace loom::market {

/// Names one stored series. Sources are never mixed inside one.
struct SeriesKey {
    std::string symbol;
    Interval interval = Interval::Day1;
    std::string source = {}; ///< "yahoo", "import", "sample"
    friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};

struct SeriesQuery {
    std::string symbol;
    Interval interval = Interval::Day1;
    /// Empty: the best there is, in the order fetched, "import", "sample".
    std::string source = {};
    /// Sessions on the exchange's calendar, both inclusive.
    std::optional<Date> from = {}, to = {};
};

enum class SeriesStatus {
    Ok,
    Empty,         ///< known, but nothing was fetched yet
    NoData,        ///< the source has nothing for the range
    UnknownSymbol, ///< the source did not know the symbol, last time
    Refused,
    Unreachable,
    Reused, ///< the symbol now names another instrument; updating stopped
    Failed, ///< an answer was unusable or could not be stored
};

/// What a watch list shows of a series.
struct SeriesState {
    SeriesKey key;
    Instrument instrument;
    AdjustmentState adjustment = AdjustmentState::Split;
    SeriesStatus status = SeriesStatus::Empty;
    std::string message; ///< the last failure in plain words; empty when Ok
    std::int64_t rows = 0;
    std::optional<std::int64_t> first; ///< bar times
    std::optional<std::int64_t> last;
    std::optional<std::int64_t> lastFinal; ///< the watermark: everything up to it is final
    std::optional<Timestamp> lastOk;       ///< last successful update or import: its age
    std::optional<Timestamp> lastTry;
    std::optional<Timestamp> nextTry; ///< not asked again before
    int failures = 0;                 ///< in a row
    std::int64_t openGaps = 0;
    std::int64_t restatements = 0;
};

enum class RestatementKind { Split, Dividend, VendorEdit };

/// Stored history that the source later changed.
struct Restatement {
    Timestamp noticed = {};
    RestatementKind kind = RestatementKind::VendorEdit;
    std::int64_t barTime = 0; ///< the bar that showed it, or the ex-date's midnight
    double oldValue = 0;      ///< close (edit), or 1
    double newValue = 0;      ///< close (edit), or the factor new / old
    std::string words = {};
};

enum class GapState {
    Open,      ///< will be asked again
    Permanent, ///< asked for 30 days, the source has nothing
    Filled,
};

/// A session (daily) or a run of slots of one session (intraday) that the calendar expects and the
/// source did not send.
struct Gap {
    Date session;
    std::int64_t missing = 0; ///< bars
    GapState state = GapState::Open;
    Timestamp noticed = {};
    int tries = 0;
    std::optional<Timestamp> nextTry = {};
    std::string words = {};
};

class MarketReader {
  public:
    /// NotFound when there is no cache yet.
    static Result<MarketReader> open(const std::filesystem::path& file);

    /// Reads the whole file and looks for damage (Corrupt); for the background after a start.
    Status check() { return m_database.quickCheck(); }

    /// Sorted bars and actions; a bar that may still change comes last and is marked.
    /// NotFound when no such series is stored, with the sources that have the symbol.
    Result<Series> load(const SeriesQuery& query);
    Result<std::vector<SeriesState>> list();
    Result<std::optional<SeriesState>> state(const SeriesKey& key);
    /// Symbols and names that begin with or contain the text, best first.
    Result<std::vector<SeriesState>> search(std::string_view text, std::size_t limit = 20);
    Result<std::vector<Restatement>> restatements(const SeriesKey& key);
    Result<std::vector<Gap>> gaps(const SeriesKey& key);
    /// On how many different days (UTC), today included, the source has not known the symbol since
    /// the last success.
    Result<int> daysUnknown(const SeriesKey& key, Timestamp today);

  protected:
    explicit MarketReader(store::Database database) : m_database(std::move(database)) {}
    Result<std::optional<std::int64_t>> seriesId(const SeriesKey& key);

  private:
    Error notStored(const SeriesQuery& query);
    Result<std::vector<CorporateAction>> loadActions(std::int64_t instrument);

  protected:
    store::Database m_database;
};

} // namespace loom::market
