// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/panel_file.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <span>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "base/text.h"
#include "stats/moments.h"
#include "studies/scenario_store.h"

namespace loom::studies {

namespace {

Error bad(std::string why) {
    return fail(ErrorCode::InvalidInput, std::move(why));
}

struct Table {
    std::vector<std::string> assets;
    std::vector<Date> dates; ///< empty: the file has none
    std::vector<double> values;
    std::vector<std::size_t> lines;
    std::size_t days() const { return lines.size(); }
};

Result<Table> readTable(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        return bad("The file is binary, not a CSV table.");
    const auto head = text.substr(0, text.find('\n'));
    const bool semicolons = std::ranges::count(head, ';') > std::ranges::count(head, ',');
    CsvReader reader(text, semicolons ? ';' : ',');
    std::vector<std::string> row;
    if (!reader.next(row))
        return fail(ErrorCode::NoData, "The file is empty.");
    if (std::ranges::any_of(row, [](const auto& c) { return parseDouble(trim(c)).has_value(); }))
        return bad("The first line holds numbers; expected are the names of the assets.");
    Table out;
    const std::vector<std::string> header = row;
    std::size_t first = 0;
    while (reader.next(row)) {
        if (row.size() != header.size())
            return bad(fmt::format("Line {}: {} columns, but the header has {}.", reader.line(),
                                   row.size(), header.size()));
        const auto date = parseIsoDate(trim(row.front()));
        if (out.lines.empty())
            first = date ? 1 : 0;
        if (first == 1) {
            if (!date)
                return bad(fmt::format("Line {}: \"{}\" is not a date like 2018-12-31.",
                                       reader.line(), trim(row.front())));
            if (!out.dates.empty() && *date <= out.dates.back())
                return bad(fmt::format("Line {}: the dates do not rise.", reader.line()));
            out.dates.push_back(*date);
        }
        out.lines.push_back(reader.line());
        for (std::size_t i = first; i < row.size(); ++i) {
            const auto cell = trim(row[i]);
            const auto value = parseDouble(cell);
            if (!value && !cell.empty() && toLower(cell) != "nan")
                return bad(fmt::format("Line {}: column {} ({}) is \"{}\", expected is a number.",
                                       reader.line(), i + 1, header[i], cell));
            if (value && std::isinf(*value))
                return bad(fmt::format("Line {}: {} is infinite.", reader.line(), header[i]));
            out.values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
        }
    }
    for (std::size_t i = first; i < header.size(); ++i)
        out.assets.push_back(std::string(trim(header[i])));
    return out;
}

Status checkTable(const Table& table) {
    if (table.assets.size() < 2)
        return bad("The file holds one asset; a panel needs two or more columns of numbers.");
    std::set<std::string> names;
    for (const auto& name : table.assets) {
        if (name.empty())
            return bad("A column has no name in the header.");
        if (!names.insert(name).second)
            return bad(fmt::format("Two columns are named {}.", name));
    }
    if (table.days() < 3)
        return bad(fmt::format("{} rows are no history.", table.days()));
    return {};
}

Result<PanelContent> detected(const Table& table) {
    std::vector<double> present;
    std::ranges::copy_if(table.values, std::back_inserter(present),
                         [](double v) { return !std::isnan(v); });
    if (present.empty())
        return fail(ErrorCode::NoData, "The file holds no numbers.");
    const bool positive = std::ranges::all_of(present, [](double v) { return v > 0; });
    for (double& v : present)
        v = std::abs(v);
    const double typical = stats::median(present);
    if (positive && typical > 0.5)
        return PanelContent::Prices;
    if (!positive && typical < 0.08)
        return PanelContent::LogReturns;
    if (!positive)
        return bad(fmt::format(
            "The numbers have both signs and a typical size of {:.2g}, too large for daily returns "
            "as fractions: are they percent? Divide them by 100 and read them as returns.",
            typical));
    return bad("It is not clear whether the numbers are prices or returns: say which (--prices or "
               "--returns, or \"content\" in a study).");
}

/// A typical day beyond 8 % is percent, not a fraction.
Status checkReturns(const Table& table) {
    std::vector<double> sizes;
    for (const double v : table.values)
        if (!std::isnan(v))
            sizes.push_back(std::abs(v));
    const double typical = stats::median(sizes);
    if (typical >= 0.08)
        return bad(fmt::format("The returns have a typical size of {:.2g}: they look like percent "
                               "or prices. Returns are fractions, 0.01 for 1 %.",
                               typical));
    return {};
}

/// Closes of a panel of returns start at 100; a missing return leaves the close where it was, so
/// that the next one is still right, and stays missing among the returns.
void closesFromReturns(const Table& table, PanelDataset& out) {
    const std::size_t n = table.assets.size();
    out.closes.assign((table.days() + 1) * n, 100.0);
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        const double r = table.values[i];
        out.closes[n + i] = out.closes[i] * (std::isnan(r) ? 1.0 : std::exp(r));
    }
}

Status returnsFromCloses(const Table& table, PanelDataset& out) {
    const std::size_t n = table.assets.size();
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        if (table.values[i] <= 0)
            return bad(fmt::format("Line {}: {} has the price {}; prices are above zero.",
                                   table.lines[i / n], table.assets[i % n],
                                   shortest(table.values[i])));
        if (i >= n)
            out.data.returns.push_back(std::log(table.values[i] / table.values[i - n]));
    }
    out.closes = table.values;
    return {};
}

void addDates(const Table& table, bool prices, PanelDataset& out) {
    const std::size_t days = out.data.days();
    for (std::size_t t = 0; t <= days; ++t) {
        if (table.dates.empty())
            out.dates.push_back(Date{static_cast<std::int32_t>(t)});
        else if (prices)
            out.dates.push_back(table.dates[t]);
        else
            out.dates.push_back(t == 0 ? table.dates.front() - 1 : table.dates[t - 1]);
    }
    if (!table.dates.empty())
        for (std::size_t t = 1; t <= days; ++t)
            out.data.dates.push_back(out.dates[t].days);
}

StudyData finished(PanelDataset out, const std::string& sourceName, const SplitPlan& split,
                   std::string hash) {
    applySplit(out.data, split);
    for (const auto& asset : out.symbols) {
        AssetCoverage coverage{.source = sourceName,
                               .first = out.dates.front(),
                               .last = out.dates.back(),
                               .days = out.dates.size()};
        coverage.instrument.symbol = asset;
        out.coverage.push_back(std::move(coverage));
    }
    out.hash = std::move(hash);
    return StudyData{.series = {}, .panel = std::make_shared<const PanelDataset>(std::move(out))};
}

} // namespace

Result<StudyData> panelFromCsv(std::string_view text, PanelContent content,
                               const std::string& sourceName, const SplitPlan& split) {
    const auto table = readTable(text);
    if (!table)
        return table.error();
    if (auto checked = checkTable(*table); !checked)
        return std::move(checked).error();
    if (content == PanelContent::Detect) {
        const auto found = detected(*table);
        if (!found)
            return found.error();
        content = *found;
    }
    PanelDataset out;
    out.symbols = out.data.assets = table->assets;
    const bool prices = content == PanelContent::Prices;
    if (prices) {
        if (auto done = returnsFromCloses(*table, out); !done)
            return std::move(done).error();
    } else {
        if (auto checked = checkReturns(*table); !checked)
            return std::move(checked).error();
        out.data.returns = table->values;
        closesFromReturns(*table, out);
    }
    addDates(*table, prices, out);
    return finished(std::move(out), sourceName, split, sha256Hex(text));
}

Result<StudyData> panelOfSet(const generate::ScenarioSet& set, const std::string& sourceName) {
    Table table{.assets = set.card().assets, .dates = {}, .values = {}, .lines = {}};
    table.values = trainingDataOf(set).returns;
    table.lines.resize(set.count() * set.length());
    if (auto checked = checkTable(table); !checked)
        return std::move(checked).error();
    PanelDataset out;
    out.symbols = out.data.assets = table.assets;
    out.data.returns = table.values;
    closesFromReturns(table, out);
    addDates(table, false, out);
    return finished(std::move(out), sourceName, {.paperTable = true},
                    sha256Hex(std::as_bytes(std::span(table.values))));
}

Result<StudyData> panelFromFile(const std::string& file, PanelContent content,
                                const SplitPlan& split) {
    const auto text = readMaybeGzip(file);
    if (!text)
        return text.error();
    auto panel =
        panelFromCsv(*text, content, std::filesystem::path(file).filename().string(), split);
    if (!panel)
        return std::move(panel).error().during("read " + file);
    return panel;
}

} // namespace loom::studies
