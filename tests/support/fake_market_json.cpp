// SPDX-License-Identifier: GPL-3.0-or-later
// The chart answer as text, and the rules by which the service refuses a window.
#include <algorithm>
#include <fmt/format.h>

#include "support/fake_market.h"

namespace loom::tests {

namespace {

constexpr std::int64_t kDay = 86400;

int minutesOf(const std::string& interval) {
    if (interval == "60m" || interval == "1h")
        return 60;
    for (const int minutes : {1, 2, 5, 15, 30, 90})
        if (interval == fmt::format("{}m", minutes))
            return minutes;
    return 0;
}

double float32(double value) {
    return static_cast<double>(static_cast<float>(value));
}

} // namespace

FakeAnswer fakeChartError(int status, const std::string& code, const std::string& description) {
    return {status, fmt::format(R"({{"chart":{{"result":null,"error":{{"code":"{}",)"
                                R"("description":"{}"}}}}}})",
                                code, description)};
}

std::string FakeMarket::events(const FakeChartQuery& query, Timestamp now) const {
    std::string parts[3];
    for (const FakeAction& action : m_actions) {
        const Session* session = sessionOn(action.exDate);
        if (session == nullptr || action.exDate > today(now) || session->open >= query.to ||
            action.exDate < m_zone.localDate({query.from}))
            continue;
        const bool fund = m_symbol.type == "ETF" || m_symbol.type == "MUTUALFUND";
        const double amount = action.amount / splitFactorAfter(action.exDate, today(now));
        if (action.kind == market::ActionKind::Split &&
            query.events.find("split") != std::string::npos) {
            const char* quote = m_symbol.quirks.stringNumerator ? "\"" : "";
            parts[1] += fmt::format(
                R"({}"{}":{{"date":{},"numerator":{}{:.1f}{},"denominator":{}{:.1f}{},"splitRatio":"{}:{}"}})",
                parts[1].empty() ? "" : ",", session->open, session->open, quote, action.numerator,
                quote, quote, action.denominator, quote, action.numerator, action.denominator);
        } else if (action.kind == market::ActionKind::Dividend &&
                   query.events.find("div") != std::string::npos) {
            parts[0] +=
                fmt::format(R"({}"{}":{{"amount":{},"date":{}}})", parts[0].empty() ? "" : ",",
                            session->open, amount, session->open);
        } else if (action.kind == market::ActionKind::CapitalGain && fund &&
                   query.events.find("capitalGain") != std::string::npos) {
            parts[2] +=
                fmt::format(R"({}"{}":{{"amount":{},"date":{}}})", parts[2].empty() ? "" : ",",
                            session->open, amount, session->open);
        }
    }
    std::string joined;
    const char* const names[] = {"dividends", "splits", "capitalGains"};
    for (int i = 0; i < 3; ++i)
        if (!parts[i].empty())
            joined +=
                fmt::format(R"({}"{}":{{{}}})", joined.empty() ? "" : ",", names[i], parts[i]);
    return joined.empty() ? joined : R"("events":{)" + joined + "},";
}

std::string FakeMarket::meta(const FakeChartQuery& query, Timestamp now) const {
    if (m_symbol.quirks.bareMeta)
        return fmt::format(R"({{"symbol":"{}","exchangeTimezoneName":"{}","firstTradeDate":null}})",
                           m_symbol.symbol, m_symbol.timeZone);
    const Session& last = m_sessions.back();
    const Session* running = last.open > now.seconds && m_sessions.size() > 1 ? &last - 1 : &last;
    const std::int64_t traded = std::min(now.seconds, running->close + 1);
    const int offset = m_zone.toLocal(now).utcOffset;
    const auto period = [&](const Session& session) {
        return fmt::format(R"({{"timezone":"{}","start":{},"end":{},"gmtoffset":{}}})", "LT",
                           session.open, session.close, offset);
    };
    std::string trading;
    const bool intraday = minutesOf(query.interval) > 0 && !m_symbol.quirks.wrongGranularity;
    for (const Session& session : m_sessions)
        if (intraday && session.close > query.from && session.open < query.to &&
            session.open <= now.seconds)
            trading += fmt::format("{}[{}]", trading.empty() ? "" : ",", period(session));
    const std::string granularity = !intraday                 ? "1d"
                                    : query.interval == "60m" ? "1h"
                                                              : query.interval;
    return fmt::format(
        R"({{"currency":"{}","symbol":"{}","exchangeName":"{}","fullExchangeName":"{}",)"
        R"("instrumentType":"{}","firstTradeDate":{},"regularMarketTime":{},)"
        R"("hasPrePostMarketData":true,"gmtoffset":{},"timezone":"LT","exchangeTimezoneName":"{}",)"
        R"("regularMarketPrice":{},"longName":"{}","shortName":"{}","chartPreviousClose":{},)"
        R"("priceHint":2,"currentTradingPeriod":{{"pre":{},"regular":{},"post":{}}},{})"
        R"("dataGranularity":"{}","range":"{}","validRanges":["1d","5d","1mo","max"]}})",
        m_symbol.currency, m_symbol.symbol, m_symbol.exchange, m_symbol.exchange, m_symbol.type,
        m_sessions.front().open, traded, offset, m_symbol.timeZone, float32(running->prices[3]),
        m_symbol.name, m_symbol.name, float32(running->prices[3]), period(*running),
        period(*running), period(*running),
        intraday ? fmt::format(R"("tradingPeriods":[{}],)", trading) : "", granularity,
        query.range);
}

/// Why the service would not answer this window; nothing when it does.
std::optional<FakeAnswer> FakeMarket::refusal(const FakeChartQuery& query, Timestamp now) const {
    const int minutes = minutesOf(query.interval);
    if (minutes == 0 && query.interval != "1d")
        return fakeChartError(400, "Bad Request",
                              "Invalid input - interval=" + query.interval + " is not supported.");
    if (query.from >= query.to)
        return fakeChartError(
            400, "Bad Request",
            fmt::format("Invalid input - start date cannot be after end date. startDate = {}, "
                        "endDate = {}",
                        query.from, query.to));
    const auto outside = [&](const std::string& why) {
        return fakeChartError(
            422, "Unprocessable Entity",
            fmt::format("{} data not available for startTime={} and endTime={}. {}",
                        minutes == 60 ? "1h" : query.interval, query.from, query.to, why));
    };
    const int wall = minutes == 0 ? 0 : minutes == 1 ? 30 : minutes == 60 ? 730 : 60;
    if (wall > 0 && query.from <= now.seconds - wall * kDay)
        return outside(fmt::format("The requested range must be within the last {} days.", wall));
    if (minutes == 1 && query.to - query.from > 8 * kDay)
        return outside("Only 8 days worth of 1m granularity data are allowed to be fetched per "
                       "request.");
    if (minutes == 0 && query.to - query.from > 36525 * kDay)
        return outside("Only 100 years worth of day granularity data are allowed to be fetched per "
                       "request.");
    if (m_sessions.empty() || query.to <= m_sessions.front().open || query.from > now.seconds)
        return fakeChartError(400, "Bad Request",
                              fmt::format("Data doesn't exist for startDate = {}, endDate = {}",
                                          query.from, query.to));
    return {};
}

FakeAnswer FakeMarket::chart(const FakeChartQuery& query, Timestamp now) {
    extendTo(now);
    if (auto refused = refusal(query, now))
        return *std::move(refused);
    const int minutes = minutesOf(query.interval);
    const bool daily = minutes == 0 || m_symbol.quirks.wrongGranularity;
    std::vector<Row> rows = daily ? dailyRows(query, now) : intradayRows(query, minutes, now);
    restate(rows, now);
    applyQuirks(rows);
    const std::string head = R"({"chart":{"result":[{"meta":)" + meta(query, now) + ",";
    if (rows.empty())
        return {200, head + R"("indicators":{"quote":[{}]}}],"error":null}})"};
    return {200, head + columns(rows, events(query, now), daily) + R"(}}],"error":null}})"};
}

/// timestamp, events and indicators.
std::string FakeMarket::columns(const std::vector<Row>& rows, const std::string& events,
                                bool daily) const {
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    const auto column = [&](const char* name, auto value, std::size_t count) {
        fmt::format_to(out, R"("{}":[)", name);
        for (std::size_t i = 0; i < count; ++i) {
            fmt::format_to(out, "{}", i == 0 ? "" : ",");
            value(rows[i]);
        }
        fmt::format_to(out, "]");
    };
    const auto price = [&](double Row::*field) {
        return [&out, field](const Row& row) {
            if (row.null || (row.nullClose && (field == &Row::close || field == &Row::adjusted)))
                fmt::format_to(out, "null");
            else
                fmt::format_to(out, "{}", row.*field);
        };
    };
    const auto volume = [&](const Row& row) {
        row.null ? fmt::format_to(out, "null") : fmt::format_to(out, "{}", row.volume);
    };
    const std::size_t n = rows.size();
    column(
        "timestamp", [&](const Row& row) { fmt::format_to(out, "{}", row.time); }, n);
    fmt::format_to(out, R"(,{}"indicators":{{"quote":[{{)", events);
    column("low", price(&Row::low), n);
    fmt::format_to(out, ",");
    column("open", price(&Row::open), n);
    fmt::format_to(out, ",");
    column("volume", volume, n);
    fmt::format_to(out, ",");
    column("close", price(&Row::close), n - (m_symbol.quirks.shortArrays ? 1 : 0));
    fmt::format_to(out, ",");
    column("high", price(&Row::high), n);
    fmt::format_to(out, "}}]");
    if (daily) {
        fmt::format_to(out, R"(,"adjclose":[{{)");
        column("adjclose", price(&Row::adjusted), n);
        fmt::format_to(out, "}}]");
    }
    return fmt::to_string(text);
}

} // namespace loom::tests
