// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/autograd.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "learn/detail/torch_networks.h"
#include "learn/training_engine.h"

namespace loom::learn {

namespace {

/// Rows that one thread fills or judges at a time.
constexpr std::size_t kSlice = 32;
/// Input floats evaluated together.
constexpr std::size_t kEvaluated = std::size_t{1} << 22;

/// cuDNN's LSTM wants its weights in one piece of its own order and complains at every call that it
/// has to copy them; they lie in the order of the checkpoints.
class Quiet final : public c10::WarningHandler {
  public:
    void process(const c10::Warning&) override {}
};

std::int64_t count(std::size_t n) {
    return static_cast<std::int64_t>(n);
}

void copyOut(const at::Tensor& from, std::vector<float>& to) {
    const at::Tensor host = from.to(at::kCPU).contiguous();
    const float* begin = host.const_data_ptr<float>();
    to.assign(begin, begin + host.numel());
}

/// The rows `first` … of a contiguous tensor on the host.
void takeRows(const at::Tensor& from, std::size_t first, std::size_t rows, RowBlock& to) {
    const auto columns = static_cast<std::size_t>(from.size(1));
    const float* values = from.const_data_ptr<float>();
    to.resize(rows, static_cast<int>(columns));
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(values + (first + r) * columns, columns, to.row(r).data());
}

class TorchEngine final : public TrainingEngine {
  public:
    TorchEngine(const Network& network, const OptimiserOptions& options, Device device,
                unsigned threads);

    void restore(const TrainingState& state) override;
    TrainingState state() const override;
    std::vector<float> weights() const override {
        std::vector<float> out;
        copyOut(m_weights, out);
        return out;
    }
    StepResult step(const StepPlan& plan, const Fill& fill, const Loss& loss) override;
    void evaluate(std::size_t rows, const Fill& fill, const Take& take) override;

  private:
    at::Tensor flat() const {
        return at::zeros({count(m_network.parameterCount())},
                         at::TensorOptions(at::kFloat).device(m_device));
    }
    at::Tensor hostRows(std::size_t rows, int columns) const;
    at::Tensor inputs(std::size_t first, std::size_t rows, const Fill& fill);
    at::Tensor outputGradient(const at::Tensor& outputs, const Loss& loss, double& sum);
    detail::TorchDropout dropout();
    void update(double rateFactor);
    template <class Work>
    void inSlices(std::size_t rows, Work&& work);

    const Network& m_network;
    OptimiserOptions m_options;
    at::Device m_device;
    std::unique_ptr<detail::TorchTwin> m_twin;
    Workers m_workers;
    at::Generator m_random;
    at::Tensor m_weights, m_first, m_second; ///< flat, on the device
    at::Tensor m_gradient, m_scratch;        ///< as long: no step asks for memory of this size late
    std::int64_t m_steps = 0;                ///< of Adam
    detail::TorchPieces m_pieces;            ///< the weights as variables
    std::vector<at::Tensor> m_leaves;        ///< the same in the order of the flat vector
    struct Slice {
        RowBlock inputs, outputs, gradient;
        double loss = 0;
    };
    std::vector<Slice> m_slices;
};

TorchEngine::TorchEngine(const Network& network, const OptimiserOptions& options, Device device,
                         unsigned threads)
    : m_network(network), m_options(options),
      m_device(device.isCpu() ? at::Device(at::kCPU)
                              : at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device.gpu))),
      m_twin(network.twin()), m_workers(threads), m_weights(flat()), m_first(flat()),
      m_second(flat()), m_gradient(flat()), m_scratch(flat()),
      m_pieces(detail::TorchPieces::leaves(network.parameters(), m_weights)) {
    for (const Parameter& parameter : network.parameters())
        m_leaves.push_back(m_pieces.at(parameter.name));
    // A generator of its own: the process's is shared with everything else.
    at::Generator shared = at::globalContext().defaultGenerator(m_device);
    const std::scoped_lock lock(shared.mutex());
    m_random = shared.clone();
}

void TorchEngine::restore(const TrainingState& state) {
    const auto put = [&](const std::vector<float>& from, at::Tensor& to) {
        if (from.empty())
            to.zero_();
        else
            to.copy_(at::from_blob(const_cast<float*>(from.data()), {count(from.size())}));
    };
    put(state.weights, m_weights);
    put(state.first, m_first);
    put(state.second, m_second);
    m_steps = state.adamSteps;
}

TrainingState TorchEngine::state() const {
    TrainingState out;
    copyOut(m_weights, out.weights);
    copyOut(m_first, out.first);
    copyOut(m_second, out.second);
    out.adamSteps = m_steps;
    return out;
}

/// Page-locked for a GPU, which then copies it at full speed.
at::Tensor TorchEngine::hostRows(std::size_t rows, int columns) const {
    return at::empty({count(rows), columns},
                     at::TensorOptions(at::kFloat).pinned_memory(m_device.is_cuda()));
}

/// work(first, rows, slice), by several threads.
template <class Work>
void TorchEngine::inSlices(std::size_t rows, Work&& work) {
    const std::size_t slices = (rows + kSlice - 1) / kSlice;
    m_slices.resize(std::max(m_slices.size(), slices));
    m_workers.run(slices, [&](std::size_t s) {
        work(s * kSlice, std::min(kSlice, rows - s * kSlice), m_slices[s]);
    });
}

at::Tensor TorchEngine::inputs(std::size_t first, std::size_t rows, const Fill& fill) {
    const int columns = m_network.inputs();
    const at::Tensor host = hostRows(rows, columns);
    float* to = host.mutable_data_ptr<float>();
    inSlices(rows, [&](std::size_t begin, std::size_t size, Slice& slice) {
        slice.inputs.resize(size, columns);
        fill(first + begin, slice.inputs);
        for (std::size_t r = 0; r < size; ++r)
            std::ranges::copy(std::as_const(slice.inputs).row(r),
                              to + (begin + r) * static_cast<std::size_t>(columns));
    });
    return host.to(m_device);
}

at::Tensor TorchEngine::outputGradient(const at::Tensor& outputs, const Loss& loss, double& sum) {
    const at::Tensor host = outputs.detach().to(at::kCPU).contiguous();
    const auto rows = static_cast<std::size_t>(host.size(0));
    const int columns = m_network.outputs();
    const at::Tensor gradient = hostRows(rows, columns);
    float* to = gradient.mutable_data_ptr<float>();
    inSlices(rows, [&](std::size_t begin, std::size_t size, Slice& slice) {
        takeRows(host, begin, size, slice.outputs);
        slice.gradient.resize(size, columns);
        slice.loss = loss(begin, slice.outputs, slice.gradient);
        for (std::size_t r = 0; r < size; ++r)
            std::ranges::copy(std::as_const(slice.gradient).row(r),
                              to + (begin + r) * static_cast<std::size_t>(columns));
    });
    sum = 0;
    for (std::size_t s = 0; s * kSlice < rows; ++s)
        sum += m_slices[s].loss;
    return gradient.to(m_device);
}

detail::TorchDropout TorchEngine::dropout() {
    return [this](int, const at::Tensor& x, double rate) {
        return x * at::empty_like(x).bernoulli_(1 - rate, m_random).div_(1 - rate);
    };
}

StepResult TorchEngine::step(const StepPlan& plan, const Fill& fill, const Loss& loss) {
    Quiet quiet;
    const c10::WarningUtils::WarningHandlerGuard guard(&quiet);
    const at::Tensor x = inputs(0, plan.rows, fill);
    m_random.set_current_seed(plan.dropoutSeed);
    const at::AutoGradMode differentiating(true);
    const at::Tensor outputs = m_twin->forward(m_pieces, x, dropout());
    StepResult result;
    const at::Tensor slope = outputGradient(outputs, loss, result.loss);
    result.finite = std::isfinite(result.loss);
    if (!result.finite)
        return result;
    std::vector<at::Tensor> slopes = torch::autograd::grad({outputs}, m_leaves, {slope});
    const at::NoGradGuard done;
    for (at::Tensor& piece : slopes)
        piece = piece.flatten();
    at::cat_out(m_gradient, slopes);
    const double norm =
        at::linalg_vector_norm(m_gradient, 2, at::OptionalIntArrayRef(), false, at::kDouble)
            .item<double>();
    result.finite = std::isfinite(norm);
    if (!result.finite)
        return result;
    if (m_options.clip > 0 && norm > m_options.clip)
        m_gradient.mul_(m_options.clip / norm);
    update(plan.rateFactor);
    return result;
}

/// As the CPU engine and Adam do it. Asks for no memory, so that it is made whole or not at all.
void TorchEngine::update(double rateFactor) {
    const AdamFactors factors = adamFactors(m_options.adam, m_steps + 1, rateFactor);
    if (m_options.decay > 0)
        m_weights.mul_(1 - m_options.adam.rate * rateFactor * m_options.decay);
    m_first.mul_(factors.beta1).add_(m_gradient, 1 - factors.beta1);
    m_second.mul_(factors.beta2).addcmul_(m_gradient, m_gradient, 1 - factors.beta2);
    at::sqrt_out(m_scratch, m_second);
    m_scratch.mul_(factors.scale).add_(factors.epsilon);
    m_weights.addcdiv_(m_first, m_scratch, -factors.size);
    ++m_steps;
}

void TorchEngine::evaluate(std::size_t rows, const Fill& fill, const Take& take) {
    Quiet quiet;
    const c10::WarningUtils::WarningHandlerGuard guard(&quiet);
    const at::NoGradGuard plain;
    const std::size_t together = std::clamp<std::size_t>(
        kEvaluated / static_cast<std::size_t>(m_network.inputs()), 32, 4096);
    for (std::size_t first = 0; first < rows; first += together) {
        const std::size_t size = std::min(together, rows - first);
        const at::Tensor outputs =
            m_twin->forward(m_pieces, inputs(first, size, fill), {}).to(at::kCPU).contiguous();
        inSlices(size, [&](std::size_t begin, std::size_t part, Slice& slice) {
            takeRows(outputs, begin, part, slice.outputs);
            take(first + begin, slice.outputs);
        });
    }
}

} // namespace

std::unique_ptr<TrainingEngine> makeTorchEngine(const Network& network,
                                                const OptimiserOptions& options, Device device,
                                                unsigned threads) {
    return std::make_unique<TorchEngine>(network, options, device, threads);
}

} // namespace loom::learn
