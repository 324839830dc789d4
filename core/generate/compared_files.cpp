// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/compared_files.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/gzip.h"
#include "base/text.h"
#include "stats/moments.h"

namespace loom::generate {

namespace {

Result<WideTable> readTable(const std::string& file, const TableFormat& format) {
    auto text = readMaybeGzip(file);
    if (!text)
        return std::move(text).error();
    auto table = parseWideTable(*text, format);
    if (!table)
        return std::move(table).error().during("read " + file);
    return table;
}

Result<ComparedTables> readTables(const ComparedFiles& files, MissingCells missing) {
    auto real =
        readTable(files.real, {.content = files.content, .unit = files.unit, .missing = missing});
    if (!real)
        return std::move(real).error();
    auto synthetic = readTable(files.synthetic, {.content = files.content,
                                                 .unit = files.syntheticUnit.value_or(files.unit)});
    if (!synthetic)
        return std::move(synthetic).error();
    ComparedTables out{.real = std::move(*real), .synthetic = std::move(*synthetic)};
    if (files.holdout.empty())
        return out;
    auto holdout = readTable(files.holdout,
                             {.content = files.content, .unit = files.unit, .missing = missing});
    if (!holdout)
        return std::move(holdout).error();
    out.holdout = std::move(*holdout);
    return out;
}

/// A day's standard deviation above this is no market; a ratio of 100 with room on both sides says
/// that one of the files holds percent.
Status checkUnits(const ComparedFiles& files, double real, double synthetic) {
    constexpr double kNoMarket = 0.2;
    constexpr double kLeast = 40, kMost = 250;
    if (files.syntheticUnit || files.content == TableContent::Prices)
        return {};
    const double ratio = synthetic / real;
    const char* both = files.unit == ReturnUnit::Percent ? "fraction" : "percent";
    if (ratio > kLeast && ratio < kMost)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The synthetic returns vary {:.0f} times as much as the real ones: "
                                "one file seems to hold percent, the other fractions. Say what the "
                                "synthetic file holds: --synthetic-unit percent or "
                                "--synthetic-unit fraction.",
                                ratio));
    if (ratio < 1 / kLeast && ratio > 1 / kMost)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The real returns vary {:.0f} times as much as the synthetic ones: "
                                "the real file seems to hold percent, the synthetic one fractions. "
                                "Say so with --unit percent --synthetic-unit fraction, or with "
                                "--synthetic-unit {} when it is not so.",
                                1 / ratio,
                                files.unit == ReturnUnit::Percent ? "percent" : "fraction"));
    if (real > kNoMarket)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The real returns have a standard deviation of {:.2g} a day, which "
                                "no market has: both files seem to hold percent. Use --unit {}, or "
                                "--prices for prices.",
                                real, both));
    return {};
}

/// Several columns of the same names in both files, other than the path_1 … that we write.
bool looksLikePanel(const ComparedTables& tables) {
    const auto& names = tables.real.names;
    const bool ours = std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return name.starts_with("path_");
    });
    return names.size() > 1 && names == tables.synthetic.names && !ours;
}

/// The first few names, for a message.
std::string named(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 5;
    const std::size_t shown = std::min(kShown, names.size());
    std::string out = join(std::span(names).first(shown), ", ");
    if (names.size() > shown)
        out += fmt::format(" and {} more", names.size() - shown);
    return out;
}

Status checkNames(const WideTable& table, const std::string& file) {
    if (table.names.size() != table.columns)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has no header. A panel needs a first line with the name of the "
                                "asset above each column.",
                                file));
    auto sorted = table.names;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has two columns named \"{}\". Give each asset its own name.",
                                file, *twice));
    if (std::count(sorted.begin(), sorted.end(), "") > 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has a column without a name. Name every asset.", file));
    return {};
}

std::vector<std::string> missingIn(const std::vector<std::string>& names,
                                   const std::vector<std::string>& among) {
    std::vector<std::string> out;
    std::copy_if(names.begin(), names.end(), std::back_inserter(out), [&](const std::string& name) {
        return std::find(among.begin(), among.end(), name) == among.end();
    });
    return out;
}

/// The other columns in the order of the real ones.
Result<WideTable> matched(const WideTable& real, const WideTable& other, const char* which) {
    const auto lacking = missingIn(real.names, other.names);
    const auto extra = missingIn(other.names, real.names);
    if (!lacking.empty() || !extra.empty()) {
        std::string text = "The files hold different assets.";
        if (!lacking.empty())
            text += fmt::format(" The {} file lacks {}.", which, named(lacking));
        if (!extra.empty())
            text += fmt::format(" The real file lacks {}.", named(extra));
        return fail(ErrorCode::InvalidInput,
                    text + " Rename the columns or leave out those that the other lacks.");
    }
    std::vector<std::size_t> from;
    for (const auto& name : real.names)
        from.push_back(static_cast<std::size_t>(
            std::find(other.names.begin(), other.names.end(), name) - other.names.begin()));
    WideTable out = other;
    out.names = real.names;
    for (std::size_t day = 0; day < out.days; ++day)
        for (std::size_t i = 0; i < out.columns; ++i)
            out.returns[day * out.columns + i] = other.at(day, from[i]);
    return out;
}

/// Medians over assets of the standard deviations.
Status checkPanelUnits(const ComparedFiles& files, const ComparedTables& tables) {
    const auto typical = [](const WideTable& table) {
        std::vector<double> deviations;
        for (std::size_t i = 0; i < table.columns; ++i)
            deviations.push_back(stats::standardDeviation(table.column(i)));
        return stats::median(deviations);
    };
    return checkUnits(files, typical(tables.real), typical(tables.synthetic));
}

} // namespace

Result<ComparedTables> readSeriesTables(const ComparedFiles& files) {
    auto tables = readTables(files, MissingCells::Refused);
    if (!tables)
        return tables;
    if (looksLikePanel(*tables))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("Both files have the same {} columns ({}), so they look like a "
                                "panel. Use --panel to compare asset by asset, or keep only one "
                                "column of the real file.",
                                tables->real.columns, named(tables->real.names)));
    if (auto checked = checkUnits(files, stats::standardDeviation(tables->real.column(0)),
                                  stats::standardDeviation(tables->synthetic.returns));
        !checked)
        return std::move(checked).error();
    return tables;
}

Result<ComparedTables> readPanelTables(const ComparedFiles& files, MissingCells missing) {
    auto tables = readTables(files, missing);
    if (!tables)
        return tables;
    const auto match = [&](WideTable& table, const std::string& file, const char* which) -> Status {
        if (auto checked = checkNames(table, file); !checked)
            return checked;
        auto ordered = matched(tables->real, table, which);
        if (!ordered)
            return std::move(ordered).error();
        table = std::move(*ordered);
        return {};
    };
    if (auto checked = checkNames(tables->real, files.real); !checked)
        return std::move(checked).error();
    if (auto done = match(tables->synthetic, files.synthetic, "synthetic"); !done)
        return std::move(done).error();
    if (tables->holdout)
        if (auto done = match(*tables->holdout, files.holdout, "holdout"); !done)
            return std::move(done).error();
    if (auto checked = checkPanelUnits(files, *tables); !checked)
        return std::move(checked).error();
    return tables;
}

} // namespace loom::generate
