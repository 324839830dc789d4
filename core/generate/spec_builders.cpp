// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/spec_builders.h"

#include <utility>

namespace loom::generate::specs {

ParamSpec integer(std::string key, std::string title, std::int64_t value, double low, double high,
                  std::string unit, std::string help, bool advanced) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Integer,
            .defaultValue = value,
            .minimum = low,
            .maximum = high,
            .unit = std::move(unit),
            .help = std::move(help),
            .advanced = advanced};
}

ParamSpec real(std::string key, std::string title, double value, double low, double high,
               ParamScale scale, std::string help) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Real,
            .defaultValue = value,
            .minimum = low,
            .maximum = high,
            .scale = scale,
            .help = std::move(help),
            .advanced = true};
}

ParamSpec choice(std::string key, std::string title, std::string value, std::string help,
                 std::vector<ParamChoice> choices, bool advanced) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Choice,
            .defaultValue = std::move(value),
            .help = std::move(help),
            .choices = std::move(choices),
            .advanced = advanced};
}

ParamSpec flag(std::string key, std::string title, bool value, std::string help) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Bool,
            .defaultValue = value,
            .help = std::move(help),
            .advanced = true};
}

} // namespace loom::generate::specs
