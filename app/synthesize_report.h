// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs synthesize, compare, run and demo share: run the study, print the scorecards and
// the verdicts, and write report, paths and figure into a folder.
#pragma once

#include <filesystem>
#include <functional>

#include "app/command.h"
#include "studies/compare.h"
#include "studies/synthesize.h"

namespace loom::app {

using SynthesizeResult = Result<std::shared_ptr<const studies::SynthesizeOutcome>>;
using SynthesizeWork = std::function<SynthesizeResult(studies::Workbench&, jobs::JobContext&)>;

/// Where a result goes; empty folders: nothing is written there.
struct OutputOptions {
    std::filesystem::path out;   ///< report, paths and figure
    std::filesystem::path share; ///< synthetic data with their data card
    std::string overrideReason;  ///< why they are shared although their privacy is bad
};
/// --out, --share, --override.
void addOutputOptions(CLI::App& verb, OutputOptions& options);

/// Folders are made when missing.
Status workAndReport(const SynthesizeWork& work, const OutputOptions& output,
                     CommandEnvironment& environment, Json& result);
/// The same for a study.
Status synthesizeAndReport(const studies::SynthesizeStudy& study, const OutputOptions& output,
                           CommandEnvironment& environment, Json& result);

/// Runs the comparison, prints its board and its report. out: folder to write into, or empty.
Status compareAndReport(const studies::CompareStudy& study, const std::filesystem::path& out,
                        CommandEnvironment& environment, Json& result);

/// The scorecard as a table with its verdict.
void printReport(const generate::FidelityReport& report, const Console& console);
/// The measures as a table with the verdict.
void printPrivacy(const generate::PrivacyReport& report, const Console& console);

} // namespace loom::app
