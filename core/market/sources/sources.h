// SPDX-License-Identifier: GPL-3.0-or-later
// The online data sources there are.
#pragma once

#include <memory>
#include <vector>

#include "market/market_settings.h"
#include "market/source.h"

namespace loom::market {

/// Every source at the pace of the settings, its address from the environment, the preferred one
/// first.
std::vector<std::unique_ptr<Source>> onlineSources(const MarketSettings& settings);

} // namespace loom::market
