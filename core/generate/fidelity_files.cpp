// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/fidelity_files.h"

#include "stats/path_view.h"

namespace loom::generate {

Result<FidelityReport> fidelityOfFiles(const ComparedFiles& files, const FidelityOptions& options,
                                       jobs::JobContext& context) {
    const auto tables = readSeriesTables(files);
    if (!tables)
        return tables.error();
    FidelityInput input;
    // In the precision of the paths, so that a copy of the real series is exactly one.
    input.real = stats::widened(narrowed(tables->real.column(0)));
    input.candidates.push_back(
        {.id = "imported",
         .title = "Imported paths",
         .paths = std::make_shared<const Paths>(pathsOf(tables->synthetic))});
    return computeFidelity(input, shortenedFor(input.real.size(), options), context);
}

Result<FidelityReport> panelFidelityOfFiles(const ComparedFiles& files,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context) {
    const auto tables = readPanelTables(files, MissingCells::Allowed);
    if (!tables)
        return tables.error();
    PanelFidelityInput input;
    input.data.assets = tables->real.names;
    input.data.returns = stats::widened(narrowed(tables->real.returns));
    input.data.wholeWindow = true;
    input.candidates.push_back(
        {.id = "imported",
         .title = "Imported days",
         .paths = std::make_shared<const Paths>(panelOf(tables->synthetic))});
    return computePanelFidelity(input, options, context);
}

} // namespace loom::generate
