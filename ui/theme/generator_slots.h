// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the eight generator hues an id wears, everywhere and for good (design specification,
// section 2). A new generator gets the next free slot here; unknown ids and imports share slot 8.
#pragma once

#include <string_view>

namespace loom::ui {

/// 1 … 8; 0 for the shuffled control, which is drawn as a benchmark.
int generatorSlot(std::string_view id);

} // namespace loom::ui
