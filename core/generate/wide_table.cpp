// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/wide_table.h"

#include "base/csv.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace loom::generate {

namespace {

constexpr std::size_t kMostColumns = 100'000;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

Error at(std::size_t line, std::string what) {
    return fail(ErrorCode::InvalidInput, fmt::format("Line {}: {}", line, what));
}

char sniffDelimiter(std::string_view text) {
    const auto first = text.substr(0, text.find('\n'));
    const auto count = [&](char c) { return std::count(first.begin(), first.end(), c); };
    char best = ',';
    for (const char c : {';', '\t'}) {
        if (count(c) > count(best))
            best = c;
    }
    return best;
}

/// Something that stands for a day: 2018-12-31, 2018-12-31 16:00, 12/31/2018. Never a number.
bool looksLikeDate(std::string_view cell) {
    const auto text = trim(cell);
    return text.size() >= 8 && text.front() >= '0' && text.front() <= '9' &&
           text.find_first_of("-/", 1) != std::string_view::npos && !parseDouble(text);
}

bool isMissing(std::string_view cell) {
    const auto text = trim(cell);
    return text.empty() || text == "nan" || text == "NaN" || text == "NA";
}

std::string inQuotes(std::string_view cell) {
    constexpr std::size_t kShown = 24;
    return fmt::format("\"{}\"{}", cell.substr(0, kShown), cell.size() > kShown ? "…" : "");
}

/// Days by columns as they stand in the file.
struct Grid {
    std::vector<std::string> names;
    std::size_t columns = 0;
    std::vector<std::vector<double>> days;
    std::vector<std::size_t> lines; ///< of each day in the file
};

class GridReader {
  public:
    GridReader(std::string_view text, MissingCells missing)
        : m_reader(text, sniffDelimiter(text)), m_missing(missing) {}

    Result<Grid> read() {
        std::vector<std::string> row;
        while (m_reader.next(row)) {
            if (auto added = add(row); !added)
                return std::move(added).error();
        }
        if (m_reader.truncatedQuote())
            return at(m_reader.line(), "a quoted cell is never closed.");
        if (m_grid.days.empty())
            return fail(ErrorCode::NoData, "The table holds no numbers. Expected is one path a "
                                           "column and one day a row.");
        if (m_dates && !m_grid.names.empty())
            m_grid.names.erase(m_grid.names.begin());
        return std::move(m_grid);
    }

  private:
    Status add(const std::vector<std::string>& row) {
        if (m_width == 0) {
            m_width = row.size();
            if (m_width > kMostColumns + 1)
                return at(m_reader.line(), fmt::format("the table has {} columns; at most {} paths "
                                                       "can be read.",
                                                       m_width, kMostColumns));
            if (isHeader(row)) {
                for (const auto& cell : row)
                    m_grid.names.emplace_back(trim(cell));
                return {};
            }
        }
        if (row.size() != m_width)
            return at(m_reader.line(), fmt::format("{} columns, but the lines before have {}.",
                                                   row.size(), m_width));
        if (m_grid.days.empty()) {
            m_dates = looksLikeDate(row.front());
            m_grid.columns = m_width - (m_dates ? 1 : 0);
            if (m_grid.columns == 0)
                return at(m_reader.line(), "only dates, no paths.");
        }
        return addDay(row);
    }

    static bool isHeader(const std::vector<std::string>& row) {
        const auto isNumber = [](const std::string& cell) {
            return parseDouble(trim(cell)).has_value();
        };
        return std::none_of(row.begin(), row.end(), isNumber) && !looksLikeDate(row.front());
    }

    Status addDay(const std::vector<std::string>& row) {
        std::vector<double> day;
        day.reserve(m_grid.columns);
        for (std::size_t i = m_dates ? 1 : 0; i < row.size(); ++i) {
            if (m_missing == MissingCells::Allowed && isMissing(row[i])) {
                day.push_back(kMissing);
                continue;
            }
            const auto value = parseDouble(trim(row[i]));
            if (!value || !std::isfinite(*value))
                return at(m_reader.line(),
                          fmt::format("column {} is {}, expected is a number with a decimal point.",
                                      i + 1, trim(row[i]).empty() ? "empty" : inQuotes(row[i])));
            day.push_back(*value);
        }
        m_grid.lines.push_back(m_reader.line());
        m_grid.days.push_back(std::move(day));
        return {};
    }

    CsvReader m_reader;
    MissingCells m_missing;
    Grid m_grid;
    std::size_t m_width = 0;
    bool m_dates = false;
};

Status checkPrices(const Grid& grid) {
    for (std::size_t day = 0; day < grid.days.size(); ++day) {
        for (std::size_t path = 0; path < grid.columns; ++path) {
            if (grid.days[day][path] <= 0)
                return at(grid.lines[day], fmt::format("path {} has the price {}; prices must be "
                                                       "above zero.",
                                                       path + 1, shortest(grid.days[day][path])));
        }
    }
    return {};
}

/// A log return beyond 2 (a sevenfold day) says that the table holds prices or percent.
Status checkReturns(const Grid& grid, double factor) {
    constexpr double kLargest = 2;
    for (std::size_t day = 0; day < grid.days.size(); ++day) {
        for (std::size_t path = 0; path < grid.columns; ++path) {
            const double value = grid.days[day][path] * factor;
            if (std::abs(value) > kLargest)
                return at(grid.lines[day],
                          fmt::format("path {} has the log return {}, which is more than a "
                                      "sevenfold day. Use --prices for prices, --percent when both "
                                      "files hold percent, or --synthetic-unit percent when only "
                                      "the synthetic one does.",
                                      path + 1, shortest(value)));
        }
    }
    return {};
}

} // namespace

std::vector<double> WideTable::column(std::size_t index) const {
    std::vector<double> out(days);
    for (std::size_t day = 0; day < days; ++day)
        out[day] = at(day, index);
    return out;
}

Result<WideTable> parseWideTable(std::string_view text, const TableFormat& format) {
    if (text.find('\0') != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "The file is binary, not a CSV table.");
    auto grid = GridReader(text, format.missing).read();
    if (!grid)
        return std::move(grid).error();
    const bool prices = format.content == TableContent::Prices;
    const double factor = format.unit == ReturnUnit::Percent ? 0.01 : 1;
    if (auto checked = prices ? checkPrices(*grid) : checkReturns(*grid, factor); !checked)
        return std::move(checked).error();
    if (prices && grid->days.size() < 2)
        return fail(ErrorCode::InvalidInput, "One line of prices makes no return.");
    WideTable table{.names = std::move(grid->names),
                    .columns = grid->columns,
                    .days = grid->days.size() - (prices ? 1 : 0)};
    table.returns.reserve(table.columns * table.days);
    for (std::size_t t = 0; t < table.days; ++t)
        for (std::size_t i = 0; i < table.columns; ++i)
            table.returns.push_back(prices ? std::log(grid->days[t + 1][i] / grid->days[t][i])
                                           : grid->days[t][i] * factor);
    return table;
}

std::vector<float> narrowed(const std::vector<double>& values) {
    std::vector<float> out(values.size());
    std::transform(values.begin(), values.end(), out.begin(),
                   [](double v) { return static_cast<float>(v); });
    return out;
}

Paths pathsOf(const WideTable& table) {
    Paths paths;
    paths.count = table.columns;
    paths.length = table.days;
    paths.returns.resize(paths.count * paths.length);
    for (std::size_t t = 0; t < paths.length; ++t)
        for (std::size_t i = 0; i < paths.count; ++i)
            paths.path(i)[t] = static_cast<float>(table.at(t, i));
    return paths;
}

Paths panelOf(const WideTable& table) {
    return {.count = 1,
            .length = table.days,
            .returns = narrowed(table.returns),
            .assets = table.columns};
}

std::string toWideCsv(const Paths& paths) {
    CsvWriter csv;
    for (std::size_t i = 0; i < paths.count; ++i)
        csv.cell(fmt::format("path_{}", i + 1));
    csv.endRow();
    for (std::size_t t = 0; t < paths.length; ++t) {
        for (std::size_t i = 0; i < paths.count; ++i)
            csv.cell(fmt::format("{}", paths.path(i)[t])); // shortest form of a float
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::generate
