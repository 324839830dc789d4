// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/bar_table.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace loom::market {

namespace {

constexpr std::array<std::int64_t, 5> kScales{10'000, 1'000'000, 100'000'000, 10'000'000'000,
                                              1'000'000'000'000};
constexpr double kLargestInteger = 9.0e18;

std::array<double, 4> prices(const Bar& bar) {
    return {bar.open, bar.high, bar.low, bar.close};
}

/// The shortest decimal that names the same float32: 103.45 for 103.44999694824219, which is how a
/// service that computes in float32 sends 103.45. Other prices stay as they are.
double withoutFloat32Noise(double price) {
    const auto single = static_cast<float>(price);
    if (static_cast<double>(single) != price)
        return price;
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), single).ptr;
    double decimal = price;
    std::from_chars(text.data(), end, decimal);
    return decimal;
}

/// Rounding to four digits removes the noise by itself; a finer scale would keep it.
std::int64_t stored(double price, std::int64_t scale) {
    const double clean = scale > kScales.front() ? withoutFloat32Noise(price) : price;
    return std::llround(clean * static_cast<double>(scale));
}

bool fits(double price, std::int64_t scale) {
    const double back = static_cast<double>(stored(price, scale)) / static_cast<double>(scale);
    return std::abs(back - price) <= float32Spacing(price);
}

bool fits(const Bar& bar, std::int64_t scale) {
    for (const double price : prices(bar))
        if (!fits(price, scale))
            return false;
    return true;
}

bool same(const Bar& a, const Bar& b, std::int64_t scale) {
    if (a.volume != b.volume)
        return false;
    const auto x = prices(a), y = prices(b);
    for (std::size_t i = 0; i < x.size(); ++i)
        if (scale == 0 ? !samePrice(x[i], y[i]) : stored(x[i], scale) != stored(y[i], scale))
            return false;
    return true;
}

const char* selectSql(const BarTable& table) {
    return isIntraday(table.interval) ? "SELECT time, open, high, low, close, volume FROM intraday "
                                        "WHERE series = ? AND time BETWEEN ? AND ? ORDER BY time"
                                      : "SELECT time, open, high, low, close, volume FROM daily "
                                        "WHERE series = ? AND time BETWEEN ? AND ? ORDER BY time";
}

const char* replaceSql(const BarTable& table) {
    return isIntraday(table.interval) ? "REPLACE INTO intraday VALUES(?, ?, ?, ?, ?, ?, ?)"
                                      : "REPLACE INTO daily VALUES(?, ?, ?, ?, ?, ?, ?)";
}

} // namespace

double float32Spacing(double price) {
    const float nearest = std::abs(static_cast<float>(price));
    return static_cast<double>(std::nextafter(nearest, std::numeric_limits<float>::infinity())) -
           static_cast<double>(nearest);
}

bool samePrice(double a, double b) {
    return a == b || std::abs(a - b) <= float32Spacing(a);
}

Result<std::int64_t> priceScale(std::span<const Bar> bars, std::int64_t atLeast) {
    std::int64_t scale = atLeast;
    for (const Bar& bar : bars) {
        while (!fits(bar, scale) && scale < kScales.back())
            scale *= 100;
        for (const double price : prices(bar))
            if (std::abs(price) * static_cast<double>(scale) > kLargestInteger)
                return fail(ErrorCode::InvalidInput,
                            fmt::format("A price of {} at {} cannot be stored: the series has "
                                        "both very large and very small prices.",
                                        price, toIso(Timestamp{bar.time})));
    }
    return scale;
}

Result<std::vector<Bar>> readBars(store::Database& database, const BarTable& table,
                                  std::int64_t from, std::int64_t to) {
    auto rows = database.prepare(selectSql(table));
    if (!rows)
        return std::move(rows).error();
    rows->bindAll(table.series, from, to);
    const bool scaled = isIntraday(table.interval);
    const double unit = static_cast<double>(table.scale);
    const auto price = [&](int column) {
        return scaled ? static_cast<double>(rows->integer(column)) / unit : rows->real(column);
    };
    std::vector<Bar> bars;
    while (true) {
        auto row = rows->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return bars;
        bars.push_back({.time = rows->integer(0),
                        .open = price(1),
                        .high = price(2),
                        .low = price(3),
                        .close = price(4),
                        .volume = rows->integer(5)});
    }
}

Status writeBars(store::Database& database, const BarTable& table, std::span<const Bar> bars) {
    auto write = database.prepare(replaceSql(table));
    if (!write)
        return std::move(write).error();
    const bool scaled = isIntraday(table.interval);
    for (const Bar& bar : bars) {
        write->bind(1, table.series).bind(2, bar.time).bind(7, bar.volume);
        int column = 3;
        for (const double price : prices(bar)) {
            if (scaled)
                write->bind(column++, stored(price, table.scale));
            else
                write->bind(column++, price);
        }
        if (Status done = write->run(); !done)
            return done;
    }
    return {};
}

Status widenScale(store::Database& database, const BarTable& table, std::int64_t scale) {
    const std::int64_t factor = scale / table.scale;
    if (Status done = database.run("UPDATE intraday SET open = open * ?2, high = high * ?2, "
                                   "low = low * ?2, close = close * ?2 WHERE series = ?1",
                                   table.series, factor);
        !done)
        return done;
    return database.run("UPDATE series SET scale = ? WHERE id = ?", scale, table.series);
}

Status deleteBars(store::Database& database, const BarTable& table) {
    return isIntraday(table.interval)
               ? database.run("DELETE FROM intraday WHERE series = ?", table.series)
               : database.run("DELETE FROM daily WHERE series = ?", table.series);
}

BarDifference difference(std::span<const Bar> stored, std::span<const Bar> batch,
                         std::int64_t scale) {
    BarDifference out;
    auto old = stored.begin();
    for (const Bar& bar : batch) {
        while (old != stored.end() && old->time < bar.time)
            ++old;
        if (old == stored.end() || old->time != bar.time)
            ++out.inserted;
        else if (same(*old, bar, scale)) {
            ++out.unchanged;
            continue;
        } else
            ++out.changed;
        out.toWrite.push_back(bar);
    }
    return out;
}

} // namespace loom::market
