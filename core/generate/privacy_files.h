// SPDX-License-Identifier: GPL-3.0-or-later
// Privacy of generated files from anywhere: paths of one series, or days of a panel. Thread rule:
// pure functions.
#pragma once

#include "generate/compared_files.h"
#include "generate/privacy.h"

namespace loom::generate {

/// A real file of one column and synthetic paths. Refuses a real file of several columns.
Result<PrivacyInput> privacyOfSeriesFiles(const ComparedFiles& files);

/// The days of a panel, its columns matched by name. Refuses a panel of one asset.
Result<PrivacyInput> privacyOfPanelFiles(const ComparedFiles& files);

} // namespace loom::generate
