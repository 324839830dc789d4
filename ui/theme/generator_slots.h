// SPDX-License-Identifier: GPL-3.0-or-later
// Which style an id wears, everywhere and for good (design specification, section 2; roles.h lists
// hues, dashes and markers). A new generator gets the next free slot here and a style there;
// unknown ids and imports share slot 8.
#pragma once

#include <string_view>

namespace loom::ui {

/// 1 … kGeneratorSlots; 0 for the controls, which are drawn as a benchmark.
int generatorSlot(std::string_view id);

} // namespace loom::ui
