// SPDX-License-Identifier: GPL-3.0-or-later
// One fully connected layer on the matrix kernels: the part that every hand-written network is made
// of. Its weights lie in the flat vector as torch.nn.Linear has them: outputs rows of inputs.
// Thread rule: immutable while it is used.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "learn/aligned_buffer.h"
#include "learn/dense_net.h"

namespace loom::learn::detail {

/// ReLU as a PReLU whose slope cannot be told from zero: the output keeps the sign of its input, so
/// that it serves as the mask of the backward pass.
inline constexpr float kNoSlope = 0x1p-80F;

int roundedUp(int count, int multiple);
inline std::size_t product(int a, int b) {
    return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}
inline std::ptrdiff_t quadsOf(const RowBlock& block) {
    return static_cast<std::ptrdiff_t>(block.paddedRows() / 4);
}

/// to[c][r] = from[r][c], or added to it; in tiles that stay in the first-level cache.
void transpose(const float* from, int rows, int columns, int fromStride, float* to, int toStride);
void addTransposed(const float* from, int rows, int columns, int fromStride, float* to,
                   int toStride);

/// Adjacent rows of a block.
struct RowsView {
    const float* data = nullptr;
    std::size_t rows = 0;
    int stride = 0; ///< floats from row to row: a multiple of 16

    static RowsView of(const RowBlock& block) {
        return {block.data(), block.rows(), block.stride()};
    }
    RowsView part(std::size_t first, std::size_t count) const {
        return {data + first * static_cast<std::size_t>(stride), count, stride};
    }
};

enum class Activation { None, Relu };

class Linear {
  public:
    /// Where the weights and the biases (if any) begin in the flat vector.
    Linear(int inputs, int outputs, std::size_t weightsAt, std::optional<std::size_t> biasAt);

    int inputs() const { return m_inputs; }
    int outputs() const { return m_outputs; }

    void setWeights(std::span<const float> flat);
    /// For a layer whose biases lie elsewhere.
    void setBias(std::span<const float> bias);

    /// Sizes and fills out; x may have more columns than the layer has inputs. What stands in
    /// `add` (rows like out) is added before the activation.
    void forward(const RowBlock& x, RowBlock& out, Activation activation,
                 const RowBlock* add = nullptr) const;

    /// Adds to the flat gradient.
    void weightGradient(RowsView x, RowsView outGradient, std::span<float> gradient,
                        AlignedBuffer& scratch) const;
    void weightGradient(const RowBlock& x, const RowBlock& outGradient, std::span<float> gradient,
                        AlignedBuffer& scratch) const {
        weightGradient(RowsView::of(x), RowsView::of(outGradient), gradient, scratch);
    }

    /// Sizes and fills xGradient: outGradient * weights, then zero where the mask (the output of
    /// the ReLU that x came out of) is negative, or with `add` (may be xGradient) added.
    void inputGradient(const RowBlock& outGradient, RowBlock& xGradient) const;
    void inputGradientBehindRelu(const RowBlock& outGradient, RowBlock& xGradient,
                                 const RowBlock& mask) const;
    void inputGradientAdded(const RowBlock& outGradient, RowBlock& xGradient,
                            const RowBlock& add) const;

    /// For products of one's own: depth = inputs() rows of columns() floats, and outputs() rows of
    /// backColumns() floats.
    const float* forwardWeights() const { return m_forward.data(); }
    const float* backWeights() const { return m_back.data(); }
    const float* bias() const { return m_bias.data(); }
    int columns() const { return m_columns; }
    int backColumns() const { return m_backColumns; }

  private:
    int m_inputs, m_outputs;
    int m_columns;     ///< outputs padded
    int m_backColumns; ///< inputs padded
    std::size_t m_weightsAt;
    std::optional<std::size_t> m_biasAt;
    AlignedBuffer m_forward;
    AlignedBuffer m_back;
    AlignedBuffer m_bias;
    AlignedBuffer m_zero; ///< backColumns of nothing
};

/// gradient[k][n] += sum over rows of a[r][k] * b[r][n], for depth (rounded up to four) k and all
/// padded columns n of b; a's stride must allow the rounding.
void addOuterProducts(RowsView a, int depth, RowsView b, float* gradient);

/// to[n] += the sum over rows of a[r][n], for the first `columns` n.
void addColumnSums(RowsView a, int columns, float* to);

} // namespace loom::learn::detail
