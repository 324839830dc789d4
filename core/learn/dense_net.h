// SPDX-License-Identifier: GPL-3.0-or-later
// A stack of fully connected layers with ReLU between them, forward and backward by hand on the
// matrix kernels of the convolutional networks: for small networks the calls of a general library
// cost more than the products. Equal to torch.nn.Sequential(Linear, ReLU, …, Linear).
// Thread rule: DenseNet is immutable while it is used; each thread has a workspace of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/aligned_buffer.h"

namespace loom::learn {

namespace detail {
class Linear;
}

/// Widths from the inputs to the outputs: {50, 128, 128, 32} has three layers.
struct DenseShape {
    std::vector<int> widths = {};

    std::size_t layers() const { return widths.size() - 1; }
    int inputs() const { return widths.front(); }
    int outputs() const { return widths.back(); }
    /// Each layer's weights (outputs x inputs, row by row) and biases: torch's order.
    std::size_t parameterCount() const;
};

/// Weights and biases uniform in +-1/sqrt(inputs), as torch.nn.Linear starts.
std::vector<float> initialWeights(const DenseShape& shape, std::uint64_t seed);

/// Rows of a batch, each padded to a multiple of 16 floats, their number to a multiple of 4;
/// padding is zero.
class RowBlock {
  public:
    void resize(std::size_t rows, int columns);
    std::size_t rows() const { return m_rows; }
    int columns() const { return m_columns; }
    int stride() const { return m_stride; }
    std::size_t paddedRows() const { return m_paddedRows; }
    std::span<float> row(std::size_t i) {
        return {m_values.data() + i * static_cast<std::size_t>(m_stride),
                static_cast<std::size_t>(m_columns)};
    }
    std::span<const float> row(std::size_t i) const {
        return {m_values.data() + i * static_cast<std::size_t>(m_stride),
                static_cast<std::size_t>(m_columns)};
    }
    float* data() { return m_values.data(); }
    const float* data() const { return m_values.data(); }
    void zero() { m_values.zero(); }

  private:
    std::size_t m_rows = 0, m_paddedRows = 0;
    int m_columns = 0, m_stride = 0;
    AlignedBuffer m_values;
};

class DenseNet {
  public:
    /// What a forward pass keeps for the backward pass.
    struct Workspace {
        std::vector<RowBlock> activations; ///< one a layer, after its ReLU; the last without
        std::vector<RowBlock> gradients;   ///< the same places, going back
        AlignedBuffer scratch;
    };

    explicit DenseNet(DenseShape shape);
    ~DenseNet();
    DenseNet(DenseNet&&) noexcept;
    DenseNet& operator=(DenseNet&&) noexcept;
    const DenseShape& shape() const { return m_shape; }

    /// parameterCount() floats; arranges them for the kernels.
    void setWeights(std::span<const float> flat);

    /// The outputs stand in workspace.activations.back().
    void forward(const RowBlock& inputs, Workspace& workspace) const;

    /// From the gradient of the outputs (workspace.gradients.back(), to be filled by the caller
    /// after sizeGradients()) to that of the weights, which is added to `gradient`
    /// (parameterCount() floats), and of the inputs when asked for.
    void sizeGradients(Workspace& workspace) const;
    void backward(const RowBlock& inputs, Workspace& workspace, std::span<float> gradient,
                  RowBlock* inputGradient = nullptr) const;

  private:
    DenseShape m_shape;
    std::vector<detail::Linear> m_layers;
};

} // namespace loom::learn
