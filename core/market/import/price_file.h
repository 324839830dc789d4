// SPDX-License-Identifier: GPL-3.0-or-later
// Price files of other programs, in three steps: sniff the format, show how the first rows will be
// read (everything can be changed), then read it all into series with line-numbered rejects.
// Reading touches no database: hand what came back to MarketCache::importSeries, which stores all
// of it or nothing.
// Thread rule: free functions on values; any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "market/series.h"

namespace loom::market {

enum class ColumnRole {
    Ignore,
    Date, ///< a date, or a date with time and perhaps an offset
    Time, ///< the time of day, when it has a column of its own
    Open,
    High,
    Low,
    Close,
    AdjustedClose,
    Volume,
    Symbol,
};

enum class DateStyle {
    YearMonthDay, ///< 2024-01-02, 2024/01/02, 2024.01.02, 20240102; ISO 8601 with T, Z and offsets
    MonthDayYear, ///< 1/2/2024 = 2 January
    DayMonthYear, ///< 1/2/2024 = 1 February
    UnixSeconds,
    UnixMilliseconds,
    DayMilliseconds, ///< since midnight of PriceFormat::day, local time (LEAN's intraday files)
};

/// How to read the file. sniff() proposes one; the user may change each field.
struct PriceFormat {
    std::string layout = {}; ///< what it looks like: "Yahoo export", "MetaTrader 5", …
    char delimiter = ',';
    bool decimalComma = false;
    std::size_t headerLines = 1;          ///< records before the first row of data
    std::vector<ColumnRole> columns = {}; ///< one per column
    /// Of a table with several symbols side by side: each column's symbol, "" where it is shared.
    std::vector<std::string> columnSymbols = {};
    DateStyle dateStyle = DateStyle::YearMonthDay;
    std::optional<Date> day = std::nullopt;    ///< of files that give the time of day only
    std::string timeZone = "America/New_York"; ///< IANA; for times that carry no offset
    std::string symbol = {};                   ///< when no column names it
    std::vector<std::string> only = {};        ///< of several symbols take these; empty: all
    Interval interval = Interval::Day1;
    AdjustmentState state = AdjustmentState::Split;
    /// Scale open, high, low and close by adjusted close / close, and store that as fully adjusted.
    bool useAdjustedClose = false;
    double priceScale = 1; ///< prices in the file are divided by this
};

/// A line that was not taken, and why, in words.
struct RejectedLine {
    std::size_t line = 0; ///< 1-based, in the file
    std::string reason = {};
    std::string text = {}; ///< the beginning of the line
};

struct PreviewRow {
    std::size_t line = 0;
    std::string symbol = {};
    Bar bar = {};
};

struct PricePreview {
    PriceFormat format = {};
    std::vector<std::string> header = {};   ///< column names, or "column 1" … without a header
    std::vector<PreviewRow> rows = {};      ///< the first rows as they will be read
    std::vector<RejectedLine> rejects = {}; ///< among the lines looked at
    std::vector<std::string> symbols = {};  ///< found among the lines looked at, sorted
    std::vector<std::string> notes = {};    ///< what was assumed or should be checked, in sentences
};

struct ImportResult {
    std::vector<Series> series = {};        ///< one per symbol, sorted by symbol; bars by time
    std::vector<RejectedLine> rejects = {}; ///< the first 1,000
    std::size_t rejected = 0;
    std::size_t accepted = 0;
    std::vector<std::string> notes = {};
};

/// The text of a file, plain or gzip. Refuses what is not text (binary, UTF-16) in words.
Result<std::string> readPriceText(const std::filesystem::path& file);

/// Guesses the format from the beginning of the text. fileName helps to guess the symbol.
/// Fails when no date or no price column can be found, and says what was seen.
Result<PriceFormat> sniffPrices(std::string_view text, std::string_view fileName = {});

/// The first rows under a format, without reading the rest.
Result<PricePreview> previewPrices(std::string_view text, const PriceFormat& format,
                                   std::size_t rows = 20);

/// Everything. Fails only when no row at all could be read or the format is impossible.
Result<ImportResult> readPrices(std::string_view text, const PriceFormat& format);

/// True when the file itself says which symbols it holds: by a column, or by their columns.
bool namesItsSymbols(const PriceFormat& format);
/// Every symbol of the whole text, sorted, whatever `only` says; `symbol` alone when nothing else
/// names one. Only the symbols are read: lines whose prices cannot be are not left out.
std::vector<std::string> listSymbols(std::string_view text, const PriceFormat& format);

} // namespace loom::market
