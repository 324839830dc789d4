// SPDX-License-Identifier: GPL-3.0-or-later
#include "tables.h"

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "base/gzip.h"
#include "base/random.h"
#include "base/text.h"

namespace loom::indicators::tests {

Bars Table::bars(std::size_t count) const {
    const std::size_t n = std::min(count, size());
    return {.times = std::span(times).first(n),
            .open = std::span(open).first(n),
            .high = std::span(high).first(n),
            .low = std::span(low).first(n),
            .close = std::span(close).first(n),
            .volume = std::span(volume).first(n)};
}

Bar Table::bar(std::size_t i) const {
    return {.session = sessionOf(bars(), i),
            .open = open[i],
            .high = high[i],
            .low = low[i],
            .close = close[i],
            .volume = volume[i]};
}

void Table::add(std::int64_t time, double o, double h, double l, double c, double v) {
    times.push_back(time);
    open.push_back(o);
    high.push_back(h);
    low.push_back(l);
    close.push_back(c);
    volume.push_back(v);
}

Table madeTable(Shape shape, std::size_t count, std::uint64_t seed) {
    Rng rng(seed);
    Table table;
    double price = 100;
    std::int64_t time = 20'000 * kSecondsPerDay + 14 * 3600;
    for (std::size_t i = 0; i < count; ++i) {
        const bool flat = shape == Shape::Constant || (shape == Shape::Gaps && (i / 40) % 2 == 1);
        double move = flat ? 0 : 0.01 * rng.normal();
        if (shape == Shape::Gaps && i % 97 == 96)
            move += rng.uniform() < 0.5 ? -0.4 : 0.5;
        const double open = price;
        price *= std::exp(move);
        if (shape == Shape::Coarse)
            price = std::max(1.0, std::round(price));
        const double up = flat || shape == Shape::Coarse ? 0 : 0.003 * rng.uniform() * price;
        const double down = flat || shape == Shape::Coarse ? 0 : 0.003 * rng.uniform() * price;
        double volume = std::floor(1e6 * rng.uniform());
        if (shape == Shape::NoVolume || (shape == Shape::SomeVolume && rng.uniform() < 0.6))
            volume = 0;
        table.add(time, open, std::max(open, price) + up, std::min(open, price) - down, price,
                  volume);
        const bool dayEnds = i % 13 == 12;
        time += dayEnds ? kSecondsPerDay - 12 * 1800 : 1800;
        if (shape == Shape::Gaps && i % 97 == 96)
            time += 5 * kSecondsPerDay;
    }
    return table;
}

Table readTable(const std::string& file, const std::string& symbol) {
    Table table;
    table.name = symbol.empty() ? "table" : symbol;
    const auto text = readMaybeGzip(file);
    if (!text)
        return table;
    CsvReader reader(*text);
    std::vector<std::string> row;
    if (!reader.next(row))
        return table;
    const auto place = [header = row](const char* name) {
        return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
    };
    const std::size_t symbols = place("symbol"), open = place("open"), volume = place("volume");
    const std::size_t width = row.size();
    std::int64_t day = 10'000;
    while (reader.next(row)) {
        if (row.size() != width || (symbols < width && row[symbols] != symbol))
            continue;
        const auto number = [&](std::size_t i) { return parseDouble(row[i]).value_or(0); };
        table.add(day++ * kSecondsPerDay, number(open), number(open + 1), number(open + 2),
                  number(open + 3), number(volume));
    }
    return table;
}

} // namespace loom::indicators::tests
