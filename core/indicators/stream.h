// SPDX-License-Identifier: GPL-3.0-or-later
// An indicator at work: it takes bar after bar and gives a value of each output for each. One
// object serves live bars (push), whole tables and later additions to them (append); the same
// arithmetic runs in all three, so they agree to the last bit. A copy taken before a provisional
// bar is the way back from it. Thread rule: one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "indicators/bars.h"

namespace loom::indicators {

class Stream {
  public:
    virtual ~Stream() = default;
    /// The same state in an object of its own.
    virtual std::unique_ptr<Stream> clone() const = 0;
    /// Takes the next bar; out gets a value for each output, NaN in that output's warm-up.
    virtual void push(const Bar& bar, std::span<double> out) = 0;
    /// Takes bars[from] … bars[to - 1]; columns hold a span for each output, each as long as the
    /// number of bars taken. The columns of bars that the indicator needs are there.
    virtual void append(const Bars& bars, std::size_t from, std::size_t to,
                        std::span<const std::span<double>> columns) = 0;
    /// Whether every value taken was finite, from streams that see it while they compute; nothing
    /// from the others. False may also come of finite values near the largest number there is.
    virtual std::optional<bool> tookOnlyFinite() const { return std::nullopt; }
};

} // namespace loom::indicators
