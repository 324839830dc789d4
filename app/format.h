// SPDX-License-Identifier: GPL-3.0-or-later
// Small texts that several verbs print.
#pragma once

#include <optional>
#include <string>

#include "market/market_reader.h"
#include "market/updater.h"
#include "tracking/types.h"

namespace loom::app {

/// "loaded", "up_to_date", … for JSON.
std::string updateKindId(market::UpdateKind kind);
/// The date of a daily bar, the instant of an intraday one; an en dash for none.
std::string barTimeText(std::optional<std::int64_t> time, market::Interval interval);
/// "2026-08-24 08:12" UTC.
std::string instantText(std::int64_t milliseconds);
/// Four significant digits, or an en dash for NaN.
std::string numberText(double value);

} // namespace loom::app
