// SPDX-License-Identifier: GPL-3.0-or-later
// A network on whole batches: the batch is cut into slices, the threads work on slices, and sums
// are made in the order of the slices. The cut depends on the batch and the network only, so that
// equal seeds give equal bytes for any number of threads. Thread rule: one runner belongs to one
// thread and starts the others itself; several runners (seeds, rolling origins) may work side by
// side, each best with one thread.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "learn/network.h"
#include "learn/workers.h"

namespace loom::learn {

class NetworkRunner {
  public:
    /// Writes the samples first … first + inputs.rows() - 1 of the batch into the rows, which are
    /// sized already: windows are read in place and never copied into a batch beforehand.
    using Fill = std::function<void(std::size_t first, RowBlock& inputs)>;
    /// Writes the gradient of the loss at these samples (sized like the outputs) and returns their
    /// part of it. What is averaged over the batch is divided by the callback.
    using Loss =
        std::function<double(std::size_t first, const RowBlock& outputs, RowBlock& outputGradient)>;
    using Take = std::function<void(std::size_t first, const RowBlock& outputs)>;

    /// The network must outlive the runner. All callbacks are called by several threads at once,
    /// for different samples.
    explicit NetworkRunner(Network& network, unsigned threads = workerThreads());

    Workers& workers() { return m_workers; }

    void setWeights(std::span<const float> flat);

    /// Loss of a batch of `rows` samples and its gradient (parameterCount() floats, overwritten);
    /// with dropout, drawn from the seed.
    double gradient(std::size_t rows, std::uint64_t dropoutSeed, const Fill& fill, const Loss& loss,
                    std::span<float> gradient);

    /// Outputs of any number of samples, without dropout.
    void evaluate(std::size_t rows, const Fill& fill, const Take& take);

  private:
    struct Slice {
        std::unique_ptr<Network::Workspace> workspace;
        RowBlock inputs, outputs, outputGradient;
        std::vector<float> gradient; ///< empty for the first: it writes to the result
        double loss = 0;
    };
    std::size_t slicesFor(std::size_t rows) const;
    void addGradients(std::size_t slices, std::span<float> gradient);

    Network& m_network;
    Workers m_workers;
    std::vector<Slice> m_slices;
};

} // namespace loom::learn
