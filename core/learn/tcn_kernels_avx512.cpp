// SPDX-License-Identifier: GPL-3.0-or-later
// For processors with AVX-512: 32 wide registers hold 4 rows of 80 columns.
#include "learn/detail/tcn_kernels.h"

#define LOOM_WIDTH 16 // floats of a register
#define LOOM_PANEL 5  // registers of a row that are summed at once

namespace loom::learn::detail {
#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")
#endif

inline constexpr int kPanel = LOOM_PANEL;

#include "learn/detail/tcn_kernels.inl"

const TcnKernels kAvx512Kernels = {"avx512", rows, weights};

} // namespace loom::learn::detail
