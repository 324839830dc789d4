// SPDX-License-Identifier: GPL-3.0-or-later
// What a symbol field suggests on any page. Interface thread.
#pragma once

#include <vector>

#include "ui/forms/symbol_field.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

/// What is in the cache first, then the S&P 500 list.
std::vector<SymbolSuggestion> suggestSymbols(const studies::Workbench& workbench,
                                             const QString& words);

} // namespace loom::ui
