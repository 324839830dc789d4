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

struct Tables {
    WideTable real, synthetic;
};

Result<WideTable> readTable(const std::string& file, const TableFormat& format) {
    auto text = readMaybeGzip(file);
    if (!text)
        return std::move(text).error();
    auto table = parseWideTable(*text, format);
    if (!table)
        return std::move(table).error().during("read " + file);
    return table;
}

Result<Tables> readTables(const FidelityFiles& files, MissingCells missing) {
    auto real =
        readTable(files.real, {.content = files.content, .unit = files.unit, .missing = missing});
    if (!real)
        return std::move(real).error();
    auto synthetic = readTable(files.synthetic, {.content = files.content,
                                                 .unit = files.syntheticUnit.value_or(files.unit)});
    if (!synthetic)
        return std::move(synthetic).error();
    return Tables{std::move(*real), std::move(*synthetic)};
}

/// A day's standard deviation above this is no market; a ratio of 100 with room on both sides says
/// that one of the files holds percent.
Status checkUnits(const FidelityFiles& files, double real, double synthetic) {
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

/// Several columns of the same names in both files, other than the path_1 … that we write.
bool looksLikePanel(const Tables& tables) {
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

/// The synthetic columns in the order of the real ones.
Result<WideTable> matched(const WideTable& real, const WideTable& synthetic) {
    const auto lacking = missingIn(real.names, synthetic.names);
    const auto extra = missingIn(synthetic.names, real.names);
    if (!lacking.empty() || !extra.empty()) {
        std::string text = "The files hold different assets.";
        if (!lacking.empty())
            text += fmt::format(" The synthetic file lacks {}.", named(lacking));
        if (!extra.empty())
            text += fmt::format(" The real file lacks {}.", named(extra));
        return fail(ErrorCode::InvalidInput,
                    text + " Rename the columns or leave out those that the other lacks.");
    }
    std::vector<std::size_t> from;
    for (const auto& name : real.names)
        from.push_back(static_cast<std::size_t>(
            std::find(synthetic.names.begin(), synthetic.names.end(), name) -
            synthetic.names.begin()));
    WideTable out = synthetic;
    out.names = real.names;
    for (std::size_t day = 0; day < out.days; ++day)
        for (std::size_t i = 0; i < out.columns; ++i)
            out.returns[day * out.columns + i] = synthetic.at(day, from[i]);
    return out;
}

/// Medians over assets of the standard deviations.
Status checkPanelUnits(const FidelityFiles& files, const Tables& tables) {
    const auto typical = [](const WideTable& table) {
        std::vector<double> deviations;
        for (std::size_t i = 0; i < table.columns; ++i)
            deviations.push_back(stats::standardDeviation(table.column(i)));
        return stats::median(deviations);
    };
    return checkUnits(files, typical(tables.real), typical(tables.synthetic));
}

} // namespace

Result<Paths> parseWideCsv(std::string_view text, TableContent content) {
    const auto table = parseWideTable(text, {.content = content});
    if (!table)
        return table.error();
    return pathsOf(*table);
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

Result<FidelityReport> fidelityOfFiles(const FidelityFiles& files, const FidelityOptions& options,
                                       jobs::JobContext& context) {
    const auto tables = readTables(files, MissingCells::Refused);
    if (!tables)
        return tables.error();
    if (looksLikePanel(*tables))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("Both files have the same {} columns ({}), so they look like a "
                                "panel. Use --panel to compare asset by asset, or keep only one "
                                "column of the real file.",
                                tables->real.columns, named(tables->real.names)));
    FidelityInput input;
    // In the precision of the paths, so that a copy of the real series is exactly one.
    input.real = stats::widened(narrowed(tables->real.column(0)));
    if (auto checked = checkUnits(files, stats::standardDeviation(input.real),
                                  stats::standardDeviation(tables->synthetic.returns));
        !checked)
        return std::move(checked).error();
    input.candidates.push_back(
        {.id = "imported",
         .title = "Imported paths",
         .paths = std::make_shared<const Paths>(pathsOf(tables->synthetic))});
    return computeFidelity(input, shortenedFor(input.real.size(), options), context);
}

Result<FidelityReport> panelFidelityOfFiles(const FidelityFiles& files,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context) {
    auto tables = readTables(files, MissingCells::Allowed);
    if (!tables)
        return std::move(tables).error();
    if (auto checked = checkNames(tables->real, files.real); !checked)
        return std::move(checked).error();
    if (auto checked = checkNames(tables->synthetic, files.synthetic); !checked)
        return std::move(checked).error();
    const auto synthetic = matched(tables->real, tables->synthetic);
    if (!synthetic)
        return synthetic.error();
    if (auto checked = checkPanelUnits(files, *tables); !checked)
        return std::move(checked).error();
    PanelFidelityInput input;
    input.data.assets = tables->real.names;
    input.data.returns = stats::widened(narrowed(tables->real.returns));
    input.data.wholeWindow = true;
    Paths paths;
    paths.count = 1;
    paths.length = synthetic->days;
    paths.assets = synthetic->columns;
    paths.returns = narrowed(synthetic->returns);
    input.candidates.push_back({.id = "imported",
                                .title = "Imported days",
                                .paths = std::make_shared<const Paths>(std::move(paths))});
    return computePanelFidelity(input, options, context);
}

} // namespace loom::generate
