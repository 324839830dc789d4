// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_yahoo.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <httplib.h>
#include <mutex>
#include <thread>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "support/fake_faults.h"
#include "support/fake_http.h"
#include "support/fake_market.h"

namespace loom::tests {

namespace {

std::int64_t numberOr(const httplib::Request& request, const char* key, std::int64_t fallback) {
    return parseInt(request.get_param_value(key)).value_or(fallback);
}

struct FixedAnswer {
    int status = 200;
    std::string body;
    std::string contentType;
};

} // namespace

class FakeYahoo::Impl {
  public:
    explicit Impl(int port) : m_started(std::chrono::steady_clock::now()) {
        m_server.new_task_queue = [] { return new httplib::ThreadPool(32); };
        m_server.set_keep_alive_max_count(1'000'000);
        m_server.set_keep_alive_timeout(2);
        m_server.set_tcp_nodelay(true);
        m_server.Get("/v8/finance/chart/(.*)", [this](const auto& request, auto& response) {
            logged(request, response, [&] { chart(request, response); });
        });
        m_server.Get("/v1/finance/search", [this](const auto& request, auto& response) {
            logged(request, response, [&] { search(request, response); });
        });
        m_server.Get("/v2/collectConsent", [this](const auto& request, auto& response) {
            logged(request, response, [&] {
                response.set_content("<html><form>Yahoo is part of the Yahoo family</form></html>",
                                     "text/html");
            });
        });
        m_port = port == 0 ? m_server.bind_to_any_port("127.0.0.1")
                           : (m_server.bind_to_port("127.0.0.1", port) ? port : -1);
        m_thread = std::thread([this] { m_server.listen_after_bind(); });
        while (m_port > 0 && !m_server.is_running())
            std::this_thread::yield();
    }

    ~Impl() {
        release();
        m_server.stop();
        m_thread.join();
    }

    void release() {
        const std::lock_guard lock(m_mutex);
        m_released = true;
        m_releasedSignal.notify_all();
    }

    template <class Handler>
    void logged(const httplib::Request& request, httplib::Response& response, Handler handler) {
        std::size_t place = 0;
        {
            const std::lock_guard lock(m_mutex);
            FakeRequest entry;
            entry.path = request.path;
            entry.rawTarget = request.target;
            for (const auto& [key, value] : request.params)
                entry.query[key] = value;
            entry.userAgent = request.get_header_value("User-Agent");
            entry.acceptsGzip =
                request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
            entry.arrived = elapsed();
            entry.inFlight = ++m_inFlight;
            m_log.push_back(std::move(entry));
            place = m_logged++;
        }
        if (m_latency > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(m_latency));
        handler();
        const std::lock_guard lock(m_mutex);
        --m_inFlight;
        if (place >= m_forgotten) {
            FakeRequest& entry = m_log[place - m_forgotten];
            entry.answered = elapsed();
            entry.status = response.status < 0 ? 200 : response.status;
        }
    }

    double elapsed() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
    }

    Timestamp now() const { return m_system ? SystemClock{}.now() : m_now; }

    /// Counts this request against the faults and refusals that are planned.
    FakeFault nextFault(const httplib::Request& request, const std::string& symbol,
                        std::optional<std::string>& retryAfter) {
        const std::lock_guard lock(m_mutex);
        if (m_requireUserAgent && !isCurrent(request.get_header_value("User-Agent")))
            return FakeFault::TooManyRequests;
        return m_faults.next(symbol, retryAfter);
    }

    void chart(const httplib::Request& request, httplib::Response& response) {
        const std::string symbol = request.matches[1];
        std::optional<std::string> retryAfter;
        const FakeFault fault = nextFault(request, symbol, retryAfter);
        if (retryAfter)
            response.set_header("Retry-After", *retryAfter);
        if (fault == FakeFault::Hold || fault == FakeFault::SlowDrip)
            return hold(fault, response);
        if (fault != FakeFault::None && fault != FakeFault::TruncatedBody &&
            fault != FakeFault::BadJson)
            return answerWithFault(fault, request, response);
        const FixedAnswer answer = chartAnswer(request, symbol);
        if (fault == FakeFault::TruncatedBody)
            return answerTruncated(answer.body, response);
        response.status = answer.status;
        std::string body = answer.body;
        if (fault == FakeFault::BadJson)
            body.resize(body.size() / 2);
        if (m_gzip) {
            response.set_header("Content-Encoding", "gzip");
            body = gzipped(body);
        }
        response.set_content(body, answer.contentType.c_str());
    }

    FixedAnswer chartAnswer(const httplib::Request& request, const std::string& symbol) {
        const std::lock_guard lock(m_mutex);
        if (const auto fixed = m_fixed.find(symbol); fixed != m_fixed.end())
            return fixed->second;
        FakeMarket* market = find(symbol);
        if (market == nullptr) {
            FakeAnswer unknown =
                fakeChartError(404, "Not Found", "No data found, symbol may be delisted");
            return {unknown.status, std::move(unknown.body), kFakeJsonType};
        }
        FakeChartQuery query{.interval = request.get_param_value("interval"),
                             .range = request.get_param_value("range"),
                             .events = request.get_param_value("events")};
        query.to = numberOr(request, "period2", now().seconds);
        query.from = numberOr(request, "period1", query.to - 86400);
        if (const auto days = rangeDays(query.range))
            query.from = now().seconds - *days * 86400;
        FakeAnswer answer = market->chart(query, now());
        return {answer.status, std::move(answer.body), kFakeJsonType};
    }

    FakeMarket* find(const std::string& symbol) {
        auto found = m_markets.find(symbol);
        const bool plausible =
            !symbol.empty() && !symbol.starts_with("UNKNOWN") && !symbol.ends_with(".B");
        if (found == m_markets.end() && m_knowEvery && plausible) {
            FakeSymbol made;
            made.symbol = symbol;
            made.name = symbol + " Inc.";
            found = m_markets.emplace(symbol, std::make_unique<FakeMarket>(made)).first;
        }
        return found == m_markets.end() ? nullptr : found->second.get();
    }

    bool waitReleased(std::chrono::milliseconds atMost) {
        std::unique_lock lock(m_mutex);
        return m_releasedSignal.wait_for(lock, atMost, [this] { return m_released; });
    }

    void hold(FakeFault fault, httplib::Response& response) {
        using namespace std::chrono_literals;
        if (fault == FakeFault::Hold) {
            while (!waitReleased(1000ms)) {
            }
            response.status = 503;
            return;
        }
        response.set_content_provider(100'000, kFakeJsonType,
                                      [this](std::size_t, std::size_t, httplib::DataSink& sink) {
                                          sink.write(" ", 1);
                                          return !waitReleased(20ms) && sink.is_writable();
                                      });
    }

    void search(const httplib::Request& request, httplib::Response& response) {
        const std::string text = toLower(request.get_param_value("q"));
        Json quotes = Json::array();
        const std::lock_guard lock(m_mutex);
        find(toUpper(text));
        for (const auto& [symbol, market] : m_markets) {
            const FakeSymbol& known = market->symbol();
            if (!startsWithNoCase(symbol, text) &&
                toLower(known.name).find(text) == std::string::npos)
                continue;
            quotes.push_back(Json{{"symbol", symbol},
                                  {"exchange", known.exchange},
                                  {"exchDisp", known.exchange},
                                  {"shortname", known.name},
                                  {"longname", known.name},
                                  {"quoteType", known.type},
                                  {"isYahooFinance", true}});
        }
        quotes.push_back(Json{{"index", "privateCompanies"}, {"name", "No symbol here"}});
        response.set_content(Json{{"count", quotes.size()}, {"quotes", quotes}}.dump(),
                             kFakeJsonType);
    }

    httplib::Server m_server;
    int m_port = -1;
    std::thread m_thread;
    const std::chrono::steady_clock::time_point m_started;

    std::mutex m_mutex; ///< guards everything below
    std::condition_variable m_releasedSignal;
    bool m_released = false;
    Timestamp m_now{1773435600};
    bool m_system = false;
    bool m_knowEvery = false;
    bool m_requireUserAgent = true;
    std::atomic<bool> m_gzip{false};
    std::atomic<int> m_latency{0};
    std::map<std::string, std::unique_ptr<FakeMarket>> m_markets;
    std::map<std::string, FixedAnswer> m_fixed;
    FakeFaultPlan m_faults;
    std::deque<FakeRequest> m_log;
    std::size_t m_logged = 0;
    std::size_t m_forgotten = 0;
    int m_inFlight = 0;
};

FakeYahoo::FakeYahoo(int port) : m_impl(std::make_unique<Impl>(port)) {}
FakeYahoo::~FakeYahoo() = default;

std::string FakeYahoo::url() const {
    return fmt::format("http://127.0.0.1:{}", m_impl->m_port);
}

void FakeYahoo::setNow(Timestamp now) {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_now = now;
    m_impl->m_system = false;
}

Timestamp FakeYahoo::now() const {
    const std::lock_guard lock(m_impl->m_mutex);
    return m_impl->now();
}

void FakeYahoo::followSystemClock() {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_system = true;
}

void FakeYahoo::add(FakeSymbol symbol) {
    const std::lock_guard lock(m_impl->m_mutex);
    const std::string name = symbol.symbol;
    m_impl->m_markets[name] = std::make_unique<FakeMarket>(std::move(symbol));
}

void FakeYahoo::knowEverySymbol(bool known) {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_knowEvery = known;
}

bool FakeYahoo::replay(const std::string& symbol, const std::filesystem::path& recorded) {
    const auto text = readFile(recorded);
    const auto json = text.ok() ? parseJson(*text) : Result<Json>(text.error());
    if (!json.ok() || !json->is_object())
        return false;
    if (!json->contains("response")) { // a bare body
        answer(symbol, 200, *text);
        return true;
    }
    const Json& response = json->at("response");
    const bool isJson = response.contains("bodyJson");
    answer(symbol, response.value("status", 200),
           isJson ? response.at("bodyJson").dump() : response.value("bodyText", ""));
    return true;
}

void FakeYahoo::answer(const std::string& symbol, int status, std::string body,
                       std::string contentType) {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_fixed[symbol] = {status, std::move(body), std::move(contentType)};
}

void FakeYahoo::publishSplit(const std::string& symbol, Date exDate, double numerator,
                             double denominator) {
    const std::lock_guard lock(m_impl->m_mutex);
    if (FakeMarket* market = m_impl->find(symbol))
        market->publish({.kind = market::ActionKind::Split,
                         .exDate = exDate,
                         .numerator = numerator,
                         .denominator = denominator});
}

void FakeYahoo::publishDividend(const std::string& symbol, Date exDate, double amount) {
    const std::lock_guard lock(m_impl->m_mutex);
    if (FakeMarket* market = m_impl->find(symbol))
        market->publish({.kind = market::ActionKind::Dividend, .exDate = exDate, .amount = amount});
}

void FakeYahoo::publishCapitalGain(const std::string& symbol, Date exDate, double amount) {
    const std::lock_guard lock(m_impl->m_mutex);
    if (FakeMarket* market = m_impl->find(symbol))
        market->publish(
            {.kind = market::ActionKind::CapitalGain, .exDate = exDate, .amount = amount});
}

void FakeYahoo::editClose(const std::string& symbol, Date day, double factor) {
    const std::lock_guard lock(m_impl->m_mutex);
    if (FakeMarket* market = m_impl->find(symbol))
        market->edit(day, factor);
}

void FakeYahoo::setFault(FakeFault fault, int times, const std::string& symbol) {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_faults.add(fault, times, symbol);
}

void FakeYahoo::setRefusal(FakeRefusal refusal) {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_faults.refuse(std::move(refusal));
}

void FakeYahoo::setLatencyMilliseconds(int milliseconds) {
    m_impl->m_latency = milliseconds;
}

void FakeYahoo::requireCurrentUserAgent(bool required) {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_requireUserAgent = required;
}

void FakeYahoo::setGzip(bool on) {
    m_impl->m_gzip = on;
}
void FakeYahoo::releaseHeld() {
    m_impl->release();
}

std::vector<FakeRequest> FakeYahoo::log() const {
    const std::lock_guard lock(m_impl->m_mutex);
    return {m_impl->m_log.begin(), m_impl->m_log.end()};
}

void FakeYahoo::clearLog() {
    const std::lock_guard lock(m_impl->m_mutex);
    m_impl->m_forgotten = m_impl->m_logged;
    m_impl->m_log.clear();
}

int FakeYahoo::chartRequests(const std::string& symbol) const {
    const auto entries = log();
    const std::string path = "/v8/finance/chart/" + symbol;
    return static_cast<int>(
        std::count_if(entries.begin(), entries.end(), [&](const FakeRequest& entry) {
            return symbol.empty() ? entry.path.starts_with(path) : entry.path == path;
        }));
}

int FakeYahoo::maxInFlight() const {
    int most = 0;
    for (const FakeRequest& entry : log())
        most = std::max(most, entry.inFlight);
    return most;
}

} // namespace loom::tests
