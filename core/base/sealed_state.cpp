// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sealed_state.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace loom {

std::string sealState(std::string_view id, Json state) {
    state["kind"] = std::string(id);
    const std::string text = state.dump();
    return sha256Hex(text) + "\n" + text;
}

Result<Json> openState(std::string_view id, std::string_view bytes) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos || sha256Hex(bytes.substr(end + 1)) != bytes.substr(0, end))
        return fail(ErrorCode::Corrupt, "The stored model is damaged: its checksum does not match. "
                                        "Fit it again.");
    auto state = parseJson(bytes.substr(end + 1));
    if (!state)
        return std::move(state).error().during("read the stored model");
    if (!state->is_object() || state->value("kind", std::string()) != id)
        return fail(ErrorCode::Corrupt,
                    fmt::format("The stored model is not a {} model. Fit it again.", id));
    return state;
}

} // namespace loom
