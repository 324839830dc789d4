// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of bars for the tests of indicators: made ones and those of a CSV file.
#pragma once

#include <string>
#include <vector>

#include "indicators/indicator.h"

namespace loom::indicators::tests {

struct Table {
    std::string name;
    std::vector<std::int64_t> times;
    std::vector<double> open, high, low, close, volume;

    Bars bars(std::size_t count = SIZE_MAX) const;
    Bar bar(std::size_t i) const;
    std::size_t size() const { return close.size(); }
    void add(std::int64_t time, double o, double h, double l, double c, double v);
};

enum class Shape {
    Walk,       ///< a random walk
    Constant,   ///< one price throughout
    Gaps,       ///< jumps by a third, flat stretches in between, days left out
    NoVolume,   ///< a random walk without volume
    SomeVolume, ///< a random walk with volume on every second day at most
    Coarse      ///< prices of few values, so that extremes and closes are often equal
};
constexpr Shape kShapes[] = {Shape::Walk,     Shape::Constant,   Shape::Gaps,
                             Shape::NoVolume, Shape::SomeVolume, Shape::Coarse};

/// Bars of half an hour, 13 a day.
Table madeTable(Shape shape, std::size_t count, std::uint64_t seed);

/// The rows of one symbol (all rows where the file has no such column) of a CSV, plain or gzip,
/// with the columns open, high, low, close and volume; times are days. Empty when it cannot be
/// read.
Table readTable(const std::string& file, const std::string& symbol = {});

} // namespace loom::indicators::tests
