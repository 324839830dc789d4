// SPDX-License-Identifier: GPL-3.0-or-later
// The temporal convolutional network on the CPU with its derivatives written out by hand: forward,
// gradient, and the gradient of an input gradient (for the R1 penalty). Rows are ordered by time,
// then sample, so that every convolution is a sum of products of contiguous rows.
//
// A network is evaluated in one of two geometries:
// * Dilated: every output of a longer input; length + receptiveField() - 1 inputs give length
//   outputs. Nothing is padded, so no output sees anything but inputs.
// * Last: only the output at the last step of receptiveField() inputs. The same weights with
//   dilation 1 and stride 2 in each second convolution: 360 convolution positions, not 1,524.
//
// Thread rule: weights are read-only for any number of threads; a tape belongs to one thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "learn/aligned_buffer.h"
#include "learn/tcn_shape.h"

namespace loom::learn {

/// The flat parameters arranged for the kernels: rows padded to whole registers, and transposed
/// once more for the backward pass.
class TcnWeights {
  public:
    explicit TcnWeights(const TcnShape& shape);

    const TcnShape& shape() const { return m_shape; }
    int width() const { return m_width; } ///< floats of a hidden row, a multiple of 16
    int depth() const { return m_depth; } ///< floats of an input row, a multiple of 4

    /// Takes new values over; slopes must be positive.
    void assign(std::span<const float> flat);

    struct Convolution {
        int taps = 1;
        int inputs = 0, outputs = 0;      ///< as in the flat vector
        int rows = 0, columns = 0;        ///< padded
        int backColumns = 0;              ///< padded inputs, row length of the transposed form
        std::size_t weight = 0, bias = 0; ///< offsets in the flat vector
        std::size_t at = 0, biasAt = 0, backAt = 0; ///< offsets in the arranged form
        std::size_t tapStep = 0, backTapStep = 0;
    };
    struct Block {
        Convolution first, second, residual, skip;
    };
    const Block& block(int b) const { return m_blocks[static_cast<std::size_t>(b)]; }
    const Convolution& head() const { return m_head; }
    /// Slopes are numbered: 3 block + {first 0, second 1, out 2}; the head's is the last.
    static std::size_t slopeIndex(int block, int which) {
        return static_cast<std::size_t>(3 * block + which);
    }
    std::size_t headSlopeIndex() const { return m_slopeOffsets.size() - 1; }
    float slope(std::size_t index) const { return m_slopes[index]; }

    const float* weight(const Convolution& c, int tap) const {
        return m_arranged.data() + c.at + static_cast<std::size_t>(tap) * c.tapStep;
    }
    const float* transposed(const Convolution& c, int tap) const {
        return m_arranged.data() + c.backAt + static_cast<std::size_t>(tap) * c.backTapStep;
    }
    const float* bias(const Convolution& c) const { return m_arranged.data() + c.biasAt; }
    const float* skipBias() const { return m_skipBias.data(); } ///< sum over the blocks
    const float* zeros() const { return m_zeros.data(); }       ///< a row, hidden or input

  private:
    friend class TcnGradient;
    template <class Visit>
    void forEachConvolution(Visit&& visit) const;
    void placeConvolutions();

    TcnShape m_shape;
    int m_width = 0;
    int m_depth = 0;
    std::vector<Block> m_blocks;
    Convolution m_head;
    std::vector<std::size_t> m_slopeOffsets;
    std::vector<float> m_slopes;
    std::size_t m_gradientSize = 0; ///< the part of the arranged form that gradients have too
    AlignedBuffer m_arranged, m_skipBias, m_zeros;
};

/// Sum of gradients in the arranged form of the weights.
class TcnGradient {
  public:
    explicit TcnGradient(const TcnWeights& weights);

    void zero();
    /// Adds to the flat gradient.
    void addTo(std::span<float> flat) const;

    float* weight(const TcnWeights::Convolution& c, int tap) {
        return m_arranged.data() + c.at + static_cast<std::size_t>(tap) * c.tapStep;
    }
    float* bias(const TcnWeights::Convolution& c) { return m_arranged.data() + c.biasAt; }
    float* skipBias() { return m_skipBias.data(); }
    /// Sum of gradient * activation over the negative side.
    float* slopeSum(std::size_t index) { return &m_slopes[index]; }

  private:
    const TcnWeights* m_weights;
    AlignedBuffer m_arranged;
    AlignedBuffer m_skipBias;
    std::vector<float> m_slopes;
};

enum class TcnGeometry { Dilated, Last };

/// What a forward pass leaves behind for the backward pass, for a group of samples.
class TcnTape {
  public:
    /// samples is rounded up to a multiple of four internally. outputs counts time steps and is 1
    /// in the Last geometry.
    TcnTape(const TcnWeights& weights, TcnGeometry geometry, std::size_t samples,
            std::size_t outputs);

    std::size_t samples() const { return m_samples; }
    std::size_t rowsAStep() const { return m_rows; } ///< samples rounded up
    std::size_t inputSteps() const { return m_inputSteps; }
    std::size_t outputSteps() const { return m_outputSteps; }

    /// [step][sample][depth]; channels beyond the network's inputs and samples beyond samples()
    /// stay zero.
    float* input(std::size_t step, std::size_t sample);
    /// [step][sample][channel].
    float output(std::size_t step, std::size_t sample, int channel) const;
    /// Where the gradient of the loss by the outputs goes before backward(). Keep those of samples
    /// beyond samples() zero.
    float& outputGradient(std::size_t step, std::size_t sample, int channel);
    /// Gradient by the inputs, after backward(… wantInput).
    float inputGradient(std::size_t step, std::size_t sample, int channel) const;

    void forward();

    /// Pulls outputGradient back to the weights (added to gradient unless that is null) and, when
    /// wanted, to the input.
    void backward(TcnGradient* gradient, bool wantInput);

    /// Adds the gradient by the weights of the derivative of sum(outputGradient * output) in the
    /// input direction given (laid out as the input, inputSize() floats). The network is piecewise
    /// linear, so that products of adjoints and tangents are all there is (Pearlmutter 1994). Needs
    /// a forward() before.
    void addDirectionalGradient(std::span<const float> direction, TcnGradient& gradient);
    std::size_t inputSize() const { return m_input.size(); }

  private:
    struct Stage { ///< one block
        std::size_t inSteps = 0, innerSteps = 0, outSteps = 0;
        AlignedBuffer first, second, out;    ///< activations
        AlignedBuffer firstT, secondT, outT; ///< tangents
    };
    struct Source;
    const float* in(int b, bool tangent) const;
    void forwardBlock(int b, bool tangent);
    void forwardHead(bool tangent);
    void pullBack(TcnGradient* gradient, bool wantInput, bool tangent);
    void backHead(TcnGradient* gradient, bool tangent);
    void backInner(int b, TcnGradient* gradient, bool tangent);
    void backOut(int b, TcnGradient* gradient, bool tangent);
    void backInput();
    void addWeights(int b, TcnGradient& gradient, bool tangent);
    bool last() const { return m_geometry == TcnGeometry::Last; }
    /// Floats from one time step of a hidden buffer to the next.
    std::size_t step() const { return m_rows * static_cast<std::size_t>(m_weights->width()); }
    std::size_t inputStep() const { return m_rows * static_cast<std::size_t>(m_weights->depth()); }

    const TcnWeights* m_weights;
    TcnGeometry m_geometry;
    std::size_t m_samples = 0, m_rows = 0, m_inputSteps = 0, m_outputSteps = 0;
    AlignedBuffer m_input, m_inputT, m_inputGradient, m_residual;
    std::vector<Stage> m_stages;
    AlignedBuffer m_skip, m_skipT;            ///< behind the head's PReLU
    AlignedBuffer m_output, m_outputGradient; ///< [step][row][outputs]
    AlignedBuffer m_skipGradient;             ///< before the head's PReLU
    AlignedBuffer m_outGradient[2];           ///< before a block's last PReLU; block b uses b % 2
    AlignedBuffer m_secondGradient, m_firstGradient; ///< before the PReLUs of its convolutions
};

/// Forward only, in little memory: outputs of `samples` inputs of any length, for sampling.
class TcnSampler {
  public:
    TcnSampler(const TcnWeights& weights, std::size_t samples, std::size_t outputs);

    std::size_t inputSteps() const { return m_inputSteps; }
    float* input(std::size_t step, std::size_t sample);
    void run();
    float output(std::size_t step, std::size_t sample, int channel) const;

  private:
    const TcnWeights* m_weights;
    std::size_t m_rows = 0, m_inputSteps = 0, m_outputSteps = 0;
    AlignedBuffer m_input, m_x, m_inner, m_skip, m_output;
};

} // namespace loom::learn
