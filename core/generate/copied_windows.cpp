// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/copied_windows.h"

#include "stats/parallel.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace loom::generate {

namespace {

std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    return x ^ (x >> 27);
}

/// One letter a day: a hash of the day's values. -0 and 0 are the same return.
std::vector<std::uint64_t> lettersOf(std::span<const float> values, std::size_t assets) {
    std::vector<std::uint64_t> out(values.size() / assets, 0);
    for (std::size_t t = 0; t < out.size(); ++t)
        for (const float value : values.subspan(t * assets, assets))
            out[t] = mixed(out[t] + std::bit_cast<std::uint32_t>(value == 0 ? 0.0F : value));
    return out;
}

/// Polynomial rolling hash (Karp & Rabin 1987) of each window, modulo 2^64 with an odd base and a
/// mixed alphabet; two different windows collide with a chance of about 2^-60.
std::vector<std::uint64_t> windowHashes(const std::vector<std::uint64_t>& letters,
                                        std::size_t window) {
    constexpr std::uint64_t kBase = 0x9e3779b97f4a7c15ULL;
    std::uint64_t leaving = 1;
    for (std::size_t i = 0; i < window; ++i)
        leaving *= kBase;
    std::vector<std::uint64_t> out;
    out.reserve(letters.size() - window + 1);
    std::uint64_t hash = 0;
    for (std::size_t t = 0; t < letters.size(); ++t) {
        hash = hash * kBase + letters[t];
        if (t >= window)
            hash -= leaving * letters[t - window];
        if (t + 1 >= window)
            out.push_back(hash);
    }
    return out;
}

} // namespace

double copiedWindowShare(std::span<const double> history, const Paths& paths, std::size_t window) {
    if (window == 0 || history.size() < window * paths.assets || paths.length < window ||
        paths.count == 0)
        return std::numeric_limits<double>::quiet_NaN();
    const std::vector<float> known(history.begin(), history.end());
    auto hashes = windowHashes(lettersOf(known, paths.assets), window);
    std::sort(hashes.begin(), hashes.end());
    std::vector<std::size_t> copied(paths.count, 0);
    stats::parallelFor(paths.count, [&](std::size_t i) {
        const auto generated = windowHashes(lettersOf(paths.path(i), paths.assets), window);
        copied[i] = static_cast<std::size_t>(
            std::count_if(generated.begin(), generated.end(), [&](std::uint64_t hash) {
                return std::binary_search(hashes.begin(), hashes.end(), hash);
            }));
    });
    const auto windows = static_cast<double>(paths.count * (paths.length - window + 1));
    return static_cast<double>(std::accumulate(copied.begin(), copied.end(), std::size_t{0})) /
           windows;
}

} // namespace loom::generate
