// SPDX-License-Identifier: GPL-3.0-or-later
// What the fake Yahoo server knows about one symbol: sessions, prices generated from its name (or
// stored ones), published actions; and the chart answer of any window as JSON text. Deterministic:
// the same symbol, window and now give the same bytes. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "market/calendar.h"
#include "market/time_zone.h"
#include "support/fake_yahoo.h"

namespace loom::tests {

struct FakeAction {
    market::ActionKind kind = market::ActionKind::Dividend;
    Date exDate = {};
    double amount = 0;
    double numerator = 1;
    double denominator = 1;
};

/// The query of a chart request.
struct FakeChartQuery {
    std::string interval; ///< "5m"
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::string range;  ///< as echoed in meta
    std::string events; ///< "div,splits"
};

struct FakeAnswer {
    int status = 200;
    std::string body;
};

/// {"chart":{"result":null,"error":{…}}}.
FakeAnswer fakeChartError(int status, const std::string& code, const std::string& description);

class FakeMarket {
  public:
    explicit FakeMarket(FakeSymbol symbol);

    const FakeSymbol& symbol() const { return m_symbol; }
    void publish(FakeAction action) { m_actions.push_back(std::move(action)); }
    void edit(Date day, double factor) { m_edits[day] = factor; }
    FakeAnswer chart(const FakeChartQuery& query, Timestamp now);

  private:
    struct Session {
        Date date;
        std::int64_t open = 0, close = 0; ///< UTC seconds
        bool early = false;
        double prices[4] = {}; ///< open, high, low, close as if nothing had been published
        double volume = 0;
    };
    struct Row {
        std::int64_t time = 0;
        bool null = false, nullClose = false;
        double open = 0, high = 0, low = 0, close = 0, adjusted = 0;
        std::int64_t volume = 0;
    };

    void extendTo(Timestamp now);
    void addSession(Date date, const market::Bar* stored);
    bool isSession(Date date) const;
    std::vector<double> minutePath(const Session& session) const;
    std::vector<Row> dailyRows(const FakeChartQuery& query, Timestamp now) const;
    std::vector<Row> intradayRows(const FakeChartQuery& query, int minutes, Timestamp now) const;
    void addStrays(const Session& session, int minutes, std::vector<Row>& rows) const;
    void restate(std::vector<Row>& rows, Timestamp now) const;
    void applyQuirks(std::vector<Row>& rows) const;
    Row soFar(const Session& session, Timestamp now) const;
    double splitFactorAfter(Date date, Date today) const;
    double closeBefore(Date date, Date today) const;
    double dividendFactorAfter(Date date, Date today) const;
    std::int64_t stampOf(const Session& session) const;
    std::optional<FakeAnswer> refusal(const FakeChartQuery& query, Timestamp now) const;
    std::string columns(const std::vector<Row>& rows, const std::string& events, bool daily) const;
    std::string meta(const FakeChartQuery& query, Timestamp now) const;
    std::string events(const FakeChartQuery& query, Timestamp now) const;
    Date today(Timestamp now) const { return m_zone.localDate(now); }
    const Session* sessionOn(Date date) const;

    FakeSymbol m_symbol;
    market::TimeZone m_zone;
    std::optional<market::Calendar> m_calendar; ///< New York symbols
    std::uint64_t m_seed;
    std::vector<Session> m_sessions;
    std::size_t m_storedUsed = 0;
    Date m_extendedTo;
    std::vector<FakeAction> m_actions;
    std::map<Date, double> m_edits;
};

} // namespace loom::tests
