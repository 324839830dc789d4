// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sources/yahoo_chart.h"

#include <array>
#include <cmath>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace loom::market {

namespace {

constexpr double kLatestTime = 253402300800; ///< the year 10000

Error untrusted(std::string why) {
    return fail(ErrorCode::Unreachable, "Yahoo's answer cannot be used: " + std::move(why) + ".");
}

/// The member, or null when there is none or the parent is not an object.
const Json& member(const Json& parent, const char* key) {
    static const Json kNull;
    if (!parent.is_object())
        return kNull;
    const auto found = parent.find(key);
    return found == parent.end() ? kNull : *found;
}

const Json& firstOf(const Json& list) {
    static const Json kNull;
    return list.is_array() && !list.empty() ? list.front() : kNull;
}

std::string textOf(const Json& value) {
    return value.is_string() ? value.get<std::string>() : std::string{};
}

/// A number, or a string that is one.
std::optional<double> numberOf(const Json& value) {
    std::optional<double> number;
    if (value.is_number())
        number = value.get<double>();
    else if (value.is_string())
        number = parseDouble(value.get_ref<const std::string&>());
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::int64_t> timeOf(const Json& value) {
    const auto seconds = numberOf(value);
    if (!seconds || std::abs(*seconds) > kLatestTime)
        return {};
    return static_cast<std::int64_t>(std::floor(*seconds));
}

void readPeriod(const Json& json, std::vector<YahooPeriod>& periods) {
    const auto start = timeOf(member(json, "start"));
    const auto end = timeOf(member(json, "end"));
    if (start && end && *start < *end)
        periods.push_back({*start, *end});
}

/// [[{…}], [{…}], …], or the same below "regular"; anything else says nothing.
void readPeriods(const Json& json, std::vector<YahooPeriod>& periods) {
    const Json& days = json.is_object() ? member(json, "regular") : json;
    if (!days.is_array())
        return;
    for (const Json& day : days) {
        if (!day.is_array())
            continue;
        for (const Json& period : day)
            readPeriod(period, periods);
    }
}

Result<YahooChart> readMeta(const Json& meta) {
    YahooChart chart;
    chart.instrument.symbol = textOf(member(meta, "symbol"));
    if (chart.instrument.symbol.empty())
        return untrusted("it does not say which symbol it is for");
    chart.instrument.name = textOf(member(meta, "longName"));
    if (chart.instrument.name.empty())
        chart.instrument.name = textOf(member(meta, "shortName"));
    chart.instrument.exchange = textOf(member(meta, "exchangeName"));
    chart.instrument.type = textOf(member(meta, "instrumentType"));
    chart.instrument.currency = textOf(member(meta, "currency"));
    chart.instrument.timeZone = textOf(member(meta, "exchangeTimezoneName"));
    chart.granularity = textOf(member(meta, "dataGranularity"));
    chart.firstTrade = timeOf(member(meta, "firstTradeDate"));
    chart.regularMarketTime = timeOf(member(meta, "regularMarketTime"));
    readPeriods(member(meta, "tradingPeriods"), chart.periods);
    readPeriod(member(member(meta, "currentTradingPeriod"), "regular"), chart.periods);
    return chart;
}

/// Numbers or nulls, as many as there are rows.
template <class Assign>
Status readColumn(const Json& parent, const char* key, std::vector<YahooRow>& rows, Assign assign) {
    const Json& column = member(parent, key);
    const std::size_t length = column.is_array() ? column.size() : 0;
    if (length != rows.size())
        return untrusted(fmt::format("{} times but {} values of {}", rows.size(), length, key));
    for (std::size_t i = 0; i < length; ++i) {
        if (column[i].is_null())
            continue;
        if (!column[i].is_number() || !std::isfinite(column[i].get<double>()))
            return untrusted(fmt::format("value {} of {} is not a number", i + 1, key));
        assign(rows[i], column[i]);
    }
    return {};
}

Status readPrices(const Json& quote, std::vector<YahooRow>& rows) {
    using Field = std::optional<double> YahooRow::*;
    constexpr std::array<std::pair<const char*, Field>, 4> kColumns{{{"open", &YahooRow::open},
                                                                     {"high", &YahooRow::high},
                                                                     {"low", &YahooRow::low},
                                                                     {"close", &YahooRow::close}}};
    for (const auto& [key, field] : kColumns) {
        if (Status read = readColumn(
                quote, key, rows,
                [&](YahooRow& row, const Json& value) { row.*field = value.get<double>(); });
            !read.ok())
            return read;
    }
    bool plausible = true;
    Status read = readColumn(quote, "volume", rows, [&](YahooRow& row, const Json& value) {
        const double volume = value.get<double>();
        plausible = plausible && volume >= 0 && volume < 9e18;
        if (plausible)
            row.volume = value.is_number_integer()
                             ? value.get<std::int64_t>()
                             : static_cast<std::int64_t>(std::llround(volume));
    });
    if (read.ok() && !plausible)
        return untrusted("a volume is negative or impossibly large");
    return read;
}

Status readRows(const Json& result, YahooChart& chart) {
    const Json& times = member(result, "timestamp");
    if (times.is_array()) {
        chart.rows.reserve(times.size());
        for (const Json& entry : times) {
            const auto time = entry.is_number() ? timeOf(entry) : std::nullopt;
            if (!time)
                return untrusted("a time is not a number of seconds");
            chart.rows.push_back({.time = *time,
                                  .open = {},
                                  .high = {},
                                  .low = {},
                                  .close = {},
                                  .adjustedClose = {},
                                  .volume = {}});
        }
    }
    const Json& indicators = member(result, "indicators");
    const Json& quote = firstOf(member(indicators, "quote"));
    if (chart.rows.empty() && !member(quote, "close").is_array())
        return {}; // no bars in the window: meta only
    if (Status read = readPrices(quote, chart.rows); !read.ok())
        return read;
    const Json& adjusted = firstOf(member(indicators, "adjclose"));
    if (!member(adjusted, "adjclose").is_array())
        return {};
    return readColumn(adjusted, "adjclose", chart.rows, [](YahooRow& row, const Json& value) {
        row.adjustedClose = value.get<double>();
    });
}

/// "4:1" or "3/2".
std::optional<std::pair<double, double>> ratioOf(const std::string& text) {
    const auto separator = text.find_first_of(":/");
    if (separator == std::string::npos)
        return {};
    const auto numerator = parseDouble(std::string_view(text).substr(0, separator));
    const auto denominator = parseDouble(std::string_view(text).substr(separator + 1));
    if (!numerator || !denominator)
        return {};
    return std::pair{*numerator, *denominator};
}

std::optional<YahooEvent> readEvent(const Json& json, ActionKind kind) {
    const auto time = timeOf(member(json, "date"));
    if (!time)
        return {};
    YahooEvent event{.kind = kind, .time = *time, .currency = textOf(member(json, "currency"))};
    if (kind != ActionKind::Split) {
        const auto amount = numberOf(member(json, "amount"));
        event.amount = amount.value_or(0);
        return amount ? std::optional(event) : std::nullopt;
    }
    const auto numerator = numberOf(member(json, "numerator"));
    const auto denominator = numberOf(member(json, "denominator"));
    const auto ratio = numerator && denominator ? std::optional(std::pair{*numerator, *denominator})
                                                : ratioOf(textOf(member(json, "splitRatio")));
    if (!ratio || !(ratio->first > 0) || !(ratio->second > 0) || !std::isfinite(ratio->first) ||
        !std::isfinite(ratio->second))
        return {};
    event.numerator = ratio->first;
    event.denominator = ratio->second;
    return event;
}

void readEvents(const Json& events, YahooChart& chart) {
    constexpr std::array<std::pair<const char*, ActionKind>, 3> kKinds{
        {{"dividends", ActionKind::Dividend},
         {"splits", ActionKind::Split},
         {"capitalGains", ActionKind::CapitalGain}}};
    for (const auto& [key, kind] : kKinds) {
        const Json& list = member(events, key);
        if (!list.is_object() && !list.is_array())
            continue;
        for (const Json& entry : list) { // keys are ignored: on long bars they are the bar's time
            if (const auto event = readEvent(entry, kind))
                chart.events.push_back(*event);
            else
                ++chart.unreadableEvents;
        }
    }
}

/// {"code": …, "description": …} in Yahoo's words.
Error errorOf(const Json& error) {
    const std::string code = textOf(member(error, "code"));
    const std::string said = textOf(member(error, "description"));
    const std::string quoted = said.empty() ? code : said;
    if (code == "Not Found")
        return fail(ErrorCode::UnknownSymbol,
                    fmt::format("Yahoo does not know this symbol (\"{}\"). Check its spelling; "
                                "share classes are written with a hyphen, as in BRK-B.",
                                quoted));
    if (code == "Unauthorized")
        return fail(ErrorCode::Refused, fmt::format("Yahoo refuses the request (\"{}\").", quoted));
    if (code == "Bad Request" || code == "Unprocessable Entity")
        return fail(ErrorCode::NoData,
                    fmt::format("Yahoo has nothing for this period (\"{}\").", quoted));
    return untrusted(fmt::format("it reports an error, \"{}\"", quoted));
}

/// The error of {"chart": {"error": …}} or {"finance": {"error": …}}; nothing without one.
std::optional<Error> errorIn(const Json& body) {
    for (const char* part : {"chart", "finance", "spark", "quoteResponse"}) {
        const Json& error = member(member(body, part), "error");
        if (error.is_object())
            return errorOf(error);
    }
    return {};
}

bool isJsonObject(std::string_view body) {
    const std::string_view text = trim(body);
    return text.size() >= 2 && text.front() == '{' && text.back() == '}';
}

bool isConsentPage(std::string_view url) {
    const std::string host = net::hostOf(url);
    return host == "consent.yahoo.com" || host == "guce.yahoo.com" ||
           url.find("/collectConsent") != std::string_view::npos;
}

} // namespace

Result<YahooChart> parseYahooChart(std::string_view body) {
    const auto json = parseJson(body);
    if (!json.ok())
        return untrusted("it is not complete JSON");
    if (auto error = errorIn(*json))
        return *std::move(error);
    const Json& results = member(member(*json, "chart"), "result");
    if (results.is_array() && results.empty())
        return fail(ErrorCode::NoData, "Yahoo sent an empty answer.");
    const Json& result = firstOf(results);
    if (!result.is_object())
        return untrusted("it has no chart in it");
    auto chart = readMeta(member(result, "meta"));
    if (!chart.ok())
        return chart;
    if (Status read = readRows(result, *chart); !read.ok())
        return std::move(read).error();
    readEvents(member(result, "events"), *chart);
    return chart;
}

std::optional<Error> yahooFailure(const net::HttpResponse& response) {
    if (isConsentPage(response.finalUrl))
        return fail(ErrorCode::Refused,
                    "Yahoo asks for consent to its cookies before it answers from this network. "
                    "Import prices from a file, or try another network.");
    const int status = response.status;
    if (status == 429 || status == 999)
        return fail(ErrorCode::Refused, "Yahoo refuses more requests for now (too many requests). "
                                        "Try again later.");
    const bool readable = isJsonObject(response.body);
    if (status == 401 || status == 403) {
        const auto json = readable ? parseJson(response.body) : Result<Json>(Json{});
        const auto said = json.ok() ? errorIn(*json) : std::nullopt;
        if (said && said->code == ErrorCode::Refused)
            return said;
        return fail(ErrorCode::Refused,
                    fmt::format("Yahoo refuses the request (HTTP {}).", status));
    }
    if (status >= 500)
        return fail(ErrorCode::Unreachable,
                    fmt::format("Yahoo's service is down (HTTP {}). Try again later.", status));
    if (!readable)
        return fail(
            ErrorCode::Unreachable,
            fmt::format("Yahoo sent something other than data (HTTP {}): {}.", status,
                        response.body.find('<') != std::string::npos
                            ? "a web page, so the service is down or a proxy stands in between"
                            : "an incomplete answer"));
    return {};
}

Result<YahooChart> readYahooAnswer(const net::HttpResponse& response) {
    if (auto failure = yahooFailure(response))
        return *std::move(failure);
    auto chart = parseYahooChart(response.body);
    if (chart.ok() && response.status >= 400)
        return untrusted(fmt::format("it has data but the status HTTP {}", response.status));
    return chart;
}

net::Verdict judgeYahoo(const net::HttpResponse& response) {
    if (isConsentPage(response.finalUrl))
        return net::Verdict::Deliver;
    const net::Verdict byStatus = net::judgeByStatus(response);
    if (byStatus == net::Verdict::Deliver && response.status < 300 && !isJsonObject(response.body))
        return net::Verdict::Retry;
    return byStatus;
}

} // namespace loom::market
