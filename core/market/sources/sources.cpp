// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sources/sources.h"

#include "market/sources/yahoo.h"

namespace loom::market {

std::vector<std::unique_ptr<Source>> onlineSources() {
    std::vector<std::unique_ptr<Source>> sources;
    sources.push_back(std::make_unique<YahooSource>());
    return sources;
}

} // namespace loom::market
