// SPDX-License-Identifier: GPL-3.0-or-later
// Tables with several symbols side by side: pandas and yfinance write the names of the columns and
// the symbols in two header lines, collections of closes have one column per symbol. Pure
// functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "market/import/detail/row_reader.h"

namespace loom::market {

/// Which of the header lines says what: "Price,Close,Close,…" and "Ticker,AAPL,MSFT,…", either
/// first.
struct TwoLineHeader {
    std::size_t names = 0;
    std::size_t symbols = 0;
};
std::optional<TwoLineHeader> twoLineHeader(const std::vector<Record>& records,
                                           std::size_t headerLines);

/// The symbol of each column under a two-line header; "" where there is none, as over the dates.
std::vector<std::string> symbolsAbove(const Record& header, std::size_t columns);

/// The symbols of a header such as "Date,AAPL,C,MSFT", "" for the column of dates. Nothing when any
/// other column is no symbol, or when it reads better as the columns of one.
std::optional<std::vector<std::string>> closesHeader(const Record& header, std::size_t dates);

} // namespace loom::market
