// SPDX-License-Identifier: GPL-3.0-or-later
// How sure the skill of a model is. Thread rule: pure functions.
#pragma once

#include <optional>

#include "forecast/evaluation/report.h"

namespace loom::forecast {

struct SkillInterval {
    double low = 0, high = 0;
};

/// The skills that a Diebold-Mariano test of this comparison would not reject, the baseline's mean
/// loss taken as known: skill ± t |skill / statistic| with the quantile of t(observations - 1), the
/// law that the p-value comes from. So zero lies inside exactly when p is not below 1 - coverage.
/// Nothing where there is no test: models that forecast the same, too few origins.
std::optional<SkillInterval> skillInterval(const AgainstBaseline& against, std::size_t observations,
                                           double coverage = 0.95);

} // namespace loom::forecast
