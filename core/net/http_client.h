// SPDX-License-Identifier: GPL-3.0-or-later
// Polite HTTP GETs in batches: libcurl multi on the calling thread, a token bucket, a bound on
// transfers in flight, retries, a pause of everything when the server refuses, and a trace.
// Failure: an outcome per request (Unreachable when no usable answer came), and an error of the
// whole batch when it had to stop early: Refused, Unreachable or Cancelled.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "net/pacing.h"
#include "net/waiter.h"

namespace loom::net {

struct HttpSettings {
    /// A current desktop browser's: Yahoo answers 429 to an outdated or missing one.
    std::string userAgent =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Safari/537.36";
    std::vector<std::string> headers{"Accept: application/json, text/plain, */*",
                                     "Accept-Language: en-US,en;q=0.9"};
    std::string cipherList; ///< OpenSSL names; empty: the library's default
    bool http2 = true;      ///< offered over TLS; false: HTTP/1.1 only

    double perSecond = 8;
    double burst = 10;
    std::size_t maxInFlight = 6;

    Seconds connectTimeout{5};
    Seconds totalTimeout{20};
    long lowSpeedBytesPerSecond = 100;
    long lowSpeedSeconds = 10;
    std::size_t maxBodyBytes = std::size_t{64} << 20;

    RefusalPolicy refusal;
    RetryPolicy retry;
    /// So many requests in a row that failed for good without an answer stop the batch.
    std::size_t unreachableInARow = 3;
    std::uint64_t jitterSeed = 1;
};

struct HttpRequest {
    /// The same resource on each host; the second is used for the second try, and so on in turn.
    std::vector<std::string> urls;
};

struct HttpResponse {
    int status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;                           ///< decoded
    std::string finalUrl;                       ///< after redirects
};

/// What to do with an answer.
enum class Verdict {
    Deliver, ///< it is the answer, good or bad
    Retry,   ///< the service is down: try again soon, then deliver what came last
    Pause,   ///< too many requests: pause everything, then ask again
};

/// 429 and 999 -> Pause; 408 and 5xx -> Retry; anything else -> Deliver.
Verdict judgeByStatus(const HttpResponse& response);

/// One line of the trace ring: what went out and what came of it. Query values that look like a
/// secret (crumb, token, key, …) are masked.
struct RequestTrace {
    Timestamp at;       ///< wall clock, start
    Seconds started{0}; ///< the waiter's clock
    std::string url;
    int attempt = 1;
    int status = 0; ///< 0: no answer
    double milliseconds = 0;
    std::size_t bytes = 0;
    std::string outcome; ///< "answered", "retry in 0.5 s", "refused, pause 30 s", "timed out", …
};

class HttpClient {
  public:
    explicit HttpClient(HttpSettings settings, std::shared_ptr<Waiter> waiter = systemWaiter());
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    struct Hooks {
        std::function<void(std::size_t index, Result<HttpResponse>)> onAnswer;
        std::function<Verdict(const HttpResponse&)> judge = judgeByStatus;
        std::function<bool()> shouldStop = [] {
            return false;
        }; ///< asked at least 4 times a second
        std::function<void(const std::string&)> onNote = [](const std::string&) {};
    };
    /// Runs the batch on the calling thread; one thread at a time. Every request is answered once
    /// through onAnswer, in order of completion, unless the batch stops early.
    Status fetch(std::span<const HttpRequest> requests, const Hooks& hooks);

    /// The latest 250 requests, oldest first. Callable from any thread.
    std::vector<RequestTrace> trace() const;
    const HttpSettings& settings() const;

  private:
    class Impl;
    class Batch;
    std::unique_ptr<Impl> m_impl;
};

/// RFC 3986: everything but unreserved characters becomes %XX.
std::string percentEncoded(std::string_view text);
/// The URL as it may be shown: user info removed, secret query values replaced by "***".
std::string withoutSecrets(std::string_view url);
/// The host of a URL in lower case, without port; empty when there is none.
std::string hostOf(std::string_view url);

} // namespace loom::net
