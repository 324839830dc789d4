// SPDX-License-Identifier: GPL-3.0-or-later
// Counts in sentences: "2,161", "1 bar", "2,161 bars". English, as all sentences of core are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace loom {

/// With a comma between thousands from 1,000 on.
std::string grouped(std::int64_t count);

/// "1 bar", "0 bars", "2,161 bars"; `many` empty: `one` with an s.
std::string counted(std::int64_t count, std::string_view one, std::string_view many = {});

} // namespace loom
