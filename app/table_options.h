// SPDX-License-Identifier: GPL-3.0-or-later
// The options of verbs that compare a real CSV with a generated one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "app/command.h"
#include "generate/compared_files.h"

namespace loom::app {

struct TableOptions {
    std::string real, synthetic;
    std::string unit = "fraction";
    std::string syntheticUnit; ///< empty: that of the real file
    bool percent = false;
    bool prices = false;
    bool panel = false;
    std::filesystem::path out; ///< CSV of the result; empty: none
};

/// --real, --synthetic, --panel, --prices, --unit, --percent, --synthetic-unit, --out.
void addTableOptions(CLI::App& verb, TableOptions& options);

generate::ComparedFiles comparedFiles(const TableOptions& options);

/// Writes what --out asks for, tells so and lists the file in the result.
Status writeOut(const TableOptions& options, std::string_view csv, const Console& console,
                Json& result);

} // namespace loom::app
