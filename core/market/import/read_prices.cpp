// SPDX-License-Identifier: GPL-3.0-or-later
// Reading records under a chosen format: each becomes a bar of a symbol, or a reject with its line.
#include "base/csv.h"
#include "base/text.h"
#include "market/import/detail/cells.h"
#include "market/time_zone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace loom::market {

namespace {

using Record = std::vector<std::string>;
constexpr std::size_t kKeptRejects = 1000;

struct Row {
    std::string symbol;
    Bar bar;
};

/// Where each role is, or kNone.
class Columns {
  public:
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    explicit Columns(const std::vector<ColumnRole>& roles) {
        m_at.fill(kNone);
        for (std::size_t i = 0; i < roles.size(); ++i)
            if (at(roles[i]) == kNone)
                m_at[static_cast<std::size_t>(roles[i])] = i;
    }
    std::size_t at(ColumnRole role) const { return m_at[static_cast<std::size_t>(role)]; }
    bool has(ColumnRole role) const { return at(role) != kNone; }
    /// The trimmed cell, empty when the column or the cell is missing.
    std::string_view cell(const Record& record, ColumnRole role) const {
        const auto column = at(role);
        return column < record.size() ? trim(record[column]) : std::string_view{};
    }

  private:
    std::array<std::size_t, 10> m_at{};
};

class RowReader {
  public:
    RowReader(const PriceFormat& format, TimeZone zone)
        : m_format(format), m_columns(format.columns), m_zone(std::move(zone)) {}

    static Result<RowReader> make(const PriceFormat& format) {
        const Columns columns(format.columns);
        const auto refuse = [](std::string message) {
            return fail(ErrorCode::InvalidInput, std::move(message));
        };
        if (format.columns.size() > kMaxColumns)
            return refuse("More than 1,000 columns are no price file.");
        if (!columns.has(ColumnRole::Date))
            return refuse("Choose the column with the date.");
        if (!columns.has(ColumnRole::Close) && !columns.has(ColumnRole::AdjustedClose))
            return refuse("Choose the column with the closing price.");
        if (format.useAdjustedClose &&
            (!columns.has(ColumnRole::Close) || !columns.has(ColumnRole::AdjustedClose)))
            return refuse(
                "To use adjusted closes the file must have both close and adjusted close.");
        if (!(format.priceScale > 0) || !std::isfinite(format.priceScale))
            return refuse("The price scale must be a positive number.");
        auto zone = TimeZone::find(format.timeZone);
        if (!zone)
            return std::move(zone).error();
        return RowReader(format, *std::move(zone));
    }

    /// The bar of a record, or why there is none, in words.
    Result<Row> read(const Record& record) {
        if (auto shaped = checkShape(record); !shaped)
            return std::move(shaped).error();
        Row row;
        row.symbol = symbolOf(record);
        const auto when = parseWhen(m_columns.cell(record, ColumnRole::Date),
                                    m_columns.cell(record, ColumnRole::Time), m_format.dateStyle);
        if (!when)
            return reject("The date \"" + shown(m_columns.cell(record, ColumnRole::Date)) +
                          "\" cannot be read.");
        auto time = timeOf(*when);
        if (!time)
            return std::move(time).error();
        row.bar.time = *time;
        if (auto priced = readPrices(record, row.bar); !priced)
            return std::move(priced).error();
        if (auto counted = readVolume(record, row.bar); !counted)
            return std::move(counted).error();
        return row;
    }

    /// Zones met so far, when there was more than daylight saving between them.
    bool mixedOffsets() const {
        return !m_offsets.empty() && *m_offsets.rbegin() - *m_offsets.begin() > 3600;
    }

  private:
    static Error reject(std::string reason) {
        return fail(ErrorCode::InvalidInput, std::move(reason));
    }
    static std::string shown(std::string_view cell) { return std::string(cell.substr(0, 40)); }

    Status checkShape(const Record& record) const {
        const std::size_t wanted = m_format.columns.size();
        for (std::size_t i = 0; i < record.size(); ++i) {
            if (i >= wanted && !trim(record[i]).empty())
                return reject("It has " + std::to_string(record.size()) + " columns instead of " +
                              std::to_string(wanted) + ".");
            if (i < wanted && m_format.columns[i] != ColumnRole::Ignore && isFormula(record[i]))
                return reject("The cell \"" + shown(record[i]) + "\" is a formula, not a value.");
        }
        for (std::size_t i = record.size(); i < wanted; ++i)
            if (m_format.columns[i] != ColumnRole::Ignore)
                return reject("It has only " + std::to_string(record.size()) + " of " +
                              std::to_string(wanted) + " columns.");
        return {};
    }

    std::string symbolOf(const Record& record) const {
        if (!m_columns.has(ColumnRole::Symbol))
            return m_format.symbol;
        auto symbol = toUpper(m_columns.cell(record, ColumnRole::Symbol));
        if (symbol.ends_with(".US")) // Stooq's mark of American listings
            symbol.resize(symbol.size() - 3);
        return symbol;
    }

    /// UTC seconds of an intraday bar's start, midnight UTC of a daily bar's session.
    Result<std::int64_t> timeOf(const When& when) {
        const std::int64_t midnight = Timestamp::atMidnightUtc(when.date).seconds;
        if (m_format.interval == Interval::Day1) {
            // Unix stamps of daily bars are midnight UTC, or the opening in exchange time.
            if (when.instant && when.secondOfDay != 0)
                return Timestamp::atMidnightUtc(m_zone.sessionDate({*when.instant})).seconds;
            return midnight;
        }
        if (when.instant)
            return *when.instant;
        if (!when.hasTime)
            return reject("It has no time of day, though the bars are shorter than a day.");
        if (!m_offsetKnown) {
            m_offsetKnown = true;
            m_withOffset = when.offset.has_value();
        }
        if (m_withOffset != when.offset.has_value())
            return reject(m_withOffset
                              ? "Its time has no zone, though the lines before it have one."
                              : "Its time has a zone, though the lines before it have none.");
        if (when.offset) {
            m_offsets.insert(*when.offset);
            return midnight + when.secondOfDay - *when.offset;
        }
        return m_zone.toUtc(when.date, when.secondOfDay).seconds;
    }

    /// A positive price; nothing for an empty cell of an optional column.
    Result<std::optional<double>> price(const Record& record, ColumnRole role,
                                        std::string_view name) const {
        const auto cell = m_columns.cell(record, role);
        if (!m_columns.has(role) || isMissing(cell))
            return std::optional<double>{};
        const auto value = parseNumber(cell, m_format.decimalComma);
        if (!value)
            return reject(std::string(name) + " \"" + shown(cell) + "\" is not a number.");
        if (!(*value > 0))
            return reject(std::string(name) + " \"" + shown(cell) + "\" is not above zero.");
        return std::optional<double>(*value / m_format.priceScale);
    }

    Status readPrices(const Record& record, Bar& bar) const {
        static constexpr std::array<std::pair<ColumnRole, std::string_view>, 5> kPrices{{
            {ColumnRole::Open, "Open"},
            {ColumnRole::High, "High"},
            {ColumnRole::Low, "Low"},
            {ColumnRole::Close, "Close"},
            {ColumnRole::AdjustedClose, "Adjusted close"},
        }};
        std::array<std::optional<double>, 5> found;
        for (std::size_t i = 0; i < kPrices.size(); ++i) {
            auto value = price(record, kPrices[i].first, kPrices[i].second);
            if (!value)
                return std::move(value).error();
            found[i] = *value;
        }
        const bool onlyAdjusted = !m_columns.has(ColumnRole::Close);
        const auto close = onlyAdjusted ? found[4] : found[3];
        if (!close)
            return reject("It has no closing price.");
        const std::array<ColumnRole, 3> others{ColumnRole::Open, ColumnRole::High, ColumnRole::Low};
        for (std::size_t i = 0; i < others.size(); ++i)
            if (m_columns.has(others[i]) && !found[i])
                return reject(std::string(kPrices[i].second) + " is missing.");
        if (m_format.useAdjustedClose && !found[4])
            return reject("Adjusted close is missing.");
        bar.close = *close;
        bar.open = found[0].value_or(*close);
        bar.high = found[1].value_or(std::max(bar.open, bar.close));
        bar.low = found[2].value_or(std::min(bar.open, bar.close));
        if (auto ordered = checkOrder(bar); !ordered)
            return ordered;
        if (m_format.useAdjustedClose)
            scale(bar, *found[4] / *close);
        return {};
    }

    /// High and low enclose open and close, up to the noise of rounding (1e-6 of the price).
    static Status checkOrder(const Bar& bar) {
        const double noise = 1e-6 * bar.close;
        if (bar.high < std::max({bar.open, bar.close, bar.low}) - noise)
            return reject("Its high is below its open, close or low.");
        if (bar.low > std::min(bar.open, bar.close) + noise)
            return reject("Its low is above its open or close.");
        return {};
    }

    static void scale(Bar& bar, double factor) {
        bar.open *= factor;
        bar.high *= factor;
        bar.low *= factor;
        bar.close *= factor;
    }

    Status readVolume(const Record& record, Bar& bar) const {
        const auto cell = m_columns.cell(record, ColumnRole::Volume);
        if (isMissing(cell))
            return {};
        const auto value = parseNumber(cell, m_format.decimalComma);
        if (!value || *value < 0 || *value > 9e18)
            return reject("Volume \"" + shown(cell) + "\" is not a count.");
        bar.volume = std::llround(*value);
        return {};
    }

    PriceFormat m_format;
    Columns m_columns;
    TimeZone m_zone;
    bool m_offsetKnown = false;
    bool m_withOffset = false;
    std::set<int> m_offsets;
};

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

RejectedLine rejected(std::size_t line, const Error& error, const Record& record) {
    return {line, error.message,
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
    if (!columns.has(ColumnRole::Symbol) && format.symbol.empty())
        notes.emplace_back("The file does not say which symbol it holds. Enter it.");
    if (format.dateStyle == DateStyle::MonthDayYear)
        notes.emplace_back("Dates are read as month/day/year.");
    if (format.dateStyle == DateStyle::DayMonthYear)
        notes.emplace_back("Dates are read as day/month/year.");
    if (format.decimalComma)
        notes.emplace_back("The comma is read as the decimal mark.");
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
        std::map<std::int64_t, std::size_t> lines;
    };
    std::map<std::string, OneSymbol> m_symbols;
};

constexpr std::string_view kCutOff =
    "A cell in quotes is never closed: the file is probably cut off. Check its end.";
constexpr std::string_view kMixedZones =
    "The times have different zones. Each is read with its own; check that this is meant.";

} // namespace

Result<PricePreview> previewPrices(std::string_view text, const PriceFormat& format,
                                   std::size_t rows) {
    if (auto readable = checkIsText(text); !readable)
        return std::move(readable).error();
    auto reader = RowReader::make(format);
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
        auto row = reader->read(record);
        if (!row) {
            preview.rejects.push_back(rejected(line, row.error(), record));
        } else {
            symbols.insert(row->symbol);
            bars[row->symbol].push_back(row->bar);
            if (preview.rows.size() < rows)
                preview.rows.push_back({line, row->symbol, row->bar});
        }
        return ++seen < lookAt;
    });
    symbols.erase("");
    preview.symbols.assign(symbols.begin(), symbols.end());
    if (!whole)
        preview.notes.emplace_back(kCutOff);
    if (reader->mixedOffsets())
        preview.notes.emplace_back(kMixedZones);
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
    auto reader = RowReader::make(format);
    if (!reader)
        return std::move(reader).error();
    if (format.symbol.empty() && !Columns(format.columns).has(ColumnRole::Symbol))
        return fail(ErrorCode::InvalidInput,
                    "The file does not say which symbol it holds. Enter it and import again.");
    ImportResult result;
    Collector collector;
    const bool whole = forEachRecord(text, format, [&](std::size_t line, const Record& record) {
        auto row = reader->read(record);
        Status added = row ? collector.add(*std::move(row), line) : Status(std::move(row).error());
        if (added) {
            ++result.accepted;
        } else {
            ++result.rejected;
            if (result.rejects.size() < kKeptRejects)
                result.rejects.push_back(rejected(line, added.error(), record));
        }
        return true;
    });
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
        result.notes.emplace_back(kMixedZones);
    if (auto note = spacingNote(result.series.front().bars, format.interval))
        result.notes.push_back(*std::move(note));
    return result;
}

} // namespace loom::market
