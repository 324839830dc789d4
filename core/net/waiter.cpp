// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/waiter.h"

#include <algorithm>

namespace loom::net {

namespace {

constexpr Seconds kLongestWait{0.25};

class SystemWaiter final : public Waiter {
  public:
    Seconds now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
    void wait(Transfers& transfers, Seconds atMost) override {
        transfers.wait(std::clamp(atMost, Seconds{0}, kLongestWait));
    }
};

} // namespace

std::shared_ptr<Waiter> systemWaiter() {
    return std::make_shared<SystemWaiter>();
}

} // namespace loom::net
