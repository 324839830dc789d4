// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of computeFidelity() that live in files of their own.
#pragma once

#include <cmath>

#include "generate/fidelity.h"

namespace loom::generate {

inline stats::PathView viewOf(const Paths& paths) {
    return {.count = paths.count, .length = paths.length, .values = paths.returns};
}

/// How far the cell is from real, from value: the lower the closer, for statistics too.
inline double distanceOf(const FidelityRow& row, std::size_t column) {
    const double value = row.cells[column].value;
    return row.better == stats::Better::Target ? std::abs(value - row.real) : value;
}

/// Sets the judgement of every cell, the counts of every column, controlFails and the verdict.
void judge(FidelityReport& report);

} // namespace loom::generate
