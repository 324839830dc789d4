// SPDX-License-Identifier: GPL-3.0-or-later
// Small text helpers: trimming, splitting, exact number parsing, suggestions. ASCII case rules.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loom {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string toLower(std::string_view text);
std::string toUpper(std::string_view text);
bool startsWithNoCase(std::string_view text, std::string_view prefix);

/// The whole text must be the number; '.' is the decimal point whatever the locale.
std::optional<double> parseDouble(std::string_view text);
std::optional<std::int64_t> parseInt(std::string_view text);

/// Shortest text that reads back to the same double, for files: "0.1", "1e-07", "nan".
std::string shortest(double value);

/// The candidate nearest to the text by edit distance, if it is near enough to be a slip.
std::optional<std::string> didYouMean(std::string_view text, std::span<const std::string> candidates);

} // namespace loom
