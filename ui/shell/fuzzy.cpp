// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzy.h"

#include <algorithm>
#include <vector>

namespace loom::ui {

namespace {

constexpr int kLetter = 1;
constexpr int kInARow = 6;
constexpr int kWordStart = 8;
constexpr int kTextStart = 4;
constexpr int kNoFit = -1'000'000;

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isWordCharacter(char c) {
    const char f = folded(c);
    return (f >= 'a' && f <= 'z') || (f >= '0' && f <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool startsWord(std::string_view text, std::size_t at) {
    return at == 0 || !isWordCharacter(text[at - 1]);
}

/// Best placement of one word's letters, by dynamic programming over (letters, position): row i
/// holds the best score with letter i placed exactly at each position.
int bestPlacement(std::string_view word, std::string_view text) {
    std::vector<int> before, now(text.size());
    for (std::size_t i = 0; i < word.size(); ++i) {
        int bestEarlier = i == 0 ? 0 : kNoFit;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (i > 0 && at > 0)
                bestEarlier = std::max(bestEarlier, before[at - 1]);
            now[at] = kNoFit;
            if (folded(word[i]) != folded(text[at]) || bestEarlier == kNoFit)
                continue;
            const int here =
                kLetter + (startsWord(text, at) ? kWordStart : 0) + (at == 0 ? kTextStart : 0);
            const int row =
                i > 0 && at > 0 && before[at - 1] != kNoFit ? before[at - 1] + kInARow : kNoFit;
            now[at] = here + std::max(bestEarlier, row);
        }
        before = now;
    }
    return before.empty() ? kNoFit : *std::max_element(before.begin(), before.end());
}

} // namespace

std::optional<int> fuzzyScore(std::string_view needle, std::string_view text) {
    int total = 0;
    bool any = false;
    while (!needle.empty()) {
        const std::size_t end = std::min(needle.find(' '), needle.size());
        const std::string_view word = needle.substr(0, end);
        needle.remove_prefix(std::min(end + 1, needle.size()));
        if (word.empty())
            continue;
        const int score = text.empty() ? kNoFit : bestPlacement(word, text);
        if (score < 0)
            return std::nullopt;
        total += score;
        any = true;
    }
    // Length only breaks ties: one point of score outweighs 16 characters.
    return any ? 16 * total - static_cast<int>(std::min<std::size_t>(text.size(), 200)) : 0;
}

} // namespace loom::ui
