// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/detail/names.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <random>

namespace loom::tracking {

namespace {

std::mt19937_64& entropy() {
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    return engine;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

bool isKeyCharacter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    // \w of Python matches letters of every script, so bytes of multi-byte characters pass.
    return byte >= 0x80 || std::isalnum(byte) ||
           std::string_view("_/.-: ").find(c) != std::string_view::npos;
}

/// True when no part is empty, "." or "..": such a path is the same after normalising.
bool isNormalised(std::string_view path) {
    const auto parts = split(path, '/');
    return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
        return part.empty() || part == "." || part == "..";
    });
}

Error invalid(std::string message) {
    return fail(ErrorCode::InvalidInput, std::move(message));
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text.substr(0, 80)) + (text.size() > 80 ? "…\"" : "\"");
}

} // namespace

std::string newId() {
    std::array<std::uint64_t, 2> bits{entropy()(), entropy()()};
    bits[0] = (bits[0] & ~0xF000ULL) | 0x4000ULL;                 // version 4 (RFC 4122)
    bits[1] = (bits[1] & ~(0xC000ULL << 48)) | (0x8000ULL << 48); // variant 1
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string id;
    for (const auto word : bits)
        for (int shift = 60; shift >= 0; shift -= 4)
            id += kDigits[(word >> shift) & 0xF];
    return id;
}

std::string randomRunName() {
    static constexpr auto kAdjectives = std::to_array<std::string_view>(
        {"able", "brave", "calm", "clever", "daring", "eager", "fair", "gentle", "honest", "keen",
         "lively", "merry", "nimble", "patient", "quiet", "sincere", "steady", "upbeat", "wise"});
    static constexpr auto kNouns = std::to_array<std::string_view>(
        {"auk",  "crane", "deer",  "finch", "fox",  "gull",  "hare",  "heron", "lark", "lynx",
         "mole", "newt",  "otter", "owl",   "seal", "shrew", "stoat", "swan",  "tern", "wren"});
    const auto pick = [](const auto& words) {
        return std::string(words[entropy()() % words.size()]);
    };
    return pick(kAdjectives) + "-" + pick(kNouns) + "-" + std::to_string(entropy()() % 1000);
}

Status checkKey(std::string_view what, std::string_view key) {
    const std::string named = "The " + std::string(what) + " name " + quoted(key);
    if (key.empty())
        return invalid("A " + std::string(what) + " needs a name.");
    if (key.size() > kMaxKey && characters(key) > kMaxKey)
        return invalid(named + " is longer than 250 characters.");
    if (!std::all_of(key.begin(), key.end(), isKeyCharacter))
        return invalid(named + " may only contain letters, digits, blanks and _ - . : /");
    if (!isNormalised(key))
        return invalid(named + " must not begin or end with '/' nor contain '//', './' or '../'.");
    return {};
}

Status checkValue(std::string_view what, std::string_view key, std::string_view value,
                  std::size_t maxCharacters) {
    if (value.size() > maxCharacters && characters(value) > maxCharacters)
        return invalid("The value of the " + std::string(what) + " " + quoted(key) +
                       " is longer than " + std::to_string(maxCharacters) +
                       " characters. Store it as an artifact instead.");
    return {};
}

Status checkName(std::string_view what, std::string_view name, std::size_t maxCharacters) {
    if (trim(name).empty())
        return invalid("The " + std::string(what) + " needs a name.");
    if (characters(name) > maxCharacters)
        return invalid("The " + std::string(what) + " name " + quoted(name) + " is longer than " +
                       std::to_string(maxCharacters) + " characters.");
    return {};
}

Status checkArtifactPath(std::string_view path) {
    if (path.empty() || !isNormalised(path) || path.find('\\') != std::string_view::npos ||
        path.find('\0') != std::string_view::npos)
        return invalid("The artifact path " + quoted(path) +
                       " must be relative, with '/' between its parts and without '..'.");
    return {};
}

Status checkAlias(std::string_view alias) {
    const auto wordly = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
    };
    if (alias.empty() || alias.size() > 255 || !std::all_of(alias.begin(), alias.end(), wordly))
        return invalid("The alias " + quoted(alias) +
                       " must be 1 to 255 letters, digits, '_' or '-'.");
    const auto isDigit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    const bool likeVersion = alias.size() > 1 && (alias[0] == 'v' || alias[0] == 'V') &&
                             std::all_of(alias.begin() + 1, alias.end(), isDigit);
    if (toLower(alias) == "latest" || likeVersion ||
        std::all_of(alias.begin(), alias.end(), isDigit))
        return invalid("The alias " + quoted(alias) +
                       " is reserved: it reads like a version. Choose another word.");
    return {};
}

} // namespace loom::tracking
