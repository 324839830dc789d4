// SPDX-License-Identifier: GPL-3.0-or-later
// What every test of a series asks of it before it computes anything. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"

namespace loom::stats {

/// Fewer values than this are refused by every test of a series.
inline constexpr std::size_t kFewestForTest = 10;

/// Refused in words: fewer than `fewest` values, a missing or infinite one, a constant series.
Status checkTestable(std::span<const double> x, std::size_t fewest = kFewestForTest);

} // namespace loom::stats
