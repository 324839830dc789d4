// SPDX-License-Identifier: GPL-3.0-or-later
// Reading records under a chosen format: each becomes a bar of a symbol, or a reject with its line.
#include "base/csv.h"
#include "base/text.h"
#include "market/import/detail/table_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace loom::market {

namespace {

constexpr std::size_t kKeptRejects = 1000;

/// Calls take(line, record) for the data records until it returns false.
template <class Take>
bool forEachRecord(std::string_view text, const PriceFormat& format, Take take) {
    CsvReader reader(text, format.delimiter);
    Record record;
    for (std::size_t i = 0; reader.next(record); ++i)
        if (i >= format.headerLines && !take(reader.line(), record))
            return true;
    return !reader.truncatedQuote();
}

RejectedLine rejected(std::size_t line, std::string reason, const Record& record) {
    return {line, std::move(reason),
            join(std::span(record).first(std::min<std::size_t>(record.size(), 20)), ", ")
                .substr(0, 120)};
}

/// What the spacing of the bars says against the chosen interval.
std::optional<std::string> spacingNote(const std::vector<Bar>& bars, Interval interval) {
    std::map<std::int64_t, std::size_t> steps;
    for (std::size_t i = 1; i < bars.size(); ++i)
        ++steps[bars[i].time - bars[i - 1].time];
    const auto usual = std::max_element(steps.begin(), steps.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
    if (bars.size() < 3 || usual == steps.end() || usual->first == intervalSeconds(interval))
        return std::nullopt;
    const auto spoken = [](std::int64_t seconds) {
        return seconds % 86400 == 0 ? std::to_string(seconds / 86400) + " days"
               : seconds % 60 == 0  ? std::to_string(seconds / 60) + " minutes"
                                    : std::to_string(seconds) + " seconds";
    };
    return "Most rows are " + spoken(usual->first) + " apart, but the chosen interval is " +
           std::string(intervalCode(interval)) + ". Check the interval and the date format.";
}

std::vector<std::string> formatNotes(const PriceFormat& format) {
    std::vector<std::string> notes;
    const Columns columns(format.columns);
    if (!namesItsSymbols(format) && format.symbol.empty())
        notes.emplace_back("The file does not say which symbol it holds. Enter it.");
    if (format.dateStyle == DateStyle::MonthDayYear)
        notes.emplace_back("Dates are read as month/day/year.");
    if (format.dateStyle == DateStyle::DayMonthYear)
        notes.emplace_back("Dates are read as day/month/year.");
    if (format.decimalComma)
        notes.emplace_back("The comma is read as the decimal mark.");
    if (format.layout == "table of closes")
        notes.emplace_back("Each column is read as the closes of the symbol that heads it.");
    if (format.priceScale != 1)
        notes.push_back("Prices are divided by " + std::to_string(std::llround(format.priceScale)) +
                        ".");
    if (format.layout.starts_with("MetaTrader"))
        notes.emplace_back("MetaTrader writes the broker's time. Check the time zone.");
    if (!columns.has(ColumnRole::Open) && !columns.has(ColumnRole::High))
        notes.emplace_back("There are only closes: open, high and low are set to the close.");
    if (columns.has(ColumnRole::Close) && columns.has(ColumnRole::AdjustedClose) &&
        !format.useAdjustedClose)
        notes.emplace_back(
            "Adjusted closes are in the file but not used; prices are kept as given.");
    return notes;
}

/// Collects bars by symbol and refuses a time that is there already.
class Collector {
  public:
    Status add(Row row, std::size_t line) {
        if (row.symbol.empty())
            return fail(ErrorCode::InvalidInput, "It has no symbol.");
        auto& own = m_symbols[row.symbol];
        const auto [known, isNew] = own.lines.try_emplace(row.bar.time, line);
        if (!isNew)
            return fail(ErrorCode::InvalidInput,
                        "Line " + std::to_string(known->second) + " has the same time already.");
        own.bars.push_back(row.bar);
        return {};
    }

    std::vector<Series> finish(const PriceFormat& format) {
        std::vector<Series> list;
        for (auto& [symbol, own] : m_symbols) {
            std::sort(own.bars.begin(), own.bars.end(),
                      [](const Bar& a, const Bar& b) { return a.time < b.time; });
            Series series;
            series.instrument.symbol = symbol;
            series.instrument.timeZone = format.timeZone;
            series.interval = format.interval;
            series.source = "import";
            series.state =
                format.useAdjustedClose ? AdjustmentState::SplitAndDividend : format.state;
            series.bars = std::move(own.bars);
            list.push_back(std::move(series));
        }
        return list;
    }

  private:
    struct OneSymbol {
        std::vector<Bar> bars;
        std::unordered_map<std::int64_t, std::size_t> lines; ///< of each time
    };
    std::map<std::string, OneSymbol> m_symbols;
};

constexpr std::string_view kCutOff =
    "A cell in quotes is never closed: the file is probably cut off. Check its end.";
/// Of bars shorter than a day the instant counts, of daily ones the date.
std::string mixedZonesNote(Interval interval) {
    return interval == Interval::Day1
               ? "The dates have different zones. Each counts as it is written; check that this is "
                 "meant."
               : "The times have different zones. Each is read with its own; check that this is "
                 "meant.";
}

} // namespace

Result<PricePreview> previewPrices(std::string_view text, const PriceFormat& format,
                                   std::size_t rows) {
    if (auto readable = checkIsText(text); !readable)
        return std::move(readable).error();
    auto reader = TableReader::make(format);
    if (!reader)
        return std::move(reader).error();
    PricePreview preview{.format = format, .notes = formatNotes(format)};
    if (format.headerLines > 0) {
        CsvReader header(text, format.delimiter);
        header.next(preview.header);
    } else {
        for (std::size_t i = 0; i < format.columns.size(); ++i)
            preview.header.push_back("column " + std::to_string(i + 1));
    }
    std::set<std::string> symbols;
    std::map<std::string, std::vector<Bar>> bars;
    std::size_t seen = 0;
    const std::size_t lookAt = std::max<std::size_t>(rows, 200);
    const bool whole = forEachRecord(text, format, [&](std::size_t line, const Record& record) {
        auto outcome = reader->read(record);
        for (auto& reason : outcome.reasons)
            preview.rejects.push_back(rejected(line, std::move(reason), record));
        for (const Row& row : outcome.rows) {
            symbols.insert(row.symbol);
            bars[row.symbol].push_back(row.bar);
            if (preview.rows.size() < rows)
                preview.rows.push_back({line, row.symbol, row.bar});
        }
        return ++seen < lookAt;
    });
    symbols.erase("");
    preview.symbols.assign(symbols.begin(), symbols.end());
    if (!whole)
        preview.notes.emplace_back(kCutOff);
    if (reader->mixedOffsets())
        preview.notes.push_back(mixedZonesNote(format.interval));
    if (!bars.empty()) {
        auto& first = bars.begin()->second;
        std::sort(first.begin(), first.end(),
                  [](const Bar& a, const Bar& b) { return a.time < b.time; });
        if (auto note = spacingNote(first, format.interval))
            preview.notes.push_back(*std::move(note));
    }
    return preview;
}

Result<ImportResult> readPrices(std::string_view text, const PriceFormat& format) {
    if (auto readable = checkIsText(text); !readable)
        return std::move(readable).error();
    auto reader = TableReader::make(format);
    if (!reader)
        return std::move(reader).error();
    if (format.symbol.empty() && !namesItsSymbols(format))
        return fail(ErrorCode::InvalidInput,
                    "The file does not say which symbol it holds. Enter it and import again.");
    ImportResult result;
    Collector collector;
    const bool whole = forEachRecord(text, format, [&](std::size_t line, const Record& record) {
        auto outcome = reader->read(record);
        for (Row& row : outcome.rows) {
            if (Status added = collector.add(std::move(row), line); added)
                ++result.accepted;
            else
                outcome.reasons.push_back(std::move(added).error().message);
        }
        result.rejected += outcome.reasons.size();
        for (auto& reason : outcome.reasons)
            if (result.rejects.size() < kKeptRejects)
                result.rejects.push_back(rejected(line, std::move(reason), record));
        return true;
    });
    if (result.accepted == 0 && result.rejects.empty() && !format.only.empty())
        return fail(ErrorCode::UnknownSymbol, "The file holds no " + join(format.only, ", ") + ".");
    if (result.accepted == 0)
        return fail(ErrorCode::NoData, result.rejects.empty()
                                           ? std::string("The file has no line below its header.")
                                           : "None of the " + std::to_string(result.rejected) +
                                                 " lines could be read. Line " +
                                                 std::to_string(result.rejects.front().line) +
                                                 ": " + result.rejects.front().reason);
    result.series = collector.finish(format);
    result.notes = formatNotes(format);
    if (!whole)
        result.notes.emplace_back(kCutOff);
    if (reader->mixedOffsets())
        result.notes.push_back(mixedZonesNote(format.interval));
    if (auto note = spacingNote(result.series.front().bars, format.interval))
        result.notes.push_back(*std::move(note));
    return result;
}

} // namespace loom::market
