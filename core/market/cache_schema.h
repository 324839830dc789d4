// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of market.db, by numbered migrations. Thread rule: constant data.
#pragma once

#include "store/database.h"

namespace loom::market {

const store::Schema& cacheSchema();

} // namespace loom::market
