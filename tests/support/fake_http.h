// SPDX-License-Identifier: GPL-3.0-or-later
// Small parts of the fake Yahoo server that know nothing of prices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace loom::tests {

std::string gzipped(const std::string& text);

/// A browser of the last years; names the rule does not know are let through.
bool isCurrent(const std::string& userAgent);

/// "5d" as days back from now; nothing for an unknown range.
std::optional<std::int64_t> rangeDays(const std::string& range);

} // namespace loom::tests
