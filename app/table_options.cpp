// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/table_options.h"

#include "base/files.h"

namespace loom::app {

namespace {

generate::ReturnUnit unitOf(const std::string& word) {
    return word == "percent" ? generate::ReturnUnit::Percent : generate::ReturnUnit::Fraction;
}

} // namespace

void addTableOptions(CLI::App& verb, TableOptions& options) {
    const CLI::IsMember units({"fraction", "percent"});
    verb.add_option("--real", options.real,
                    "CSV whose first column is the real series; with --panel an asset a column");
    verb.add_option("--synthetic", options.synthetic,
                    "CSV with one synthetic path a column; with --panel an asset a column");
    verb.add_flag("--panel", options.panel,
                  "The columns are assets; the files have the same names in their headers");
    verb.add_flag("--prices", options.prices, "The files hold prices, not log returns");
    verb.add_option("--unit", options.unit, "Unit of the returns of all files")->check(units);
    verb.add_flag("--percent", options.percent, "Short for --unit percent");
    verb.add_option("--synthetic-unit", options.syntheticUnit,
                    "Unit of the synthetic returns where it is another one")
        ->check(units);
    verb.add_option("--out", options.out, "Write the report to this CSV file");
}

generate::ComparedFiles comparedFiles(const TableOptions& options) {
    generate::ComparedFiles files{.real = options.real, .synthetic = options.synthetic};
    files.content =
        options.prices ? generate::TableContent::Prices : generate::TableContent::LogReturns;
    files.unit = options.percent ? generate::ReturnUnit::Percent : unitOf(options.unit);
    if (!options.syntheticUnit.empty())
        files.syntheticUnit = unitOf(options.syntheticUnit);
    return files;
}

Status writeOut(const TableOptions& options, std::string_view csv, const Console& console,
                Json& result) {
    if (options.out.empty())
        return {};
    const auto file = std::filesystem::absolute(options.out);
    if (auto saved = writeFileAtomic(file, csv); !saved)
        return saved;
    console.print("Wrote {}", file.string());
    result["files"] = {file.string()};
    return {};
}

} // namespace loom::app
