// SPDX-License-Identifier: GPL-3.0-or-later
// The faults of the fake Yahoo server: which request meets one, and how it looks on the wire.
// Not thread-safe: the server guards it.
#pragma once

#include <deque>
#include <httplib.h>
#include <optional>
#include <string>

#include "support/fake_yahoo.h"

namespace loom::tests {

inline constexpr const char* kFakeJsonType = "application/json;charset=utf-8";

class FakeFaultPlan {
  public:
    /// The next `times` requests (of the symbol, if not empty) meet this fault.
    void add(FakeFault fault, int times, std::string symbol);
    void refuse(FakeRefusal refusal);
    /// Counts one request of the symbol: what it meets, and the Retry-After of a refusal.
    FakeFault next(const std::string& symbol, std::optional<std::string>& retryAfter);

  private:
    struct Planned {
        FakeFault fault = FakeFault::None;
        int times = 0;
        std::string symbol;
    };
    std::deque<Planned> m_planned;
    std::optional<FakeRefusal> m_refusal;
    int m_refusalCount = 0;
};

/// The answer of a fault that needs no true body.
void answerWithFault(FakeFault fault, const httplib::Request& request, httplib::Response& response);

/// Half of the body under the length of the whole.
void answerTruncated(const std::string& body, httplib::Response& response);

} // namespace loom::tests
