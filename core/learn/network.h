// SPDX-License-Identifier: GPL-3.0-or-later
// The face of a network that is trained by gradients, so that one trainer drives them all. A sample
// is one row of inputs and one row of outputs; what the floats of a row mean is told by the shape
// of each network (learn/nbeats.h, learn/lstm.h, learn/lstm_transformer.h). All parameters lie in
// one flat float vector, so that optimiser, clipping, averaging, checkpoints and bundles never know
// the network. Batches are cut into slices and worked on by several threads in
// learn/network_runner.h. Thread rule: setWeights() from one thread while nobody else uses the
// network; then any number of threads, each with a workspace of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "learn/dense_net.h"
#include "learn/tcn_shape.h"

namespace loom::learn {

namespace detail {
struct TorchTwin;
}

enum class Mode { Evaluate, Train };

/// How a forward pass is made. Dropout masks depend on the seed and on a row's place in the batch,
/// never on how the batch is cut into slices.
struct Pass {
    Mode mode = Mode::Evaluate; ///< Train: dropout drops
    std::uint64_t seed = 0;     ///< of the masks: another one for every training step
    std::size_t firstRow = 0;   ///< place in the batch of the first row of the inputs
};

class Network {
  public:
    /// What a forward pass keeps for the backward pass, and buffers.
    class Workspace {
      public:
        virtual ~Workspace() = default;
    };

    virtual ~Network() = default;

    virtual int inputs() const = 0;  ///< floats of a sample
    virtual int outputs() const = 0; ///< floats of a sample

    /// The pieces of the flat vector in their order.
    virtual const std::vector<Parameter>& parameters() const = 0;
    std::size_t parameterCount() const {
        const Parameter& last = parameters().back();
        return last.offset + last.count();
    }

    /// Of one sample's forward pass, about: tells what a step of a training costs.
    virtual double multiplyAdds() const = 0;

    /// Fresh weights, as PyTorch starts its layers; equal seeds give equal bytes.
    virtual std::vector<float> initial(std::uint64_t seed) const = 0;

    /// parameterCount() floats; copies and arranges them for the kernels.
    void setWeights(std::span<const float> flat) {
        for (std::size_t piece = 0; piece < weightPieces(); ++piece)
            setWeightPiece(piece, flat);
    }
    /// The same in pieces, for several threads: all pieces of the one flat vector.
    virtual std::size_t weightPieces() const { return 1; }
    virtual void setWeightPiece(std::size_t piece, std::span<const float> flat) = 0;

    virtual std::unique_ptr<Workspace> workspace() const = 0;

    /// Sizes and fills the outputs, one row for each row of the inputs. The inputs must be finite;
    /// padding may hold anything finite.
    virtual void forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                         const Pass& pass = {}) const = 0;

    /// After forward() on the same inputs and workspace: from the gradient of the outputs to that
    /// of the parameters, which is ADDED to `gradient` (parameterCount() floats), and of the
    /// inputs, which is sized and overwritten, when asked for. May be called more than once after
    /// one forward pass.
    virtual void backward(const RowBlock& inputs, Workspace& workspace,
                          const RowBlock& outputGradient, std::span<float> gradient,
                          RowBlock* inputGradient = nullptr) const = 0;

    /// The same network in LibTorch (learn/detail/torch_networks.h): what trains on a GPU.
    virtual std::unique_ptr<detail::TorchTwin> twin() const = 0;

  protected:
    /// Floats of the pieces whose names begin so.
    double weightsOf(std::string_view prefix) const {
        double sum = 0;
        for (const Parameter& p : parameters())
            sum += p.name.starts_with(prefix) ? static_cast<double>(p.count()) : 0;
        return sum;
    }
};

} // namespace loom::learn
