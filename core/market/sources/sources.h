// SPDX-License-Identifier: GPL-3.0-or-later
// The online data sources there are.
#pragma once

#include <memory>
#include <vector>

#include "market/source.h"

namespace loom::market {

/// Every source with its settings from the environment, the preferred one first.
std::vector<std::unique_ptr<Source>> onlineSources();

} // namespace loom::market
