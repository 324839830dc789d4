// SPDX-License-Identifier: GPL-3.0-or-later
// The two matrix kernels a temporal convolutional network on a CPU is made of. A dilated causal
// convolution on rows (one row = the channels of one sample at one time) is a sum of matrix
// products of shifted rows, so both kernels work on plain rows and fuse the pointwise work into the
// moment when the products still are in registers. Compiled three times (AVX-512, AVX2, portable)
// and chosen once at run time. Thread rule: pure functions.
#pragma once

#include <cstddef>

namespace loom::learn::detail {

inline constexpr int kLane = 16;    ///< row lengths are padded to multiples of this many floats
inline constexpr int kQuad = 4;     ///< rows are processed four at a time
inline constexpr int kMaxTaps = 16; ///< products summed into one output

/// What happens to the sum of products before it is stored.
enum class RowsEnd {
    Bias,       ///< out = sum + bias + residual
    Prelu,      ///< out = prelu(sum + bias + residual)
    BlockEnd,   ///< inner = prelu(sum + bias); out = prelu(inner + residual)
    Tangent,    ///< out = sum * prelu'(at mask)
    TangentEnd, ///< inner = sum * prelu'(at maskInner); out = (inner + residual) * prelu'(at mask)
    Back,       ///< gradient through Prelu: out = sum * prelu'(at mask)
    BackEnd,    ///< gradient through BlockEnd: out = (sum + residual) * prelu'(at mask);
                ///< inner = out * prelu'(at maskInner)
};

/// out[r] = end(sum over taps of a[tap][r] * w[tap]) for r = 0 … 4 quads - 1. Every row buffer but
/// a has `columns` floats a row. A PReLU with a positive slope keeps the sign, so that its output
/// serves as mask.
struct RowsCall {
    RowsEnd end = RowsEnd::Bias;
    std::ptrdiff_t quads = 0;
    int columns = 0; ///< multiple of kLane
    int taps = 0;
    const float* a[kMaxTaps] = {};
    const float* w[kMaxTaps] = {}; ///< depth rows of `columns` floats
    int depth = 0;                 ///< floats of a row of a that count
    int stride = 0;                ///< floats from row to row of a

    float* out = nullptr;
    float* inner = nullptr; ///< may be null for BlockEnd
    const float* bias = nullptr;
    const float* residual = nullptr; ///< may be null: nothing is added
    float slope = 1;
    float slopeInner = 1;
    const float* mask = nullptr;
    const float* maskInner = nullptr;

    /// Back and BackEnd only, and only when wanted: sums for the gradients. value is what stood
    /// behind the PReLU (the mask itself, or its tangent); the slope sum is the one of
    /// gradient * value over the negative side, to be divided by the slope.
    const float* value = nullptr;
    const float* valueInner = nullptr;
    float* biasGradient = nullptr; ///< `columns` floats, added to
    float* slopeSum = nullptr;
    float* slopeSumInner = nullptr;
};

/// gradient[k][n] += sum over rows of a[row][k] * b[row][n]; rows come in groups.
struct WeightsCall {
    std::ptrdiff_t groups = 0;
    int rows = 0; ///< of a group, adjacent
    const float* a = nullptr;
    std::ptrdiff_t aGroupStride = 0; ///< floats
    int stride = 0;                  ///< floats from row to row of a
    int depth = 0;                   ///< multiple of four
    const float* b = nullptr;
    std::ptrdiff_t bGroupStride = 0; ///< floats
    int columns = 0;                 ///< multiple of kLane, also the row length of b
    float* gradient = nullptr;       ///< depth rows of `columns` floats
};

struct TcnKernels {
    const char* name;
    void (*rows)(const RowsCall&);
    void (*weights)(const WeightsCall&);
};

extern const TcnKernels kAvx512Kernels;
extern const TcnKernels kAvx2Kernels;
extern const TcnKernels kPortableKernels;

/// The fastest set this processor can run.
const TcnKernels& tcnKernels();

} // namespace loom::learn::detail
