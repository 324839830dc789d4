// SPDX-License-Identifier: GPL-3.0-or-later
// Time and waiting of the HTTP client, injectable so that tests run a back-off of minutes at once.
#pragma once

#include <memory>

#include "net/pacing.h"

namespace loom::net {

/// The transfers that are under way, as the waiter sees them.
class Transfers {
  public:
    virtual ~Transfers() = default;
    virtual bool any() const = 0;
    /// Sleeps until a socket has something or the time is over.
    virtual void wait(Seconds atMost) = 0;
};

/// A steady clock that can wait. Used by one thread at a time.
class Waiter {
  public:
    virtual ~Waiter() = default;
    virtual Seconds now() const = 0;
    /// Returns when something arrived or after atMost (never longer than a quarter of a second, so
    /// that a stop is noticed at once).
    virtual void wait(Transfers& transfers, Seconds atMost) = 0;
};

/// The machine's steady clock.
std::shared_ptr<Waiter> systemWaiter();

} // namespace loom::net
