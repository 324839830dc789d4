// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of computeFidelity() that live in files of their own.
#pragma once

#include "generate/fidelity.h"

namespace loom::generate {

inline stats::PathView viewOf(const Paths& paths) {
    return {.count = paths.count, .length = paths.length, .values = paths.returns};
}

/// Sets the judgement of every cell, the counts of every column, controlFails and the verdict.
void judge(FidelityReport& report);

} // namespace loom::generate
