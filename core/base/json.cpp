// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <algorithm>
#include <fmt/format.h>

namespace loom {

Result<Json> parseJson(std::string_view text) {
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& e) {
        const std::size_t at = std::min<std::size_t>(e.byte, text.size());
        const auto before = text.substr(0, at == 0 ? 0 : at - 1);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const auto newline = before.rfind('\n');
        const auto column = newline == std::string_view::npos ? at : at - newline - 1;
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the JSON breaks at line {}, column {}", line, column));
    } catch (const Json::out_of_range&) { // 1e999
        return fail(ErrorCode::InvalidInput, "the JSON has a number that is too large");
    }
}

} // namespace loom
