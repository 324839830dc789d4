// SPDX-License-Identifier: GPL-3.0-or-later
// For processors with AVX2 and FMA: 16 registers hold 4 rows of 16 columns.
#include "learn/detail/tcn_kernels.h"

#define LOOM_WIDTH 8 // floats of a register
#define LOOM_PANEL 2 // registers of a row that are summed at once

namespace loom::learn::detail {
#if defined(__x86_64__)
#pragma GCC target("avx2,fma")
#endif

inline constexpr int kPanel = LOOM_PANEL;

#include "learn/detail/tcn_kernels.inl"

const TcnKernels kAvx2Kernels = {"avx2", rows, weights};

} // namespace loom::learn::detail
