// SPDX-License-Identifier: GPL-3.0-or-later
// The cases of known_answers.json: series made from formulas or read from files, and what our
// functions say to each case, under the names that packages_answer.py uses.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace loom::tests {

using SeriesBook = std::map<std::string, std::vector<double>>;

/// Every series whose file is there.
SeriesBook loadSeries(const Json& specs);
/// Whether all series that the arguments name are there.
bool hasSeries(const Json& specs, const SeriesBook& series, const Json& arguments);

/// The parts of ourAnswer(); null for a test of the other part.
Json comparisonAnswer(const std::string& test, const Json& arguments, const SeriesBook& series);
Json seriesAnswer(const std::string& test, const Json& arguments, const SeriesBook& series);

/// Our answer: an object of numbers, or of arrays of numbers; a text when our function refuses.
Json ourAnswer(const std::string& test, const Json& arguments, const SeriesBook& series);

/// The largest difference between two answers, relative to the expected size where that is above 1;
/// infinite when a key is missing or one side is not a number.
double largestDifference(const Json& ours, const Json& theirs);

} // namespace loom::tests
