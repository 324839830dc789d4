// SPDX-License-Identifier: GPL-3.0-or-later
// The step of a forecast: a bar as stored, or a week made of daily bars. Thread rule: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace loom::forecast {

enum class Frequency { Minute5, Minute15, Hour1, Day1, Week1 };

/// "5m", "15m", "1h", "1d", "1w".
std::string_view frequencyCode(Frequency frequency);
std::optional<Frequency> frequencyFromCode(std::string_view code);
/// "5-minute", "daily", "weekly": for sentences.
std::string_view frequencyWord(Frequency frequency);
/// "bar", "hour", "day", "week".
std::string_view stepWord(Frequency frequency);

inline bool isIntraday(Frequency frequency) {
    return frequency < Frequency::Day1;
}

/// Steps in a year of US trading, for annualisation: 252 days, 52 weeks, 252 x 78 five-minute bars,
/// 252 x 26 quarter hours, 252 x 7 hourly bars.
double stepsPerYear(Frequency frequency);

/// What repeats when nobody says otherwise: a day of bars within the day, a week of days, a year of
/// weeks.
std::size_t naturalSeason(Frequency frequency);

} // namespace loom::forecast
