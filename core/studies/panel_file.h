// SPDX-License-Identifier: GPL-3.0-or-later
// A panel of assets from a wide CSV file: a header of asset names, one day a row, an optional first
// column of dates; empty cells are missing. Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "generate/scenario_set.h"
#include "studies/study_data.h"

namespace loom::studies {

/// The whole panel, split. Fails naming line and column of a cell that is no number, and
/// in words for: fewer than two assets, two of the same name, fewer than two rows, prices that are
/// not positive, infinite values, returns that look like percent, content that cannot be detected.
/// The checks a model makes (constant or equal assets …) are left to the model.
Result<StudyData> panelFromCsv(std::string_view text, PanelContent content,
                               const std::string& sourceName, const SplitPlan& split);
/// The rows of a stored set as a panel without dates (see trainingDataOf()).
Result<StudyData> panelOfSet(const generate::ScenarioSet& set, const std::string& sourceName);
Result<StudyData> panelFromFile(const std::string& file, PanelContent content,
                                const SplitPlan& split);

} // namespace loom::studies
