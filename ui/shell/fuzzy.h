// SPDX-License-Identifier: GPL-3.0-or-later
// Ranking for the command palette: how well typed letters fit a text. No Qt. Pure functions.
#pragma once

#include <optional>
#include <string_view>

namespace loom::ui {

/// Higher is better; nothing when the words do not fit. The needle's words (split at spaces) must
/// each occur in the text as a subsequence of letters, ASCII case ignored. Letters at the start of
/// a word and letters in a row count most; among equal fits the shorter text wins. An empty needle
/// fits everything with 0.
std::optional<int> fuzzyScore(std::string_view needle, std::string_view text);

} // namespace loom::ui
