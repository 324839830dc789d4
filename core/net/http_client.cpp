// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http_client.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <deque>
#include <fmt/format.h>
#include <mutex>

#include "base/text.h"
#include "net/detail/transfer.h"

namespace loom::net {

using detail::Transfer;

Verdict judgeByStatus(const HttpResponse& response) {
    if (response.status == 429 || response.status == 999)
        return Verdict::Pause;
    if (response.status == 408 || response.status >= 500)
        return Verdict::Retry;
    return Verdict::Deliver;
}

namespace {

constexpr std::size_t kTraceLength = 250;
constexpr double kSlowestRate = 0.5; ///< requests a second, however often the rate was halved

void startCurlOnce() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(started);
}

/// Retry-After as seconds or as an HTTP date (RFC 9110, 10.2.3).
std::optional<Seconds> retryAfter(const HttpResponse& response) {
    const auto header = response.headers.find("retry-after");
    if (header == response.headers.end())
        return {};
    if (const auto seconds = parseInt(header->second))
        return Seconds{static_cast<double>(std::max<std::int64_t>(*seconds, 0))};
    const std::time_t until = curl_getdate(header->second.c_str(), nullptr);
    if (until < 0)
        return {};
    std::time_t now = std::time(nullptr);
    if (const auto date = response.headers.find("date"); date != response.headers.end()) {
        const std::time_t sent = curl_getdate(date->second.c_str(), nullptr);
        now = sent < 0 ? now : sent;
    }
    return Seconds{std::max(0.0, std::difftime(until, now))};
}

} // namespace

class HttpClient::Impl {
  public:
    Impl(HttpSettings settings, std::shared_ptr<Waiter> waiter)
        : m_settings(std::move(settings)), m_waiter(std::move(waiter)),
          m_bucket(m_settings.perSecond, m_settings.burst, m_waiter->now()) {
        startCurlOnce();
        m_multi.reset(curl_multi_init());
        m_share.reset(curl_share_init());
        for (const auto what :
             {CURL_LOCK_DATA_DNS, CURL_LOCK_DATA_SSL_SESSION, CURL_LOCK_DATA_COOKIE})
            curl_share_setopt(m_share.get(), CURLSHOPT_SHARE, what);
        for (const std::string& header : m_settings.headers)
            m_headers.reset(curl_slist_append(m_headers.release(), header.c_str()));
        curl_multi_setopt(m_multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS,
                          static_cast<long>(m_settings.maxInFlight));
    }

    /// A handle aimed at the URL and running.
    Transfer* start(const std::string& url) {
        if (m_idle.empty())
            m_idle.push_back(
                std::make_unique<Transfer>(m_settings, m_share.get(), m_headers.get()));
        m_running.push_back(std::move(m_idle.back()));
        m_idle.pop_back();
        Transfer* transfer = m_running.back().get();
        transfer->aim(url);
        curl_multi_add_handle(m_multi.get(), transfer->handle());
        return transfer;
    }

    void retire(Transfer* transfer) {
        curl_multi_remove_handle(m_multi.get(), transfer->handle());
        const auto place =
            std::find_if(m_running.begin(), m_running.end(),
                         [&](const auto& running) { return running.get() == transfer; });
        m_idle.push_back(std::move(*place));
        m_running.erase(place);
    }

    void abandonAll() {
        while (!m_running.empty())
            retire(m_running.back().get());
    }

    void note(RequestTrace entry) {
        const std::lock_guard lock(m_traceMutex);
        if (m_trace.size() == kTraceLength)
            m_trace.pop_front();
        m_trace.push_back(std::move(entry));
    }

    const HttpSettings m_settings;
    const std::shared_ptr<Waiter> m_waiter;
    TokenBucket m_bucket;
    detail::SharePtr m_share;
    detail::SlistPtr m_headers;
    detail::MultiPtr m_multi;
    std::vector<std::unique_ptr<Transfer>> m_running;
    std::vector<std::unique_ptr<Transfer>> m_idle;

    mutable std::mutex m_traceMutex;
    std::deque<RequestTrace> m_trace;
};

namespace {

/// A request that is to be sent, now or later.
struct Waiting {
    std::size_t index = 0;
    int attempt = 1;
    Seconds due{0};
};

} // namespace

/// One call of fetch(): its queue, its pace and how it ends.
class HttpClient::Batch final : public Transfers {
  public:
    Batch(Impl& client, std::span<const HttpRequest> requests, const Hooks& hooks)
        : m_client(client), m_requests(requests), m_hooks(hooks),
          m_backoff(client.m_settings.refusal, client.m_settings.jitterSeed),
          m_rate(client.m_settings.perSecond),
          m_maxInFlight(std::max<std::size_t>(client.m_settings.maxInFlight, 1)) {
        for (std::size_t i = 0; i < requests.size(); ++i)
            m_queue.push_back({.index = i});
        m_client.m_bucket.setRate(m_rate, now());
    }
    ~Batch() override { m_client.abandonAll(); }

    Status run() {
        while (true) {
            if (m_hooks.shouldStop())
                return fail(ErrorCode::Cancelled, "The download was stopped.");
            startWhatMay();
            if (!any() && (m_queue.empty() || !m_ending.ok()))
                return m_ending;
            int running = 0;
            curl_multi_perform(m_client.m_multi.get(), &running);
            if (!collect())
                m_client.m_waiter->wait(*this, untilNextStart());
        }
    }

    bool any() const override { return !m_client.m_running.empty(); }
    void wait(Seconds atMost) override {
        const auto milliseconds = static_cast<int>(std::ceil(atMost.count() * 1000));
        curl_multi_poll(m_client.m_multi.get(), nullptr, 0, milliseconds, nullptr);
    }

  private:
    Seconds now() const { return m_client.m_waiter->now(); }

    std::deque<Waiting>::iterator firstDue() {
        const Seconds time = now();
        return std::find_if(m_queue.begin(), m_queue.end(),
                            [&](const Waiting& waiting) { return waiting.due <= time; });
    }

    void startWhatMay() {
        while (m_ending.ok() && now() >= m_pausedUntil &&
               m_client.m_running.size() < m_maxInFlight) {
            const auto next = firstDue();
            if (next == m_queue.end() || !m_client.m_bucket.take(now()))
                return;
            const auto& urls = m_requests[next->index].urls;
            Transfer* transfer =
                m_client.start(urls[static_cast<std::size_t>(next->attempt - 1) % urls.size()]);
            transfer->index = next->index;
            transfer->attempt = next->attempt;
            transfer->started = now();
            transfer->at = SystemClock{}.now();
            m_queue.erase(next);
        }
    }

    /// When a start may become possible without any transfer's end.
    Seconds untilNextStart() const {
        constexpr Seconds kLong{3600};
        if (!m_ending.ok() || m_queue.empty() || m_client.m_running.size() >= m_maxInFlight)
            return kLong;
        const Seconds time = now();
        Seconds due = kLong + time;
        for (const Waiting& waiting : m_queue)
            due = std::min(due, waiting.due);
        due = std::max(due, m_pausedUntil);
        return std::max({due - time, m_client.m_bucket.untilNext(time), Seconds{0}});
    }

    /// Handles every finished transfer; true when there was one.
    bool collect() {
        bool found = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(m_client.m_multi.get(), &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            found = true;
            const CURLcode code = message->data.result;
            void* self = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
            finish(*static_cast<Transfer*>(self), code);
        }
        return found;
    }

    void finish(Transfer& transfer, CURLcode code) {
        RequestTrace trace;
        trace.at = transfer.at;
        trace.started = transfer.started;
        trace.url = withoutSecrets(transfer.url);
        trace.attempt = transfer.attempt;
        trace.milliseconds = transfer.milliseconds();
        const Waiting again{transfer.index, transfer.attempt, now()};
        const Seconds started = transfer.started;
        if (code == CURLE_OK) {
            HttpResponse response = transfer.takeResponse();
            m_client.retire(&transfer);
            trace.status = response.status;
            trace.bytes = response.body.size();
            trace.outcome = onResponse(again, started, std::move(response));
        } else {
            const detail::TransportFailure failure = transfer.failure(code);
            m_client.retire(&transfer);
            trace.outcome = onFailure(again, failure);
        }
        m_client.note(std::move(trace));
    }

    std::string onResponse(const Waiting& sent, Seconds started, HttpResponse response) {
        switch (m_hooks.judge(response)) {
        case Verdict::Pause:
            return onRefusal(sent, started, retryAfter(response));
        case Verdict::Retry:
            if (const auto wait = scheduleRetry(sent))
                return fmt::format("retry in {:g} s", wait->count());
            giveUp();
            break;
        case Verdict::Deliver:
            m_unreachableInARow = 0;
            break;
        }
        m_hooks.onAnswer(sent.index, std::move(response));
        return "answered";
    }

    std::string onFailure(const Waiting& sent, const detail::TransportFailure& failure) {
        if (failure.retryable) {
            if (const auto wait = scheduleRetry(sent))
                return fmt::format("{}; retry in {:g} s", failure.words, wait->count());
            giveUp();
        }
        m_hooks.onAnswer(sent.index,
                         fail(ErrorCode::Unreachable, "No answer: " + failure.words + "."));
        return failure.words;
    }

    std::optional<Seconds> scheduleRetry(const Waiting& sent) {
        const auto wait =
            m_client.m_settings.retry.waitAfter(static_cast<std::size_t>(sent.attempt));
        if (wait)
            m_queue.push_front({sent.index, sent.attempt + 1, now() + *wait});
        return wait;
    }

    /// The rest is not tried when nothing at all answers.
    void giveUp() {
        if (++m_unreachableInARow < m_client.m_settings.unreachableInARow || m_queue.empty())
            return;
        m_ending = fail(ErrorCode::Unreachable,
                        fmt::format("{} requests in a row got no usable answer. Check the network "
                                    "connection and try again: what has arrived is kept.",
                                    m_unreachableInARow));
    }

    std::string onRefusal(const Waiting& sent, Seconds started, std::optional<Seconds> asked) {
        m_queue.push_front({sent.index, sent.attempt, Seconds{0}});
        if (started < m_pausedAt) // was under way when the pause began: the same refusal
            return "refused";
        const auto pause = m_backoff.onRefused(asked);
        if (!pause) {
            const std::string why =
                asked && *asked > m_client.m_settings.refusal.longestRetryAfter
                    ? fmt::format("it asks to wait {:.0f} minutes", asked->count() / 60)
                    : fmt::format("{} pauses did not help", m_backoff.pauses());
            m_ending = fail(ErrorCode::Refused,
                            fmt::format("The server refuses more requests for now (HTTP 429, {}). "
                                        "Try again later: what has arrived is kept and the rest "
                                        "will be asked again.",
                                        why));
            return "refused, stopped";
        }
        m_pausedAt = std::max(now(), started + Seconds{1e-6});
        m_pausedUntil = m_pausedAt + *pause;
        m_rate = std::max(m_rate / 2, std::min(kSlowestRate, m_rate));
        m_maxInFlight = std::max<std::size_t>(m_maxInFlight / 2, 1);
        m_client.m_bucket.restart(m_rate, m_pausedUntil);
        const std::string words = fmt::format("refused, pause {:.0f} s", pause->count());
        m_hooks.onNote(fmt::format("The server refuses more requests for now: waiting {:.0f} s, "
                                   "then going on at {:g} a second.",
                                   pause->count(), m_rate));
        return words;
    }

    Impl& m_client;
    const std::span<const HttpRequest> m_requests;
    const Hooks& m_hooks;
    std::deque<Waiting> m_queue;
    RefusalBackoff m_backoff;
    double m_rate;
    std::size_t m_maxInFlight;
    Seconds m_pausedAt{-1e18};
    Seconds m_pausedUntil{-1e18};
    std::size_t m_unreachableInARow = 0;
    Status m_ending;
};

HttpClient::HttpClient(HttpSettings settings, std::shared_ptr<Waiter> waiter)
    : m_impl(std::make_unique<Impl>(std::move(settings), std::move(waiter))) {}

HttpClient::~HttpClient() = default;

Status HttpClient::fetch(std::span<const HttpRequest> requests, const Hooks& hooks) {
    const bool aimed =
        std::none_of(requests.begin(), requests.end(),
                     [](const HttpRequest& request) { return request.urls.empty(); });
    if (!aimed)
        return fail(ErrorCode::InvalidInput, "A request has no address.");
    return Batch(*m_impl, requests, hooks).run();
}

std::vector<RequestTrace> HttpClient::trace() const {
    const std::lock_guard lock(m_impl->m_traceMutex);
    return {m_impl->m_trace.begin(), m_impl->m_trace.end()};
}

const HttpSettings& HttpClient::settings() const {
    return m_impl->m_settings;
}

} // namespace loom::net
