// SPDX-License-Identifier: GPL-3.0-or-later
// The files of QuantConnect's LEAN engine: prices as traded x 10,000, daily and hourly bars with a
// date, intraday bars with milliseconds since midnight in New York whose day is in the file's name,
// and factor files from which dividends and splits follow. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "market/import/price_file.h"

namespace loom::market {

/// The format of a LEAN file of trades; nothing when it is none. An error for a LEAN file that
/// holds something else (quotes, ticks, seconds, factors).
std::optional<Result<PriceFormat>> sniffLean(std::string_view text, std::string_view fileName);

/// The dividends and splits between the rows of a factor file (date, price factor, split factor,
/// close as traded), each on the day after its row: a row holds up to and including its date.
Result<std::vector<CorporateAction>> readLeanFactors(std::string_view text);

} // namespace loom::market
