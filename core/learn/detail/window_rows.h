// SPDX-License-Identifier: GPL-3.0-or-later
// Between samples as rows (a window's steps in one row) and steps as rows (what recurrent layers
// read: a step's rows of all samples together). Thread rule: pure functions.
#pragma once

#include "learn/dense_net.h"

namespace loom::learn::detail {

/// Padding rows are zero.
void toSteps(const RowBlock& samples, int steps, RowBlock& out);
void toSamples(const RowBlock& bySteps, std::size_t samples, int steps, RowBlock& out);

/// The head's hidden widths between what it reads and what it gives.
DenseShape headShape(int inputs, const std::vector<int>& hidden, int outputs);

} // namespace loom::learn::detail
