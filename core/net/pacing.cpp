// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pacing.h"

#include <algorithm>

namespace loom::net {

namespace {
constexpr double kWhole = 1 - 1e-9; ///< a token that rounding made 0.999… is one
}

double TokenBucket::tokensAt(Seconds now) const {
    return std::min(m_burst, m_tokens + (now - m_filledAt).count() * m_perSecond);
}

bool TokenBucket::take(Seconds now) {
    const double tokens = tokensAt(now);
    m_filledAt = now;
    m_tokens = tokens;
    if (tokens < kWhole)
        return false;
    m_tokens = std::max(0.0, tokens - 1);
    return true;
}

Seconds TokenBucket::untilNext(Seconds now) const {
    const double missing = 1 - tokensAt(now);
    return Seconds{std::max(0.0, missing / m_perSecond)};
}

void TokenBucket::setRate(double perSecond, Seconds now) {
    m_tokens = tokensAt(now);
    m_filledAt = now;
    m_perSecond = perSecond;
}

void TokenBucket::restart(double perSecond, Seconds at) {
    m_perSecond = perSecond;
    m_tokens = 1;
    m_filledAt = at;
}

std::optional<Seconds> RefusalBackoff::onRefused(std::optional<Seconds> retryAfter) {
    if (m_pauses >= m_policy.maxPauses || m_policy.pauses.empty())
        return {};
    if (retryAfter && *retryAfter > m_policy.longestRetryAfter)
        return {};
    Seconds pause = m_policy.pauses[std::min(m_pauses, m_policy.pauses.size() - 1)];
    if (m_pauses > 0)
        pause *= 1 + m_policy.jitter * (2 * m_random.uniform() - 1);
    ++m_pauses;
    return std::max(pause, retryAfter.value_or(Seconds{0}));
}

} // namespace loom::net
