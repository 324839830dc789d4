// SPDX-License-Identifier: GPL-3.0-or-later
// A Yahoo Finance on the loopback interface: chart, search, consent, by the true rules of the
// service (market_data reference 1.2 to 1.6 and 1.12), with a clock the test moves, quirks and
// faults on demand and a log of what was asked. Listens from construction to destruction on a port
// of its own. Thread rule: every member may be called while requests are being served.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/date.h"
#include "market/series.h"

namespace loom::tests {

/// How one symbol's answers deviate from clean ones. Dates are session dates.
struct FakeQuirks {
    std::set<Date> missingDays = {};   ///< no row at all
    std::set<Date> nullDays = {};      ///< a row of nulls (intraday: every row of the day)
    std::set<Date> nullCloseDays = {}; ///< open, high, low and volume, but no close (daily)
    std::set<Date> dstLabelDays = {};  ///< daily label one hour early: 23:00 of the day before
    std::set<Date> halfDays = {};      ///< close at 13:00, with Yahoo's stray rows after it
    std::set<Date> holidays = {};      ///< no session
    bool duplicateDailyRow = false;    ///< today's row and the live row, both
    bool wrongGranularity = false;     ///< answers a finer interval with daily bars
    bool shortArrays = false;          ///< quote arrays one element short
    bool impossibleHigh = false;       ///< one high below its close
    bool unsorted = false;             ///< the last two rows swapped, the first one twice
    bool stringNumerator = false;      ///< splits as {"numerator":"4", …}
    bool bareMeta = false;             ///< only the symbol and the zone in meta
};

/// What exists at the fake. Prices are generated from the symbol's name unless daily bars are
/// given.
struct FakeSymbol {
    std::string symbol = {};
    std::string name = "Example Corp.";
    std::string exchange = "NYQ";
    std::string type = "EQUITY";
    std::string currency = "USD";
    std::string timeZone = "America/New_York";
    int openMinute = 9 * 60 + 30; ///< local minutes after midnight
    int closeMinute = 16 * 60;
    std::optional<int> lunchStart = {}; ///< rows of nulls from here …
    std::optional<int> lunchEnd = {};   ///< … to here
    bool everyDay = false;              ///< weekends too (crypto)
    Date firstTrade = Date::fromYmd(2000, 1, 3);
    double price = 100; ///< at the first trade
    std::vector<market::Bar> daily =
        {}; ///< stored bars (time = session date), instead of generated ones
    FakeQuirks quirks = {};
};

enum class FakeFault {
    None,
    TruncatedBody,    ///< Content-Length promises more than comes
    BadJson,          ///< half of a JSON text, status 200
    Html,             ///< "Will be right back", status 200
    HtmlError,        ///< the same with status 502
    ServerError,      ///< 503 without a body
    SlowDrip,         ///< a byte now and then until releaseHeld()
    Drop,             ///< the connection ends without an answer
    Hold,             ///< nothing until releaseHeld()
    Consent,          ///< redirect to a consent page
    TooManyRequests,  ///< 429 "Edge: Too Many Requests"
    Unauthorized,     ///< 401 "Invalid Crumb"
    RepeatedRedirect, ///< redirects to itself
};

/// 429 by count: after `served` answers the next `refused` requests are refused, then again.
struct FakeRefusal {
    int served = 0;
    int refused = 1;
    bool once = true;                           ///< false: the cycle repeats
    std::optional<std::string> retryAfter = {}; ///< header value
};

struct FakeRequest {
    std::string path;      ///< decoded, "/v8/finance/chart/^GSPC"
    std::string rawTarget; ///< as sent
    std::map<std::string, std::string> query;
    std::string userAgent;
    bool acceptsGzip = false;
    double arrived = 0;  ///< seconds since the server started, steady
    double answered = 0; ///< 0 while open
    int inFlight = 0;    ///< including this one, at arrival
    int status = 0;
};

class FakeYahoo {
  public:
    /// port 0: any free one.
    explicit FakeYahoo(int port = 0);
    ~FakeYahoo();
    FakeYahoo(const FakeYahoo&) = delete;
    FakeYahoo& operator=(const FakeYahoo&) = delete;

    /// "http://127.0.0.1:PORT".
    std::string url() const;

    /// The server's idea of now; 2026-03-13T21:00:00Z (a Friday, after the New York close) at
    /// first.
    void setNow(Timestamp now);
    Timestamp now() const;
    /// Follow the system's clock instead.
    void followSystemClock();

    void add(FakeSymbol symbol);
    /// Any symbol is known, generated from its name, but those that begin with UNKNOWN and classes
    /// written with a dot (BRK.B); otherwise only those added.
    void knowEverySymbol(bool known = true);
    /// The answer to this symbol's charts is the recorded body of a file of yahoo_json, whatever
    /// the window. False when the file cannot be used.
    bool replay(const std::string& symbol, const std::filesystem::path& recorded);
    /// A fixed answer to this symbol's charts.
    void answer(const std::string& symbol, int status, std::string body,
                std::string contentType = "application/json;charset=utf-8");

    /// Corporate actions, visible (with restated history) from their ex-date on.
    void publishSplit(const std::string& symbol, Date exDate, double numerator, double denominator);
    void publishDividend(const std::string& symbol, Date exDate, double amount);
    void publishCapitalGain(const std::string& symbol, Date exDate, double amount);
    /// A correction of history by the vendor: closes of that day times the factor from now on.
    void editClose(const std::string& symbol, Date day, double factor);

    /// The next `times` chart requests (of the symbol, if not empty) meet this fault.
    void setFault(FakeFault fault, int times = 1, const std::string& symbol = {});
    void setRefusal(FakeRefusal refusal);
    /// Every answer takes at least so long (to see requests overlap).
    void setLatencyMilliseconds(int milliseconds);
    /// 429 for a missing User-Agent or one older than Chrome or Firefox 120. On at first.
    void requireCurrentUserAgent(bool required);
    void setGzip(bool on);
    /// Ends every Hold and SlowDrip, now and later.
    void releaseHeld();

    std::vector<FakeRequest> log() const;
    void clearLog();
    /// Chart requests only, optionally of one symbol.
    int chartRequests(const std::string& symbol = {}) const;
    int maxInFlight() const;

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace loom::tests
