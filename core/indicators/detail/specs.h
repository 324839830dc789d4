// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters and notes that many kinds of indicator share. Pure functions.
#pragma once

#include <string>

#include "indicators/indicator.h"

namespace loom::indicators {

constexpr std::int64_t kLongestPeriod = 99'999; ///< nearly TA-Lib's limit

/// A number of bars.
ParamSpec periodSpec(std::string key, std::string title, std::int64_t bars, std::int64_t least = 2);
/// "period", "Period".
ParamSpec periodSpec(std::int64_t bars, std::int64_t least = 2);
/// A width in standard deviations or average ranges.
ParamSpec widthSpec(double width, std::string unit);

/// The notes of a kind on which all conventions agree.
std::vector<ConventionNote> agreed(std::string text);

/// Most of the kinds have one output that carries their name.
std::vector<OutputInfo> oneOutput(std::string title);

} // namespace loom::indicators
