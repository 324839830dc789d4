// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

const TcnKernels& tcnKernels() {
    static const TcnKernels& chosen = []() -> const TcnKernels& {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
            return kAvx512Kernels;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return kAvx2Kernels;
#endif
        return kPortableKernels;
    }();
    return chosen;
}

} // namespace loom::learn::detail
