// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sources/sources.h"

#include <algorithm>

#include "market/sources/yahoo.h"

namespace loom::market {

std::vector<std::unique_ptr<Source>> onlineSources(const MarketSettings& settings) {
    YahooSettings yahoo = YahooSettings::fromEnvironment();
    // The first second may ask a quarter more, as 10 at 8 a second.
    yahoo.http.perSecond = settings.requestsPerSecond;
    yahoo.http.burst = std::max(1.0, 1.25 * settings.requestsPerSecond);
    yahoo.http.maxInFlight = settings.maxInFlight;
    std::vector<std::unique_ptr<Source>> sources;
    sources.push_back(std::make_unique<YahooSource>(std::move(yahoo)));
    return sources;
}

} // namespace loom::market
