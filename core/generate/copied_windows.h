// SPDX-License-Identifier: GPL-3.0-or-later
// How much of generated data is history word for word. Thread rule: pure function, all cores.
#pragma once

#include <span>

#include "generate/paths.h"

namespace loom::generate {

/// Share of the generated windows of `window` days that occur in the history, among all stride-1
/// windows of both (windows that do not overlap would miss most copies). The history holds as many
/// values a day as the paths have assets; a day is equal when all of them are. Equality is exact in
/// single precision, the precision of generated paths. NaN when a path or the history is shorter.
double copiedWindowShare(std::span<const double> history, const Paths& paths, std::size_t window);

} // namespace loom::generate
