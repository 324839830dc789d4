// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/series_check.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace loom::stats {

Status checkTestable(std::span<const double> x, std::size_t fewest) {
    if (x.size() < fewest)
        return fail(ErrorCode::NoData,
                    fmt::format("The series is too short: this needs at least {} "
                                "values, there are {}.",
                                fewest, x.size()));
    const auto missing =
        std::count_if(x.begin(), x.end(), [](double v) { return !std::isfinite(v); });
    if (missing > 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} of the {} values are missing or infinite; leave them out or "
                                "fill them first.",
                                missing, x.size()));
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    // Rounding may leave a constant series a few units in the last place.
    const double rounding =
        8 * std::numeric_limits<double>::epsilon() * std::max(std::abs(*low), std::abs(*high));
    if (*high - *low <= rounding)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The series is constant: all {} values are {:g}, so there is "
                                "nothing to test.",
                                x.size(), *low));
    return {};
}

} // namespace loom::stats
