// SPDX-License-Identifier: GPL-3.0-or-later
// For processors with AVX2 and FMA.
#include "learn/detail/pointwise_kernels.h"

#define LOOM_WIDTH 8 // floats of a register

namespace loom::learn::detail {
#if defined(__x86_64__)
#pragma GCC target("avx2,fma")
#endif

#include "learn/detail/pointwise_kernels.inl"

const PointwiseKernels kAvx2Pointwise = {"avx2",   logistic,     hyperbolic, elu,
                                         lstmCell, lstmCellBack, softmax,    softmaxBack,
                                         norm,     normBack,     drop};

} // namespace loom::learn::detail
