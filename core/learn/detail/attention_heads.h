// SPDX-License-Identifier: GPL-3.0-or-later
// Multi-head self-attention between its two projections (Vaswani et al. 2017, section 3.2): scaled
// dot products, an explicit softmax whose maps can be read, dropout on the maps. Rows are laid out
// step by step as in detail/lstm_layers.h. Thread rule: immutable; a Space for each thread.
#pragma once

#include "learn/detail/dropout.h"
#include "learn/detail/linear.h"

namespace loom::learn::detail {

class AttentionHeads {
  public:
    struct Space {
        AlignedBuffer maps; ///< before the dropout: for each sample and head mapSize() floats
        /// One sample's head: queries, keys, values as rows of steps and transposed, and gradients.
        AlignedBuffer q, k, v, kTurned, vTurned, out, dropped, mapGradient, qGradient, kGradient,
            vGradient;
    };

    AttentionHeads(int steps, int width, int heads);

    int steps() const { return m_steps; }
    int heads() const { return m_heads; }
    /// A map: `steps` rows (what this step looks at) of mapStride() floats.
    int mapStride() const { return m_stepColumns; }
    std::size_t mapSize() const { return product(m_stepRows, m_stepColumns); }
    const float* map(const Space& space, std::size_t sample, int head) const {
        return space.maps.data() + mapAt(sample, head);
    }

    /// projected: queries, keys and values of all heads, each `width` columns; context: the heads'
    /// answers, `width` columns.
    void forward(const RowBlock& projected, std::size_t rows, std::size_t rowsAStep, Space& space,
                 RowBlock& context, const Dropout& dropout) const;
    /// Sizes and fills the gradient of `projected`, padding rows zero.
    void backward(const RowBlock& projected, const RowBlock& contextGradient, std::size_t rows,
                  std::size_t rowsAStep, Space& space, RowBlock& projectedGradient,
                  const Dropout& dropout) const;

  private:
    std::size_t mapAt(std::size_t sample, int head) const {
        return (sample * static_cast<std::size_t>(m_heads) + static_cast<std::size_t>(head)) *
               mapSize();
    }
    void sizeSpace(Space& space) const;
    /// The head's columns, starting at `column`, of a sample's steps: to rows, and back.
    void gather(const RowBlock& from, std::size_t sample, std::size_t rowsAStep, int column,
                AlignedBuffer& to) const;
    void scatter(const AlignedBuffer& from, std::size_t sample, std::size_t rowsAStep, int column,
                 RowBlock& to) const;
    void turn(const AlignedBuffer& rows, AlignedBuffer& turned) const;
    const float* droppedMap(Space& space, std::size_t sample, int head,
                            const Dropout& dropout) const;
    void dropMap(float* map, std::size_t sample, int head, const Dropout& dropout) const;
    /// out = a * w, for the rows of all steps.
    void multiply(const float* a, int depth, int stride, const float* w, int columns,
                  float* out) const;

    int m_steps, m_width, m_heads;
    int m_depth;        ///< columns of a head
    int m_depthColumns; ///< padded
    int m_stepRows;     ///< steps padded to whole quads
    int m_stepColumns;  ///< steps padded to whole lanes
    AlignedBuffer m_zero;
};

} // namespace loom::learn::detail
