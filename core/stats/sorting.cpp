// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/sorting.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace loom::stats {

namespace {

constexpr std::size_t kFew = 200;           // below, comparisons win
constexpr std::size_t kWideDigits = 20'000; // from here on fewer passes pay for larger tables
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

struct PlacedKey {
    std::uint64_t key;
    std::uint32_t place;

    friend bool operator<(const PlacedKey& a, const PlacedKey& b) {
        return a.key != b.key ? a.key < b.key : a.place < b.place;
    }
};

/// Unsigned integers in the order of the doubles: negative ones have all bits turned, the others
/// only the sign. Adding 0 makes one zero of the two.
std::uint64_t keyFrom(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
    return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
double valueFrom(std::uint64_t key) {
    return std::bit_cast<double>((key & kSign) != 0 ? key & ~kSign : ~key);
}
std::uint64_t keyOf(std::uint64_t key) {
    return key;
}
std::uint64_t keyOf(const PlacedKey& item) {
    return item.key;
}

template <int DigitBits, class Item>
void radixSort(std::vector<Item>& items) {
    constexpr int kDigits = (64 + DigitBits - 1) / DigitBits;
    constexpr std::size_t kBuckets = std::size_t{1} << DigitBits;
    const auto digitOf = [](const Item& item, int digit) {
        return (keyOf(item) >> (digit * DigitBits)) & (kBuckets - 1);
    };
    std::vector<std::array<std::uint32_t, kBuckets>> counts(kDigits);
    for (const Item& item : items) {
        for (int digit = 0; digit < kDigits; ++digit)
            ++counts[static_cast<std::size_t>(digit)][digitOf(item, digit)];
    }
    std::vector<Item> other(items.size());
    for (int digit = 0; digit < kDigits; ++digit) {
        auto& count = counts[static_cast<std::size_t>(digit)];
        if (count[digitOf(items.front(), digit)] == items.size())
            continue; // all alike here
        std::uint32_t place = 0;
        for (std::uint32_t& bucket : count)
            bucket = std::exchange(place, place + bucket);
        for (const Item& item : items)
            other[count[digitOf(item, digit)]++] = item;
        items.swap(other);
    }
}

template <class Item>
void sortItems(std::vector<Item>& items) {
    if (items.size() < kFew)
        std::sort(items.begin(), items.end());
    else if (items.size() < kWideDigits)
        radixSort<8>(items);
    else
        radixSort<11>(items);
}

} // namespace

void sortAscending(std::vector<double>& values) {
    std::vector<std::uint64_t> keys(values.size());
    std::transform(values.begin(), values.end(), keys.begin(), keyFrom);
    sortItems(keys);
    std::transform(keys.begin(), keys.end(), values.begin(), valueFrom);
}

SortedColumn sortedColumn(std::span<const double> column) {
    std::vector<PlacedKey> items;
    items.reserve(column.size());
    for (std::size_t i = 0; i < column.size(); ++i) {
        if (!std::isnan(column[i]))
            items.push_back({keyFrom(column[i]), static_cast<std::uint32_t>(i)});
    }
    sortItems(items);
    SortedColumn out;
    out.values.reserve(items.size());
    out.places.reserve(items.size());
    for (const PlacedKey& item : items) {
        out.values.push_back(valueFrom(item.key));
        out.places.push_back(item.place);
    }
    return out;
}

} // namespace loom::stats
