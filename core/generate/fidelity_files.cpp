// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/fidelity_files.h"

#include "base/csv.h"
#include "base/gzip.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

namespace {

constexpr std::size_t kMostColumns = 100'000;

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

std::string inQuotes(std::string_view cell) {
    constexpr std::size_t kShown = 24;
    return fmt::format("\"{}\"{}", cell.substr(0, kShown), cell.size() > kShown ? "…" : "");
}

/// Days by paths as they stand in the file.
struct Grid {
    std::size_t columns = 0;
    std::vector<std::vector<double>> days;
    std::vector<std::size_t> lines; ///< of each day in the file
};

class GridReader {
  public:
    explicit GridReader(std::string_view text) : m_reader(text, sniffDelimiter(text)) {}

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
            const bool header = std::none_of(row.begin(), row.end(),
                                             [](const std::string& cell) {
                                                 return parseDouble(trim(cell)).has_value();
                                             }) &&
                                !looksLikeDate(row.front());
            if (header)
                return {};
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

    Status addDay(const std::vector<std::string>& row) {
        std::vector<double> day;
        day.reserve(m_grid.columns);
        for (std::size_t i = m_dates ? 1 : 0; i < row.size(); ++i) {
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
    Grid m_grid;
    std::size_t m_width = 0;
    bool m_dates = false;
};

Status checkPrices(const Grid& grid) {
    for (std::size_t day = 0; day < grid.days.size(); ++day) {
        for (std::size_t path = 0; path < grid.columns; ++path) {
            if (!(grid.days[day][path] > 0))
                return at(grid.lines[day], fmt::format("path {} has the price {}; prices must be "
                                                       "above zero.",
                                                       path + 1, shortest(grid.days[day][path])));
        }
    }
    return {};
}

/// A log return beyond 2 (a sevenfold day) says that the table holds prices or percent.
Status checkReturns(const Grid& grid) {
    constexpr double kLargest = 2;
    for (std::size_t day = 0; day < grid.days.size(); ++day) {
        for (std::size_t path = 0; path < grid.columns; ++path) {
            if (std::abs(grid.days[day][path]) > kLargest)
                return at(
                    grid.lines[day],
                    fmt::format("path {} has the log return {}, which is more than a sevenfold "
                                "day. Use --prices for prices, or divide percent by 100.",
                                path + 1, shortest(grid.days[day][path])));
        }
    }
    return {};
}

} // namespace

Result<Paths> parseWideCsv(std::string_view text, TableContent content) {
    if (text.find('\0') != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "The file is binary, not a CSV table.");
    auto grid = GridReader(text).read();
    if (!grid)
        return std::move(grid).error();
    const bool prices = content == TableContent::Prices;
    if (auto checked = prices ? checkPrices(*grid) : checkReturns(*grid); !checked)
        return std::move(checked).error();
    if (prices && grid->days.size() < 2)
        return fail(ErrorCode::InvalidInput, "One line of prices makes no return.");
    Paths paths;
    paths.count = grid->columns;
    paths.length = grid->days.size() - (prices ? 1 : 0);
    paths.returns.resize(paths.count * paths.length);
    for (std::size_t t = 0; t < paths.length; ++t) {
        for (std::size_t i = 0; i < paths.count; ++i) {
            const double value =
                prices ? std::log(grid->days[t + 1][i] / grid->days[t][i]) : grid->days[t][i];
            paths.path(i)[t] = static_cast<float>(value);
        }
    }
    return paths;
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

Result<FidelityReport> fidelityOfFiles(const std::string& realFile,
                                       const std::string& syntheticFile, TableContent content,
                                       const FidelityOptions& options, jobs::JobContext& context) {
    const auto read = [&](const std::string& file) -> Result<Paths> {
        auto text = readMaybeGzip(file);
        if (!text)
            return std::move(text).error();
        auto paths = parseWideCsv(*text, content);
        if (!paths)
            return std::move(paths).error().during("read " + file);
        return paths;
    };
    auto real = read(realFile);
    if (!real)
        return std::move(real).error();
    auto synthetic = read(syntheticFile);
    if (!synthetic)
        return std::move(synthetic).error();
    FidelityInput input;
    input.real = stats::widened(real->path(0));
    input.candidates.push_back({.id = "imported",
                                .title = "Imported paths",
                                .paths = std::make_shared<const Paths>(std::move(*synthetic))});
    return computeFidelity(input, shortenedFor(input.real.size(), options), context);
}

} // namespace loom::generate
