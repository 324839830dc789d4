// SPDX-License-Identifier: GPL-3.0-or-later
// For every other processor.
#include "learn/detail/tcn_kernels.h"

#define LOOM_WIDTH 4 // floats of a register
#define LOOM_PANEL 2 // registers of a row that are summed at once

namespace loom::learn::detail {

inline constexpr int kPanel = LOOM_PANEL;

#include "learn/detail/tcn_kernels.inl"

const TcnKernels kPortableKernels = {"portable", rows, weights};

} // namespace loom::learn::detail
