// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/panel_csv.h"

#include "base/csv.h"

namespace loom::studies {

std::string panelPathsCsv(const generate::Paths& paths, std::span<const std::string> assets) {
    CsvWriter csv;
    csv.cell("path").cell("day");
    for (const auto& asset : assets)
        csv.cell(asset);
    csv.endRow();
    for (std::size_t p = 0; p < paths.count; ++p) {
        const auto values = paths.path(p);
        for (std::size_t day = 0; day < paths.length; ++day) {
            csv.cell(p + 1).cell(day + 1);
            for (std::size_t a = 0; a < paths.assets; ++a)
                csv.cell(static_cast<double>(values[day * paths.assets + a]));
            csv.endRow();
        }
    }
    return csv.text();
}

} // namespace loom::studies
