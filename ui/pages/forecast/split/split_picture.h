// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a split as they are drawn, and what a moved border makes of the plan. All borders are
// those of forecast::makeFolds(). Pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "forecast/evaluation/plan.h"

namespace loom::ui {

/// Origins of one kind; half-open rows.
struct SplitPart {
    enum class Kind { Training, Validation, Scored, Test };
    Kind kind = Kind::Training;
    std::size_t from = 0, to = 0;
    std::size_t origins = 0;     ///< a training of `window` rows has window - 1 fewer
    std::size_t purgedAfter = 0; ///< rows between its last origin and the next part's first
};

struct SplitPicture {
    std::size_t rows = 0;
    std::vector<SplitPart> parts = {}; ///< of the first border, from left to right
    forecast::Folds folds = {};
    bool opened = false; ///< the locked rows are what is scored
};

/// Fails as makeFolds() does, in its words.
Result<SplitPicture> splitPicture(std::size_t rows, std::size_t horizon,
                                  const forecast::EvaluationPlan& plan);

/// At most so many folds, evenly chosen, the first and the last among them.
std::vector<std::size_t> shownFolds(std::size_t folds, std::size_t most);

/// Borders that a user moves, from left to right.
enum class SplitBorder { Validation, First, Test };
inline constexpr int kSplitBorders = 3;

/// Shares move in thousandths.
inline constexpr double kShareGrid = 0.001;
double shareOf(const forecast::EvaluationPlan& plan, SplitBorder border);
/// Row at which the border stands.
std::size_t rowOf(const SplitPicture& picture, SplitBorder border);
/// The share that puts the border near this row.
double shareAt(const SplitPicture& picture, SplitBorder border, double row);

struct MovedSplit {
    forecast::EvaluationPlan plan;
    std::string stopped = {}; ///< why the border stands short of where it was to go
};
/// The border at this share, or as near to it as makeFolds() accepts. The plan must be accepted.
MovedSplit moveBorder(const forecast::EvaluationPlan& plan, std::size_t rows, std::size_t horizon,
                      SplitBorder border, double share);

} // namespace loom::ui
