// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/privacy_files.h"

#include <fmt/format.h>

#include "stats/path_view.h"

namespace loom::generate {

namespace {

/// In the precision of the paths, so that a copy of a real day is exactly one.
std::vector<double> valuesOf(const WideTable& table) {
    return stats::widened(narrowed(table.returns));
}

PrivacyInput inputOf(const ComparedTables& tables, Paths synthetic) {
    PrivacyInput input{.assets = tables.real.columns,
                       .training = valuesOf(tables.real),
                       .synthetic = std::move(synthetic)};
    if (tables.holdout)
        input.holdout = valuesOf(*tables.holdout);
    return input;
}

Status checkOneColumn(const WideTable& table, const std::string& file) {
    if (table.columns > 1)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has {} columns of values; the real file of a series has one. "
                                "With --panel every column is an asset.",
                                file, table.columns));
    return {};
}

} // namespace

Result<PrivacyInput> privacyOfSeriesFiles(const ComparedFiles& files) {
    const auto tables = readSeriesTables(files);
    if (!tables)
        return tables.error();
    if (auto checked = checkOneColumn(tables->real, files.real); !checked)
        return std::move(checked).error();
    if (tables->holdout)
        if (auto checked = checkOneColumn(*tables->holdout, files.holdout); !checked)
            return std::move(checked).error();
    return inputOf(*tables, pathsOf(tables->synthetic));
}

Result<PrivacyInput> privacyOfPanelFiles(const ComparedFiles& files) {
    const auto tables = readPanelTables(files, MissingCells::Refused);
    if (!tables)
        return tables.error();
    if (tables->real.columns < 2)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("{} has one column; a panel needs at least two assets.", files.real));
    return inputOf(*tables, panelOf(tables->synthetic));
}

} // namespace loom::generate
