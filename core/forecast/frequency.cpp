// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/frequency.h"

#include <array>

namespace loom::forecast {

namespace {

struct Words {
    std::string_view code, adjective, step;
    double perYear;
    std::size_t season;
};

constexpr std::array<Words, 5> kWords{{
    {"5m", "5-minute", "bar", 252.0 * 78, 78},
    {"15m", "15-minute", "bar", 252.0 * 26, 26},
    {"1h", "hourly", "hour", 252.0 * 7, 7},
    {"1d", "daily", "day", 252, 5},
    {"1w", "weekly", "week", 52, 52},
}};

const Words& wordsOf(Frequency frequency) {
    return kWords.at(static_cast<std::size_t>(frequency));
}

} // namespace

std::string_view frequencyCode(Frequency frequency) {
    return wordsOf(frequency).code;
}

std::optional<Frequency> frequencyFromCode(std::string_view code) {
    for (std::size_t i = 0; i < kWords.size(); ++i)
        if (kWords[i].code == code)
            return static_cast<Frequency>(i);
    return {};
}

std::string_view frequencyWord(Frequency frequency) {
    return wordsOf(frequency).adjective;
}

std::string_view stepWord(Frequency frequency) {
    return wordsOf(frequency).step;
}

double stepsPerYear(Frequency frequency) {
    return wordsOf(frequency).perYear;
}

std::size_t naturalSeason(Frequency frequency) {
    return wordsOf(frequency).season;
}

} // namespace loom::forecast
