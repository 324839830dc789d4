// SPDX-License-Identifier: GPL-3.0-or-later
// The fidelity figure as a PNG from the command line, drawn by the same charts as the window.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "studies/synthesize.h"

namespace loom::app {

/// False when this build has no charts (QUANTLOOM_GUI=OFF): nothing was written.
Result<bool> writeFigure(const studies::SynthesizeOutcome& outcome,
                         const std::filesystem::path& file);

} // namespace loom::app
