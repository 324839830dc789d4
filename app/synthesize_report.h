// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs synthesize, run and demo share: run the study, print the scorecard and the
// verdict, and write report, paths and figure into a folder.
#pragma once

#include <filesystem>
#include <functional>

#include "app/command.h"
#include "studies/synthesize.h"

namespace loom::app {

using SynthesizeResult = Result<std::shared_ptr<const studies::SynthesizeOutcome>>;
using SynthesizeWork = std::function<SynthesizeResult(studies::Workbench&, jobs::JobContext&)>;

/// out: folder to write into, made when missing; empty: nothing is written.
Status workAndReport(const SynthesizeWork& work, const std::filesystem::path& out,
                     CommandEnvironment& environment, Json& result);
/// The same for a study.
Status synthesizeAndReport(const studies::SynthesizeStudy& study, const std::filesystem::path& out,
                           CommandEnvironment& environment, Json& result);

/// The scorecard as a table with its verdict.
void printReport(const generate::FidelityReport& report, const Console& console);

} // namespace loom::app
