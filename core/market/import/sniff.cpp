// SPDX-License-Identifier: GPL-3.0-or-later
// Guessing how a price file is to be read, from its first 200 records.
#include "base/text.h"
#include "market/import/detail/table_guess.h"
#include "market/import/detail/wide_table.h"
#include "market/import/lean.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace loom::market {

namespace {

class Sniffer {
  public:
    Sniffer(std::vector<Record> records, char delimiter) : m_records(std::move(records)) {
        m_format.delimiter = delimiter;
    }

    Result<PriceFormat> run(std::string_view fileName) {
        const std::size_t first = findFirstRow(m_records);
        if (first == m_records.size())
            return fail(ErrorCode::InvalidInput,
                        "No line with a date and a price was found. The first line reads: " +
                            join(m_records.front(), ", ").substr(0, 120) +
                            ". Prices stand in lines such as 2024-01-02,101.5; a formula must be "
                            "saved as its value.");
        m_format.headerLines = first;
        if (first == 0)
            nameByContent();
        else
            nameByHeader();
        if (auto usable = checkColumns(); !usable)
            return std::move(usable).error();
        guessDecimalComma();
        guessDates();
        guessInterval();
        guessLayout();
        guessSymbol(fileName);
        return m_format;
    }

  private:
    std::size_t columnCount() const { return m_records[m_format.headerLines].size(); }
    std::size_t find(ColumnRole role) const {
        return static_cast<std::size_t>(
            std::find(m_format.columns.begin(), m_format.columns.end(), role) -
            m_format.columns.begin());
    }
    bool has(ColumnRole role) const { return find(role) < m_format.columns.size(); }

    /// The non-empty cells of a column in the sample's data lines.
    std::vector<std::string_view> cells(std::size_t column) const {
        std::vector<std::string_view> list;
        for (std::size_t i = m_format.headerLines; i < m_records.size(); ++i)
            if (column < m_records[i].size() && !isMissing(m_records[i][column]))
                list.push_back(trim(m_records[i][column]));
        return list;
    }

    void nameByHeader() {
        m_format.columns.assign(columnCount(), ColumnRole::Ignore);
        m_twoLines = twoLineHeader(m_records, m_format.headerLines);
        if (m_twoLines)
            return nameSideBySide();
        const auto& header = m_records[m_format.headerLines - 1];
        if (nameCloses(header))
            return;
        for (std::size_t i = 0; i < columnCount() && i < header.size(); ++i) {
            const auto role = roleOf(header[i]);
            if (role == ColumnRole::Ignore || !has(role))
                m_format.columns[i] = role;
        }
        // "time" alone is the date; an unnamed first column is the index of a data frame.
        if (!has(ColumnRole::Date) && has(ColumnRole::Time))
            m_format.columns[find(ColumnRole::Time)] = ColumnRole::Date;
        if (const auto dates = dateColumn(); !has(ColumnRole::Date) && dates < columnCount())
            m_format.columns[dates] = ColumnRole::Date;
        preferRealVolume(header);
    }

    /// yfinance heads its column of dates with "Price".
    void nameSideBySide() {
        const auto& names = m_records[m_twoLines->names];
        auto symbols = symbolsAbove(m_records[m_twoLines->symbols], columnCount());
        std::set<std::pair<std::string, ColumnRole>> taken;
        m_format.columns[0] = ColumnRole::Date;
        for (std::size_t i = 1; i < columnCount() && i < names.size(); ++i)
            if (const auto role = roleOf(names[i]); taken.emplace(symbols[i], role).second)
                m_format.columns[i] = role;
        takeSymbols(std::move(symbols));
    }

    bool nameCloses(const Record& header) {
        const auto named = std::ranges::find_if(header, [](const auto& name) {
            const auto role = roleOf(name);
            return role == ColumnRole::Date || role == ColumnRole::Time;
        });
        const auto dates =
            named != header.end() ? std::size_t(named - header.begin()) : dateColumn();
        auto symbols = closesHeader(header, dates);
        if (!symbols || dates >= columnCount() || symbols->size() != columnCount())
            return false;
        for (std::size_t i = 0; i < columnCount(); ++i) {
            const auto list = cells(i);
            const auto prices = static_cast<std::size_t>(std::ranges::count_if(list, isPrice));
            if (i != dates && prices * 2 < list.size()) // a few mistakes are rejected by line
                return false;
        }
        m_format.columns.assign(columnCount(), ColumnRole::Close);
        m_format.columns[dates] = ColumnRole::Date;
        m_format.layout = "table of closes";
        takeSymbols(*std::move(symbols));
        return true;
    }

    /// One symbol over all columns is the symbol of the file.
    void takeSymbols(std::vector<std::string> symbols) {
        std::set<std::string> different(symbols.begin(), symbols.end());
        different.erase("");
        if (different.size() == 1)
            m_format.symbol = *different.begin();
        else
            m_format.columnSymbols = std::move(symbols);
    }

    std::size_t dateColumn() const {
        std::size_t i = 0;
        while (i < columnCount() && !(m_format.columns[i] == ColumnRole::Ignore && isDateColumn(i)))
            ++i;
        return i;
    }

    bool isDateColumn(std::size_t column) const {
        const auto list = cells(column);
        return !list.empty() &&
               std::all_of(list.begin(), list.end(), [](auto cell) { return styleOf(cell); });
    }

    /// MetaTrader has ticks and real volume; the second is 0 where the broker does not know it.
    void preferRealVolume(const Record& header) {
        for (std::size_t i = 0; i < header.size() && i < columnCount(); ++i) {
            const auto list = cells(i);
            if (plainName(header[i]) != "vol" || m_format.columns[i] == ColumnRole::Volume ||
                std::all_of(list.begin(), list.end(), [](auto cell) { return cell == "0"; }))
                continue;
            if (has(ColumnRole::Volume))
                m_format.columns[find(ColumnRole::Volume)] = ColumnRole::Ignore;
            m_format.columns[i] = ColumnRole::Volume;
        }
    }

    /// Without a header: date, perhaps time, then open, high, low, close, volume (or close alone).
    void nameByContent() {
        const auto& row = m_records.front();
        m_format.columns.assign(row.size(), ColumnRole::Ignore);
        std::size_t at = 0;
        while (at < row.size() && !styleOf(row[at])) {
            if (!isPrice(row[at]) && !has(ColumnRole::Symbol))
                m_format.columns[at] = ColumnRole::Symbol;
            ++at;
        }
        m_format.columns[at++] = ColumnRole::Date;
        const bool clock = at < row.size() && row[at].find(':') != std::string::npos;
        if (clock && isTimeOfDay(row[at]))
            m_format.columns[at++] = ColumnRole::Time;
        static constexpr std::array kOrder{ColumnRole::Open, ColumnRole::High, ColumnRole::Low,
                                           ColumnRole::Close, ColumnRole::Volume};
        if (row.size() - at < 4) {
            m_format.columns[std::min(at, row.size() - 1)] = ColumnRole::Close;
            return;
        }
        for (std::size_t i = 0; i < kOrder.size() && at < row.size(); ++i, ++at)
            m_format.columns[at] = kOrder[i];
    }

    Status checkColumns() const {
        const bool priced = has(ColumnRole::Close) || has(ColumnRole::AdjustedClose);
        if (has(ColumnRole::Date) && priced)
            return {};
        const auto& header = m_records[m_format.headerLines > 0 ? m_format.headerLines - 1 : 0];
        return fail(ErrorCode::InvalidInput,
                    std::string("No column of ") + (priced ? "dates" : "closing prices") +
                        " was recognised among: " + join(header, ", ").substr(0, 200) +
                        ". Name the columns Date, Open, High, Low, Close, Volume.");
    }

    void guessDecimalComma() {
        const auto list =
            cells(find(has(ColumnRole::Close) ? ColumnRole::Close : ColumnRole::AdjustedClose));
        std::size_t comma = 0, point = 0;
        for (const auto cell : list) {
            comma += !parseNumber(cell, false) ||
                             (cell.rfind(',') != cell.npos && cell.size() - cell.rfind(',') != 4)
                         ? 1U
                         : 0U;
            point += cell.find('.') != cell.npos && parseNumber(cell, false) ? 1U : 0U;
        }
        m_format.decimalComma = m_format.delimiter != ',' && comma > point;
    }

    void guessDates() {
        const auto list = cells(find(ColumnRole::Date));
        m_format.dateStyle = styleOf(list.empty() ? std::string_view{} : list.front())
                                 .value_or(DateStyle::YearMonthDay);
        const bool dayMonth = m_format.dateStyle == DateStyle::MonthDayYear ||
                              m_format.dateStyle == DateStyle::DayMonthYear;
        if (!dayMonth)
            return;
        // Whatever reads more cells; then what leaves fewer jumps between neighbours; then the
        // mark.
        const auto badness = [&](DateStyle style) {
            std::int64_t unread = 0, distance = 0;
            std::optional<Date> before;
            for (const auto cell : list) {
                const auto when = parseWhen(cell, {}, style);
                unread += when ? 0 : 1;
                if (when && before)
                    distance += std::abs(when->date - *before);
                if (when)
                    before = when->date;
            }
            return std::make_pair(unread, distance);
        };
        const auto american = badness(DateStyle::MonthDayYear);
        const auto european = badness(DateStyle::DayMonthYear);
        const bool dots = !list.empty() && list.front().find('.') != std::string_view::npos;
        m_format.dateStyle = european < american || (european == american && dots)
                                 ? DateStyle::DayMonthYear
                                 : DateStyle::MonthDayYear;
    }

    void guessInterval() {
        const std::size_t dates = find(ColumnRole::Date), times = find(ColumnRole::Time);
        std::map<std::int64_t, int> steps;
        std::optional<std::int64_t> before;
        for (std::size_t i = m_format.headerLines; i < m_records.size(); ++i) {
            const auto& row = m_records[i];
            if (dates >= row.size())
                continue;
            const auto when = parseWhen(row[dates], times < row.size() ? row[times] : std::string(),
                                        m_format.dateStyle);
            if (!when)
                continue;
            const std::int64_t now =
                Timestamp::atMidnightUtc(when->date).seconds + when->secondOfDay;
            if (before && now != *before)
                ++steps[std::abs(now - *before)];
            before = now;
        }
        std::int64_t usual = 86400;
        int most = 0;
        for (const auto& [step, count] : steps)
            if (count > most) {
                usual = step;
                most = count;
            }
        m_format.interval = Interval::Day1;
        for (const auto interval :
             {Interval::Hour1, Interval::Minute15, Interval::Minute5, Interval::Minute1})
            if (usual <= intervalSeconds(interval))
                m_format.interval = interval;
    }

    void guessLayout() {
        const auto& header = m_records.front();
        const bool angled = m_format.headerLines > 0 && header.front().starts_with("<");
        const std::size_t adjusted = find(ColumnRole::AdjustedClose);
        const std::size_t volume = find(ColumnRole::Volume);
        if (m_format.layout == "table of closes")
            return;
        if (m_twoLines) {
            m_format.layout = "yfinance download";
            if (!has(ColumnRole::AdjustedClose) && m_format.interval == Interval::Day1)
                m_format.state = AdjustmentState::SplitAndDividend;
        } else if (angled && plainName(header.front()) == "ticker") {
            m_format.layout = "Stooq";
        } else if (angled || (m_format.headerLines == 0 && has(ColumnRole::Time))) {
            m_format.layout = angled ? "MetaTrader 5" : "MetaTrader 4";
            m_format.timeZone = "Europe/Athens"; // UTC+2, +3 in summer, as most brokers run
            m_format.state = AdjustmentState::Raw;
        } else if (!has(ColumnRole::Close)) {
            m_format.layout = "adjusted closes";
            m_format.state = AdjustmentState::SplitAndDividend;
        } else if (has(ColumnRole::AdjustedClose) && has(ColumnRole::Open)) {
            // The old export, volume before adjusted close, had prices as traded.
            const bool old = volume < adjusted;
            m_format.layout = old ? "old Yahoo export" : "Yahoo export";
            m_format.state =
                old && has(ColumnRole::Volume) ? AdjustmentState::Raw : AdjustmentState::Split;
        } else {
            m_format.layout =
                has(ColumnRole::Symbol) ? "table with a symbol column" : "price table";
        }
    }

    void guessSymbol(std::string_view fileName) {
        if (!has(ColumnRole::Symbol) && m_format.columnSymbols.empty() && m_format.symbol.empty())
            m_format.symbol = symbolInFileName(fileName);
    }

    std::vector<Record> m_records;
    PriceFormat m_format;
    std::optional<TwoLineHeader> m_twoLines;
};

} // namespace

Result<PriceFormat> sniffPrices(std::string_view text, std::string_view fileName) {
    if (auto readable = checkIsText(text); !readable)
        return std::move(readable).error();
    if (auto lean = sniffLean(text, fileName))
        return *std::move(lean);
    auto delimiter = findDelimiter(text);
    if (!delimiter)
        return std::move(delimiter).error();
    return Sniffer(firstRecords(text, *delimiter), *delimiter).run(fileName);
}

} // namespace loom::market
