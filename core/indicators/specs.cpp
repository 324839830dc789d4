// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/specs.h"

namespace loom::indicators {

ParamSpec periodSpec(std::string key, std::string title, std::int64_t bars, std::int64_t least) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Integer,
            .defaultValue = bars,
            .minimum = static_cast<double>(least),
            .maximum = static_cast<double>(kLongestPeriod),
            .scale = ParamScale::Log,
            .unit = "bars"};
}

ParamSpec periodSpec(std::int64_t bars, std::int64_t least) {
    return periodSpec("period", "Period", bars, least);
}

ParamSpec widthSpec(double width, std::string unit) {
    return {.key = "width",
            .title = "Width",
            .type = ParamType::Real,
            .defaultValue = width,
            .minimum = 0.0,
            .maximum = 100.0,
            .unit = std::move(unit)};
}

std::vector<ConventionNote> agreed(std::string text) {
    return {{Convention::TaLib, std::move(text)}};
}

std::vector<OutputInfo> oneOutput(std::string title) {
    return {{.id = "", .title = std::move(title)}};
}

} // namespace loom::indicators
