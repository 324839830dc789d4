// SPDX-License-Identifier: GPL-3.0-or-later
// The market cache on a full load of the size it is made for: 500 symbols, 1.2 million five-minute
// bars stored, the same again, and a daily series of 25 years opened.
//   bench_market_cache [folder]     the file is written there (default: the temporary folder)
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <random>
#include <unistd.h>

#include "core/market/market_fixtures.h"
#include "market/cache.h"

using namespace loom;
using namespace loom::market;

namespace {

constexpr int kSymbols = 500;
constexpr std::size_t kBarsEach = 2400;

class Stopwatch {
  public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

    /// Processor time: what the work costs when other programs want the processor too.
    double cpuSeconds() const {
        return static_cast<double>(std::clock() - m_cpuStart) / CLOCKS_PER_SEC;
    }

  private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::clock_t m_cpuStart = std::clock();
};

/// A walk in cents, as a service sends it in float32.
FetchedSeries walk(const std::string& symbol, std::vector<Bar> times, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> step(0, 0.1);
    double price = 20 + seed % 400;
    for (Bar& bar : times) {
        const double open = price;
        price = std::max(1.0, price + step(random));
        const auto cents = [](double x) { return tests::asSent(std::round(x * 100) / 100); };
        bar.open = cents(open);
        bar.close = cents(price);
        bar.high = cents(std::max(open, price) + 0.05);
        bar.low = cents(std::min(open, price) - 0.05);
        bar.volume = static_cast<std::int64_t>(random() % 100000);
    }
    FetchedSeries out;
    out.instrument = tests::stock(symbol);
    out.bars = std::move(times);
    return out;
}

int report(const Error& error) {
    std::fprintf(stderr, "%s\n", error.text().c_str());
    return 1;
}

struct Total {
    double seconds = 0;
    double cpuSeconds = 0;
    MergeCounts counts;
};

Result<Total> storeAll(MarketCache& cache, const std::vector<FetchedSeries>& all, Timestamp now) {
    Total total;
    const Stopwatch watch;
    for (const FetchedSeries& one : all) {
        auto counts = cache.merge({one.instrument.symbol, Interval::Minute5, "yahoo"}, one,
                                  AdjustmentState::Split, now);
        if (!counts)
            return std::move(counts).error();
        total.counts.inserted += counts->inserted;
        total.counts.changed += counts->changed;
        total.counts.unchanged += counts->unchanged;
    }
    if (Status done = cache.finishBulk(); !done)
        return std::move(done).error();
    total.seconds = watch.seconds();
    total.cpuSeconds = watch.cpuSeconds();
    return total;
}

void print(const char* what, const Total& total) {
    const auto rows = total.counts.inserted + total.counts.changed + total.counts.unchanged;
    std::printf("%-34s %8lld rows %6.2f s (%.2f s processor)  %5.2f M rows/s  (%lld inserted, %lld "
                "changed)\n",
                what, static_cast<long long>(rows), total.seconds, total.cpuSeconds,
                static_cast<double>(rows) / total.seconds / 1e6,
                static_cast<long long>(total.counts.inserted),
                static_cast<long long>(total.counts.changed));
}

} // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder =
        (argc > 1 ? std::filesystem::path(argv[1]) : std::filesystem::temp_directory_path()) /
        ("bench_market_cache_" + std::to_string(getpid()));
    const auto file = folder / "market.db";
    const Timestamp now = tests::utc(2025, 6, 15);
    const Calendar calendar = Calendar::xnys().value();

    auto slots = tests::barsOf(calendar, Date::fromYmd(2025, 4, 1), Date::fromYmd(2025, 6, 13),
                               Interval::Minute5);
    slots.resize(kBarsEach);
    std::vector<FetchedSeries> all;
    for (unsigned i = 0; i < kSymbols; ++i)
        all.push_back(walk("S" + std::to_string(i), slots, i));

    {
        auto cache = MarketCache::open(file, now);
        if (!cache)
            return report(cache.error());
        for (const char* what : {"store 5-minute bars of 500 symbols", "the same again"}) {
            auto total = storeAll(*cache, all, now);
            if (!total)
                return report(total.error());
            print(what, *total);
        }
        const auto daily = walk("DAILY",
                                tests::barsOf(calendar, Date::fromYmd(2000, 1, 3),
                                              Date::fromYmd(2024, 12, 31), Interval::Day1),
                                7);
        if (auto stored = cache->merge({"DAILY", Interval::Day1, "yahoo"}, daily,
                                       AdjustmentState::Split, now);
            !stored)
            return report(stored.error());
    }
    std::printf("file: %.1f MB\n", static_cast<double>(std::filesystem::file_size(file)) / 1e6);

    const Stopwatch first;
    auto reader = MarketReader::open(file);
    if (!reader)
        return report(reader.error());
    std::printf("open the cache for reading: %.2f ms\n", first.seconds() * 1e3);
    for (const char* what : {"first", "second"}) {
        const Stopwatch watch;
        SeriesQuery query;
        query.symbol = "DAILY";
        auto series = reader->load(query);
        if (!series)
            return report(series.error());
        std::printf("load 25 years of days (%zu bars), %s time: %.2f ms\n", series->bars.size(),
                    what, watch.seconds() * 1e3);
    }
    const Stopwatch listing;
    const auto states = reader->list();
    if (!states)
        return report(states.error());
    std::printf("list %zu series: %.2f ms\n", states->size(), listing.seconds() * 1e3);
    std::filesystem::remove_all(folder);
    return 0;
}
