// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sources/yahoo.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "market/sources/yahoo_chart.h"
#include "market/sources/yahoo_repair.h"

namespace loom::market {

namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::size_t kRejectedKept = 10;
constexpr std::size_t kRejectedBytes = std::size_t{64} << 10;
/// So many refusals in a row (consent, HTTP 401 or 403) and the rest is not asked.
constexpr std::size_t kRefusedInARow = 3;

/// One day inside each of Yahoo's walls, which count from now (market_data 1.4). Daily bars reach
/// back to the first trade.
const std::vector<Depth> kDepths{{Interval::Minute1, 29, 8},
                                 {Interval::Minute5, 59, {}},
                                 {Interval::Minute15, 59, {}},
                                 {Interval::Hour1, 729, {}},
                                 {Interval::Day1, {}, {}}};
/// Some symbols refuse a request for more than 100 years of days.
constexpr std::int64_t kLongestDaily = 99 * 365 * kDay;

const Depth& depthOf(Interval interval) {
    return *std::find_if(kDepths.begin(), kDepths.end(),
                         [&](const Depth& depth) { return depth.interval == interval; });
}

/// One HTTP request of a window: long windows need several.
struct Part {
    std::size_t request = 0; ///< which window
    std::size_t place = 0;   ///< which part of it
    Timestamp from;
    Timestamp to;
};

std::string chartPath(const std::string& symbol, Interval interval, Timestamp from, Timestamp to) {
    return fmt::format("/v8/finance/chart/{}?period1={}&period2={}&interval={}"
                       "&events=div%2Csplits%2CcapitalGains&includePrePost=false",
                       net::percentEncoded(symbol), from.seconds, to.seconds,
                       intervalCode(interval));
}

net::HttpRequest onEachHost(const std::vector<std::string>& baseUrls, const std::string& path) {
    net::HttpRequest request;
    for (const std::string& base : baseUrls)
        request.urls.push_back(base + path);
    return request;
}

/// The later part's bars follow the earlier one's; both kept what they had to say.
void append(FetchedSeries& all, FetchedSeries part) {
    if (all.bars.empty())
        all.instrument = part.instrument;
    if (!all.firstTradeDate)
        all.firstTradeDate = part.firstTradeDate;
    all.bars.insert(all.bars.end(), part.bars.begin(), part.bars.end());
    all.adjustedClose.insert(all.adjustedClose.end(), part.adjustedClose.begin(),
                             part.adjustedClose.end());
    all.actions.insert(all.actions.end(), part.actions.begin(), part.actions.end());
    all.repairs.insert(all.repairs.end(), part.repairs.begin(), part.repairs.end());
}

} // namespace

YahooSettings YahooSettings::fromEnvironment() {
    YahooSettings settings;
    const auto words = [](const char* name) {
        const char* text = std::getenv(name);
        std::vector<std::string_view> list;
        for (const std::string_view word : split(text != nullptr ? text : "", ','))
            if (!trim(word).empty())
                list.push_back(trim(word));
        return list;
    };
    if (const auto urls = words("QUANTLOOM_YAHOO_URL"); !urls.empty()) {
        settings.baseUrls.clear();
        for (std::string_view url : urls) {
            while (url.ends_with('/'))
                url.remove_suffix(1);
            settings.baseUrls.emplace_back(url);
        }
    }
    std::vector<net::Seconds> pauses;
    for (const std::string_view word : words("QUANTLOOM_YAHOO_PAUSES"))
        if (const auto seconds = parseDouble(word); seconds && *seconds >= 0 && *seconds <= 3600)
            pauses.emplace_back(*seconds);
    if (!pauses.empty())
        settings.http.refusal.pauses = std::move(pauses);
    return settings;
}

/// One call of fetch(): windows cut to what Yahoo keeps, split into parts, put together again.
class YahooSource::Batch {
  public:
    Batch(YahooSource& source, const std::vector<FetchRequest>& requests, const OnAnswer& onAnswer,
          jobs::JobContext& context)
        : m_source(source), m_requests(requests), m_onAnswer(onAnswer), m_context(context),
          m_now(source.m_clock->now()), m_pending(requests.size()) {}

    Status run() {
        for (std::size_t i = 0; i < m_requests.size(); ++i)
            plan(i);
        net::HttpClient::Hooks hooks;
        hooks.judge = judgeYahoo;
        hooks.shouldStop = [this] {
            return m_context.shouldStop() || m_refusedInARow >= kRefusedInARow;
        };
        hooks.onNote = [this](const std::string& words) {
            m_context.log(jobs::LogLevel::Warning, words);
        };
        hooks.onAnswer = [this](std::size_t index, Result<net::HttpResponse> response) {
            take(m_parts[index], std::move(response));
        };
        Status ended = m_source.m_http.fetch(m_sent, hooks);
        if (!ended.ok() && !m_context.shouldStop() && m_refusedInARow >= kRefusedInARow)
            return fail(ErrorCode::Refused,
                        "Yahoo refuses every request from here. Try again later, or import prices "
                        "from a file: what has arrived is kept.");
        return ended;
    }

  private:
    struct Pending {
        std::vector<std::optional<FetchOutcome>> parts;
        std::size_t open = 0;
        std::optional<Timestamp> historyStart;
    };

    void plan(std::size_t i) {
        const FetchRequest& request = m_requests[i];
        if (trim(request.symbol).empty())
            return answer(i, fail(ErrorCode::InvalidInput, "The symbol is empty."));
        if (request.from >= request.to)
            return answer(i, fail(ErrorCode::InvalidInput,
                                  fmt::format("The period of {} ends at {}, before it begins.",
                                              request.symbol, toIso(request.to))));
        if (request.from > m_now)
            return answer(
                i, fail(ErrorCode::NoData,
                        fmt::format("The period of {} lies in the future.", request.symbol)));
        Timestamp from = request.from;
        const auto days = depthOf(request.interval).days;
        if (days) {
            const Timestamp wall{m_now.seconds - *days * kDay};
            if (request.to <= wall)
                return answer(
                    i, fail(ErrorCode::NoData,
                            fmt::format("Yahoo keeps {} bars for {} days only; the "
                                        "period of {} is older.",
                                        intervalCode(request.interval), *days, request.symbol)));
            if (from < wall)
                m_pending[i].historyStart = from = wall;
        }
        const Timestamp to = std::min(request.to, m_now + std::chrono::seconds(2 * kDay));
        if (request.interval == Interval::Day1) // some exchanges open before midnight UTC
            from = Timestamp{std::max(from.seconds - kDay, to.seconds - kLongestDaily)};
        send(i, from, to);
    }

    void send(std::size_t i, Timestamp from, Timestamp to) {
        const FetchRequest& request = m_requests[i];
        const auto perRequest = depthOf(request.interval).daysPerRequest;
        const std::int64_t span = perRequest ? *perRequest * kDay : to.seconds - from.seconds;
        Pending& pending = m_pending[i];
        for (std::int64_t begin = from.seconds; begin < to.seconds; begin += span) {
            const Part part{i, pending.open++, {begin}, {std::min(begin + span, to.seconds)}};
            m_sent.push_back(onEachHost(m_source.m_settings.baseUrls,
                                        chartPath(std::string(trim(request.symbol)),
                                                  request.interval, part.from, part.to)));
            m_parts.push_back(part);
        }
        pending.parts.resize(pending.open);
    }

    void take(const Part& part, Result<net::HttpResponse> response) {
        Pending& pending = m_pending[part.request];
        FetchOutcome outcome = read(part, std::move(response));
        const bool refused = !outcome.ok() && outcome.error().code == ErrorCode::Refused;
        m_refusedInARow = refused ? m_refusedInARow + 1 : 0;
        pending.parts[part.place] = std::move(outcome);
        if (--pending.open == 0)
            answer(part.request, joined(pending));
    }

    FetchOutcome read(const Part& part, Result<net::HttpResponse> response) {
        const FetchRequest& request = m_requests[part.request];
        if (!response.ok())
            return std::move(response).error();
        auto chart = readYahooAnswer(*response);
        const bool daily = request.interval == Interval::Day1;
        FetchOutcome outcome =
            chart.ok() ? repairedYahoo(*std::move(chart), {.interval = request.interval,
                                                           .from = daily ? request.from : part.from,
                                                           .to = part.to,
                                                           .now = m_now})
                       : FetchOutcome(std::move(chart).error());
        if (!outcome.ok() && outcome.error().code == ErrorCode::Unreachable)
            m_source.keepRejected(request.symbol, outcome.error().message, response->body);
        return outcome;
    }

    /// Parts without data are no failure beside parts with data; any other failure is one.
    static FetchOutcome joined(Pending& pending) {
        if (pending.parts.size() == 1 && !pending.parts.front()->ok())
            return *std::move(pending.parts.front());
        FetchedSeries all;
        bool any = false;
        std::optional<Error> failure;
        for (auto& part : pending.parts) {
            if (part->ok()) {
                append(all, **std::move(part));
                any = true;
            } else if (part->error().code != ErrorCode::NoData || !failure) {
                failure = part->error();
            }
        }
        if (failure && (!any || failure->code != ErrorCode::NoData))
            return *std::move(failure);
        all.historyStart = pending.historyStart;
        return all;
    }

    void answer(std::size_t i, FetchOutcome outcome) {
        ++m_answered;
        if (!outcome.ok())
            outcome = std::move(outcome).error().during("fetching " + m_requests[i].symbol);
        m_onAnswer(m_requests[i], std::move(outcome));
        const auto total = static_cast<double>(m_requests.size());
        m_context.progress(static_cast<double>(m_answered) / total,
                           fmt::format("{} of {} answered", m_answered, m_requests.size()));
    }

    YahooSource& m_source;
    const std::vector<FetchRequest>& m_requests;
    const OnAnswer& m_onAnswer;
    jobs::JobContext& m_context;
    const Timestamp m_now;
    std::vector<Pending> m_pending;
    std::vector<Part> m_parts;
    std::vector<net::HttpRequest> m_sent;
    std::size_t m_answered = 0;
    std::size_t m_refusedInARow = 0;
};

YahooSource::YahooSource(YahooSettings settings, std::shared_ptr<const Clock> clock,
                         std::shared_ptr<net::Waiter> waiter)
    : m_settings(std::move(settings)), m_clock(std::move(clock)),
      m_http(m_settings.http, std::move(waiter)) {}

std::vector<Depth> YahooSource::depths() const {
    return kDepths;
}

Status YahooSource::fetch(const std::vector<FetchRequest>& requests, const OnAnswer& onAnswer,
                          jobs::JobContext& context) {
    return Batch(*this, requests, onAnswer, context).run();
}

Result<std::vector<SymbolMatch>> YahooSource::search(std::string_view text,
                                                     jobs::JobContext& context) {
    std::vector<SymbolMatch> matches;
    if (trim(text).empty())
        return matches;
    const std::string path =
        "/v1/finance/search?q=" + net::percentEncoded(trim(text)) +
        "&quotesCount=8&newsCount=0&enableFuzzyQuery=false&quotesQueryId=tss_match_phrase_query";
    Result<net::HttpResponse> answered =
        fail(ErrorCode::Unreachable, "Yahoo's search did not answer.");
    net::HttpClient::Hooks hooks;
    hooks.judge = judgeYahoo;
    hooks.shouldStop = [&] { return context.shouldStop(); };
    hooks.onAnswer = [&](std::size_t, Result<net::HttpResponse> response) {
        answered = std::move(response);
    };
    const std::vector requests{onEachHost(m_settings.baseUrls, path)};
    if (Status ended = m_http.fetch(requests, hooks); !ended.ok())
        return std::move(ended).error();
    if (!answered.ok())
        return std::move(answered).error();
    return parseYahooSearch(*answered);
}

std::vector<RejectedAnswer> YahooSource::rejectedAnswers() const {
    const std::lock_guard lock(m_mutex);
    return m_rejected;
}

void YahooSource::keepRejected(const std::string& symbol, const std::string& reason,
                               const std::string& body) {
    const std::lock_guard lock(m_mutex);
    if (m_rejected.size() == kRejectedKept)
        m_rejected.erase(m_rejected.begin());
    m_rejected.push_back({m_clock->now(), symbol, reason, body.substr(0, kRejectedBytes)});
}

} // namespace loom::market
