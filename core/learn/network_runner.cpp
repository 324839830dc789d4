// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/network_runner.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace loom::learn {

namespace {

/// A slice of fewer rows pays more for its calls and its pass over the weights than for products.
constexpr std::size_t kSmallestSlice = 32;
constexpr std::size_t kMostSlices = 8;
/// Floats of all slices' gradients together: a large network gets few slices.
constexpr std::size_t kGradientFloats = std::size_t{1} << 27;
/// Samples evaluated together.
constexpr std::size_t kEvaluated = 128;
/// Floats of the gradient that one piece of the sum covers.
constexpr std::size_t kSumPiece = 8192;

std::size_t pieces(std::size_t count, std::size_t size) {
    return (count + size - 1) / size;
}

} // namespace

NetworkRunner::NetworkRunner(Network& network, unsigned threads)
    : m_network(network), m_workers(threads) {}

void NetworkRunner::setWeights(std::span<const float> flat) {
    m_workers.run(m_network.weightPieces(),
                  [&](std::size_t piece) { m_network.setWeightPiece(piece, flat); });
}

std::size_t NetworkRunner::slicesFor(std::size_t rows) const {
    const std::size_t affordable =
        std::max<std::size_t>(2, kGradientFloats / m_network.parameterCount());
    // A power of two gives the usual numbers of threads equal shares.
    return std::bit_floor(
        std::clamp<std::size_t>(rows / kSmallestSlice, 1, std::min(kMostSlices, affordable)));
}

double NetworkRunner::gradient(std::size_t rows, std::uint64_t dropoutSeed, const Fill& fill,
                               const Loss& loss, std::span<float> gradient) {
    assert(gradient.size() == m_network.parameterCount());
    const std::size_t slices = slicesFor(rows);
    // Whole quads of rows, so that only the last slice has padding.
    const std::size_t size = pieces(pieces(rows, slices), 4) * 4;
    const std::size_t used = pieces(rows, size);
    m_slices.resize(std::max(m_slices.size(), used));
    m_workers.run(used, [&](std::size_t s) {
        Slice& slice = m_slices[s];
        const std::size_t first = s * size;
        if (!slice.workspace)
            slice.workspace = m_network.workspace();
        slice.inputs.resize(std::min(size, rows - first), m_network.inputs());
        fill(first, slice.inputs);
        m_network.forward(slice.inputs, *slice.workspace, slice.outputs,
                          {.mode = Mode::Train, .seed = dropoutSeed, .firstRow = first});
        slice.outputGradient.resize(slice.outputs.rows(), m_network.outputs());
        slice.loss = loss(first, slice.outputs, slice.outputGradient);
        if (s > 0)
            slice.gradient.resize(gradient.size());
        const std::span<float> to = s > 0 ? std::span<float>(slice.gradient) : gradient;
        std::fill(to.begin(), to.end(), 0.0F);
        m_network.backward(slice.inputs, *slice.workspace, slice.outputGradient, to);
    });
    addGradients(used, gradient);
    double total = 0;
    for (std::size_t s = 0; s < used; ++s)
        total += m_slices[s].loss;
    return total;
}

void NetworkRunner::addGradients(std::size_t slices, std::span<float> gradient) {
    if (slices < 2)
        return;
    m_workers.run(pieces(gradient.size(), kSumPiece), [&](std::size_t piece) {
        const std::size_t begin = piece * kSumPiece;
        const std::size_t end = std::min(begin + kSumPiece, gradient.size());
        for (std::size_t s = 1; s < slices; ++s) {
            const float* from = m_slices[s].gradient.data();
            for (std::size_t i = begin; i < end; ++i)
                gradient[i] += from[i];
        }
    });
}

void NetworkRunner::evaluate(std::size_t rows, const Fill& fill, const Take& take) {
    // One slice a thread is enough: outputs of different samples do not meet.
    const std::size_t used = std::min<std::size_t>(m_workers.threads(), pieces(rows, kEvaluated));
    m_slices.resize(std::max(m_slices.size(), used));
    m_workers.run(used, [&](std::size_t s) {
        Slice& slice = m_slices[s];
        if (!slice.workspace)
            slice.workspace = m_network.workspace();
        for (std::size_t first = s * kEvaluated; first < rows; first += used * kEvaluated) {
            slice.inputs.resize(std::min(kEvaluated, rows - first), m_network.inputs());
            fill(first, slice.inputs);
            m_network.forward(slice.inputs, *slice.workspace, slice.outputs);
            take(first, slice.outputs);
        }
    });
}

} // namespace loom::learn
