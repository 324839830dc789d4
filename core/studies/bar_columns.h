// SPDX-License-Identifier: GPL-3.0-or-later
// A series of prices as the columns that indicators read. Thread rule: plain values; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "indicators/bars.h"
#include "market/series.h"

namespace loom::studies {

struct BarColumns {
    std::vector<std::int64_t> times;    ///< UTC seconds
    std::vector<std::int64_t> sessions; ///< local date of the exchange, days since 1970
    std::vector<double> open, high, low, close, volume;

    /// Valid while this lives and is not changed.
    indicators::Bars bars() const {
        return {.times = times,
                .open = open,
                .high = high,
                .low = low,
                .close = close,
                .volume = volume,
                .sessions = sessions};
    }
};

/// Sessions of intraday bars are the dates of the instrument's time zone; UTC dates where it names
/// none or one that this machine does not know.
BarColumns barColumns(const market::Series& series);

} // namespace loom::studies
