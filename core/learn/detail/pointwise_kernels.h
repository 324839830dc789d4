// SPDX-License-Identifier: GPL-3.0-or-later
// What recurrent and attention networks do between their matrix products: gates, softmax, layer
// normalisation, dropout. Rows are padded to multiples of 16 floats; padding is read, must be
// finite and is written as zero. Compiled three times (AVX-512, AVX2, portable) and chosen once at
// run time. exp, tanh and the logistic function are accurate to a few units in the last place
// (Cephes' polynomials, Moshier 1992). Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace loom::learn::detail {

/// Hochreiter & Schmidhuber's cell with a forget gate, as torch.nn.LSTM: gates i, f, g, o, each
/// `hidden` floats apart; c = f c' + i g; h = o tanh(c).
struct LstmCellCall {
    std::size_t rows = 0;
    int hidden = 0;                ///< a multiple of 16
    float* gates = nullptr;        ///< rows of 4 hidden: sums in, activations out
    const float* before = nullptr; ///< c'; null: zero
    float* cell = nullptr;         ///< c
    float* squashed = nullptr;     ///< tanh(c)
    float* out = nullptr;          ///< h
};

/// Back through the cell: from h's gradient and the later steps' gradient of c to that of the sums
/// and of c'.
struct LstmCellBackCall {
    std::size_t rows = 0;
    int hidden = 0;
    const float* gates = nullptr;
    const float* before = nullptr; ///< null: zero
    const float* squashed = nullptr;
    const float* outGradient = nullptr;
    float* cellGradient = nullptr; ///< in: of c; out: of c'
    float* sums = nullptr;         ///< rows of 4 hidden: their gradient
};

/// y = (x - mean) / sqrt(variance + 1e-5) * scale + shift, row by row (Ba et al. 2016).
struct NormCall {
    std::size_t rows = 0;
    int columns = 0, stride = 0;
    const float* x = nullptr;
    const float* scale = nullptr; ///< stride floats, padding zero
    const float* shift = nullptr;
    float* out = nullptr;
    float* moments = nullptr; ///< mean and 1 / deviation of every row

    /// Backward: out is x's gradient; added to the two sums (stride floats each).
    const float* outGradient = nullptr;
    float* scaleGradient = nullptr;
    float* shiftGradient = nullptr;
};

struct PointwiseKernels {
    const char* name;
    void (*logistic)(float* values, std::size_t count);   ///< count: a multiple of 16
    void (*hyperbolic)(float* values, std::size_t count); ///< tanh; count: a multiple of 16
    void (*elu)(float* values, std::size_t count);        ///< count: a multiple of 16
    void (*lstmCell)(const LstmCellCall&);
    void (*lstmCellBack)(const LstmCellBackCall&);
    /// Rows of scores, times `scale`, to probabilities, in place.
    void (*softmax)(float* scores, std::size_t rows, int columns, int stride, float scale);
    /// gradient: of the probabilities in, of the unscaled scores out.
    void (*softmaxBack)(const float* probabilities, float* gradient, std::size_t rows, int columns,
                        int stride, float scale);
    void (*norm)(const NormCall&);
    void (*normBack)(const NormCall&);
    /// values[i] becomes zero where a hash of (key, first + i) falls below the threshold (a share
    /// of 2^32), else values[i] * scale.
    void (*drop)(float* values, int count, std::uint64_t key, std::uint32_t first,
                 std::uint32_t threshold, float scale);
};

extern const PointwiseKernels kAvx512Pointwise;
extern const PointwiseKernels kAvx2Pointwise;
extern const PointwiseKernels kPortablePointwise;

/// The fastest set this processor can run.
const PointwiseKernels& pointwiseKernels();

} // namespace loom::learn::detail
