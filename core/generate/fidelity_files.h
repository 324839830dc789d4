// SPDX-License-Identifier: GPL-3.0-or-later
// Fidelity reports on files from anywhere: paths of one series, or panels of assets. Thread rule:
// pure functions; the reports use all cores.
#pragma once

#include "generate/compared_files.h"
#include "generate/fidelity.h"
#include "generate/panel_fidelity.h"

namespace loom::generate {

/// The first column of the real file against all columns of the synthetic one. A short real series
/// narrows the options (see shortenedFor()).
Result<FidelityReport> fidelityOfFiles(const ComparedFiles& files, const FidelityOptions& options,
                                       jobs::JobContext& context);

/// Asset by asset. Empty cells of the real file are missing returns.
Result<FidelityReport> panelFidelityOfFiles(const ComparedFiles& files,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context);

} // namespace loom::generate
