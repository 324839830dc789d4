// SPDX-License-Identifier: GPL-3.0-or-later
// 500 symbols x 59 days of 5-minute bars through the real client against the fake server, gzip on,
// with the polite pace of 8 requests a second (or the pace given as the first argument). Prints the
// wall time beside the least the pace allows.
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <iostream>

#include "market/sources/yahoo.h"
#include "support/fake_yahoo.h"

using namespace loom;

int main(int argc, char** argv) {
    constexpr int kSymbols = 500;
    tests::FakeYahoo yahoo;
    yahoo.followSystemClock();
    yahoo.setGzip(true);
    market::YahooSettings settings;
    settings.baseUrls = {yahoo.url()};
    if (argc > 1)
        settings.http.perSecond = std::atof(argv[1]);
    const Timestamp now = SystemClock{}.now();
    std::vector<market::FetchRequest> requests;
    for (int i = 0; i < kSymbols; ++i) {
        tests::FakeSymbol symbol{.symbol = fmt::format("S{}", i)};
        symbol.firstTrade = now.utcDate() - 400;
        yahoo.add(symbol);
        requests.push_back({.symbol = symbol.symbol,
                            .interval = market::Interval::Minute5,
                            .from = now - std::chrono::hours(24 * 59),
                            .to = now});
    }

    market::YahooSource source(settings);
    jobs::PlainJobContext context;
    std::size_t bars = 0;
    std::size_t failures = 0;
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    const Status ended = source.fetch(
        requests,
        [&](const market::FetchRequest&, market::FetchOutcome outcome) {
            if (outcome.ok())
                bars += outcome->bars.size();
            else
                ++failures;
        },
        context);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const double spent = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    const double bound = (kSymbols - settings.http.burst) / settings.http.perSecond;
    std::cout << fmt::format("{} symbols, {} bars, {} failures{}\n", kSymbols, bars, failures,
                             ended.ok() ? "" : ", stopped: " + ended.error().message)
              << fmt::format("wall {:.2f} s; the pace of {:g}/s allows {:.2f} s: ratio {:.3f}\n",
                             wall.count(), settings.http.perSecond, bound, wall.count() / bound)
              << fmt::format(
                     "processor {:.2f} s (client and server together), at most {} in flight\n",
                     spent, yahoo.maxInFlight());
    return ended.ok() && failures == 0 ? 0 : 1;
}
