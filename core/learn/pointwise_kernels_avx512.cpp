// SPDX-License-Identifier: GPL-3.0-or-later
// For processors with AVX-512.
#include "learn/detail/pointwise_kernels.h"

#define LOOM_WIDTH 16 // floats of a register

namespace loom::learn::detail {
#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")
#endif

#include "learn/detail/pointwise_kernels.inl"

const PointwiseKernels kAvx512Pointwise = {"avx512", logistic,     hyperbolic, elu,
                                           lstmCell, lstmCellBack, softmax,    softmaxBack,
                                           norm,     normBack,     drop};

} // namespace loom::learn::detail
