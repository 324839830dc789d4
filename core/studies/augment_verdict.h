// SPDX-License-Identifier: GPL-3.0-or-later
// From the returns of the arms to the answer of an augmentation study. Thread rule: pure functions.
#pragma once

#include "studies/augment.h"

namespace loom::studies {

/// The answer an interval of a difference of annual Sharpe ratios allows.
AugmentAnswer answerFor(const portfolio::SharpeDifference& difference, double worthwhile);

/// Fills comparisons, verdict and notes of a report whose arms are there.
Status answer(AugmentReport& report);

} // namespace loom::studies
