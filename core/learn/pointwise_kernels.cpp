// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/pointwise_kernels.h"

#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

const PointwiseKernels& pointwiseKernels() {
    // The same levels as the matrix kernels'.
    static const PointwiseKernels& chosen = []() -> const PointwiseKernels& {
        if (&tcnKernels() == &kAvx512Kernels)
            return kAvx512Pointwise;
        if (&tcnKernels() == &kAvx2Kernels)
            return kAvx2Pointwise;
        return kPortablePointwise;
    }();
    return chosen;
}

} // namespace loom::learn::detail
