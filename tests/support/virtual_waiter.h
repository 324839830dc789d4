// SPDX-License-Identifier: GPL-3.0-or-later
// Time for tests of the network client: stands still while transfers are under way and jumps when
// there is nothing to wait for but time itself, so a back-off of minutes takes no time.
#pragma once

#include <algorithm>
#include <functional>

#include "net/waiter.h"

namespace loom::tests {

class VirtualWaiter final : public net::Waiter {
  public:
    net::Seconds now() const override { return m_now; }

    void wait(net::Transfers& transfers, net::Seconds atMost) override {
        if (transfers.any()) {
            transfers.wait(net::Seconds{0.05});
            return;
        }
        const net::Seconds step = std::min(atMost, net::Seconds{0.25});
        m_now += step;
        ++m_waits;
        if (onWait)
            onWait(m_now);
    }

    int waits() const { return m_waits; }
    std::function<void(net::Seconds)> onWait; ///< after each jump

  private:
    net::Seconds m_now{1000};
    int m_waits = 0;
};

} // namespace loom::tests
