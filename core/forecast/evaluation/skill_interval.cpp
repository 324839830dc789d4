// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/skill_interval.h"

#include <cmath>

#include "stats/probability.h"

namespace loom::forecast {

std::optional<SkillInterval> skillInterval(const AgainstBaseline& against, std::size_t observations,
                                           double coverage) {
    if (against.identical || observations < 2 || !std::isfinite(against.skill) ||
        !std::isfinite(against.statistic) || against.statistic == 0)
        return std::nullopt;
    const double t =
        stats::studentQuantile(0.5 + coverage / 2, static_cast<double>(observations - 1));
    const double half = t * std::abs(against.skill / against.statistic);
    return SkillInterval{against.skill - half, against.skill + half};
}

} // namespace loom::forecast
