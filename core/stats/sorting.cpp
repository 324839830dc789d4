// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/sorting.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace loom::stats {

namespace {

constexpr int kDigitBits = 11;
constexpr int kDigits = 6;
constexpr std::size_t kBuckets = std::size_t{1} << kDigitBits;
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

/// Unsigned integers in the order of the doubles: negative ones have all bits turned, the others
/// only the sign.
std::uint64_t keyOf(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
double valueOf(std::uint64_t key) {
    return std::bit_cast<double>((key & kSign) != 0 ? key & ~kSign : ~key);
}
std::size_t digitOf(std::uint64_t key, int digit) {
    return (key >> (digit * kDigitBits)) & (kBuckets - 1);
}

} // namespace

void sortAscending(std::vector<double>& values) {
    constexpr std::size_t kWorthwhile = 20'000;
    if (values.size() < kWorthwhile) {
        std::sort(values.begin(), values.end());
        return;
    }
    std::vector<std::uint64_t> keys(values.size());
    std::transform(values.begin(), values.end(), keys.begin(), keyOf);
    std::vector<std::array<std::size_t, kBuckets>> counts(kDigits);
    for (const std::uint64_t key : keys) {
        for (int digit = 0; digit < kDigits; ++digit)
            ++counts[digit][digitOf(key, digit)];
    }
    std::vector<std::uint64_t> other(keys.size());
    for (int digit = 0; digit < kDigits; ++digit) {
        auto& count = counts[digit];
        if (count[digitOf(keys.front(), digit)] == keys.size())
            continue; // all alike here
        std::size_t place = 0;
        for (std::size_t& bucket : count)
            bucket = std::exchange(place, place + bucket);
        for (const std::uint64_t key : keys)
            other[count[digitOf(key, digit)]++] = key;
        keys.swap(other);
    }
    std::transform(keys.begin(), keys.end(), values.begin(), valueOf);
}

} // namespace loom::stats
