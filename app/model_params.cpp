// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/model_params.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace loom::app {

Status applyParams(const std::vector<std::string>& texts, std::span<const ParamSpec> specs,
                   std::string_view model, Json& params) {
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        const std::string key = text.substr(0, equals);
        const auto spec = std::ranges::find(specs, key, &ParamSpec::key);
        if (equals == std::string::npos || spec == specs.end()) {
            std::vector<std::string> known;
            for (const auto& s : specs)
                known.push_back(s.key);
            return fail(ErrorCode::InvalidInput,
                        fmt::format("--param {}: write KEY=VALUE; {} knows: {}", text, model,
                                    join(known, ", ")));
        }
        const auto value = parseParam(*spec, text.substr(equals + 1));
        if (!value)
            return value.error();
        std::visit([&](const auto& v) { params[key] = v; }, *value);
    }
    return {};
}

} // namespace loom::app
