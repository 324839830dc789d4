// SPDX-License-Identifier: GPL-3.0-or-later
// When the next request may start: a token bucket, the pauses after a refusal and the waits before
// a retry. Pure arithmetic on a steady time that the caller passes in; nothing here waits. Not
// thread-safe: each belongs to one fetch.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/random.h"

namespace loom::net {

/// Seconds, also as a point on a steady clock whose zero is arbitrary.
using Seconds = std::chrono::duration<double>;

/// At most `burst` at once and `perSecond` on average.
class TokenBucket {
  public:
    TokenBucket(double perSecond, double burst, Seconds now)
        : m_perSecond(perSecond), m_burst(burst), m_tokens(burst), m_filledAt(now) {}

    /// Takes one token if there is one.
    bool take(Seconds now);
    /// How long until one token is there; zero when there is one.
    Seconds untilNext(Seconds now) const;
    /// Another rate from now on; what is in the bucket stays.
    void setRate(double perSecond, Seconds now);
    /// One token at that time and another rate from then on.
    void restart(double perSecond, Seconds at);
    double perSecond() const { return m_perSecond; }

  private:
    double tokensAt(Seconds now) const;

    double m_perSecond;
    double m_burst;
    double m_tokens;
    Seconds m_filledAt;
};

struct RefusalPolicy {
    std::vector<Seconds> pauses{Seconds{30}, Seconds{60}, Seconds{120}, Seconds{300}};
    std::size_t maxPauses = 3;      ///< one more refusal stops the run; it can be resumed later
    double jitter = 0.2;            ///< share of every pause after the first, both ways
    Seconds longestRetryAfter{600}; ///< a server that asks for more is taken at its word: stop
};

/// Pauses of a whole run after HTTP 429: 30 s, then 60, 120, 300 s with jitter, or what the server
/// asked for in Retry-After if that is longer. Each pause halves rate and parallelism.
class RefusalBackoff {
  public:
    RefusalBackoff(RefusalPolicy policy, std::uint64_t seed)
        : m_policy(std::move(policy)), m_random(seed) {}

    /// How long everything has to pause; nothing: stop the run.
    std::optional<Seconds> onRefused(std::optional<Seconds> retryAfter);
    std::size_t pauses() const { return m_pauses; }

  private:
    RefusalPolicy m_policy;
    Rng m_random;
    std::size_t m_pauses = 0;
};

/// Further tries after a transport failure or a 5xx answer, on the other host in turn.
struct RetryPolicy {
    std::vector<Seconds> waits{Seconds{0.5}, Seconds{1}, Seconds{2}};

    /// The wait before try number `tried` + 1; nothing: give up.
    std::optional<Seconds> waitAfter(std::size_t tried) const {
        if (tried == 0 || tried > waits.size())
            return {};
        return waits[tried - 1];
    }
};

} // namespace loom::net
