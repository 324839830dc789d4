// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs augment and run share: run the study, print its answer, write its files.
#pragma once

#include <filesystem>

#include "app/command.h"
#include "studies/augment_run.h"

namespace loom::app {

/// out: folder for the report, daily returns and weights as CSV, or empty.
Status augmentAndReport(const studies::AugmentStudy& study, const std::filesystem::path& out,
                        CommandEnvironment& environment, Json& result);

} // namespace loom::app
