// SPDX-License-Identifier: GPL-3.0-or-later
// For every other processor.
#include "learn/detail/pointwise_kernels.h"

#define LOOM_WIDTH 4 // floats of a register

namespace loom::learn::detail {

#include "learn/detail/pointwise_kernels.inl"

const PointwiseKernels kPortablePointwise = {"portable", logistic,     hyperbolic, elu,
                                             lstmCell,   lstmCellBack, softmax,    softmaxBack,
                                             norm,       normBack,     drop};

} // namespace loom::learn::detail
