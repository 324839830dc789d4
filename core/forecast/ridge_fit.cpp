// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/ridge_fit.h"

#include <cmath>

#include <fmt/format.h>

#include "forecast/lag_inputs.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kBlocks = 5;
/// Where samples go whose outcome reaches into the next block.
constexpr std::size_t kBetween = kBlocks;

std::size_t inputCount(const RidgeTask& task) {
    return task.lags + task.data.featureCount();
}

/// Calls take(row, inputs, outcomes) for every complete training sample of an asset, in order.
template <class Take>
void forEachSample(const RidgeTask& task, std::size_t asset, Take&& take) {
    const double scale = task.scales[asset];
    LagInputs inputs(task.data, asset, task.lags, scale, task.span.from);
    std::vector<double> outcomes(task.data.horizon);
    const auto origins = task.span.training(1, task.data.horizon);
    for (std::size_t row = origins.from; row < origins.to; ++row) {
        inputs.take(row);
        const auto x = inputs.at(row);
        if (x.empty())
            continue;
        bool complete = true;
        for (std::size_t k = 0; k < outcomes.size() && complete; ++k) {
            outcomes[k] = task.data.label(asset, row, k + 1) / scale;
            complete = !std::isnan(outcomes[k]);
        }
        if (complete)
            take(row, x, outcomes);
    }
}

/// Mean and standard deviation of each input, sample by sample (Welford 1962).
struct InputScale {
    std::vector<double> mean, squares;
    std::size_t count = 0;

    void add(std::span<const double> x) {
        ++count;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double d = x[i] - mean[i];
            mean[i] += d / static_cast<double>(count);
            squares[i] += d * (x[i] - mean[i]);
        }
    }
    double deviation(std::size_t i) const {
        return std::sqrt(squares[i] / static_cast<double>(count));
    }
};

InputScale scaleOf(const RidgeTask& task) {
    InputScale out{.mean = std::vector<double>(inputCount(task), 0.0),
                   .squares = std::vector<double>(inputCount(task), 0.0)};
    for (const std::size_t asset : task.assets)
        forEachSample(
            task, asset,
            [&](std::size_t, std::span<const double> x, std::span<const double>) { out.add(x); });
    return out;
}

/// The block of a row among the training origins.
class Blocks {
  public:
    explicit Blocks(const RidgeTask& task)
        : m_origins(task.span.training(1, task.data.horizon)), m_horizon(task.data.horizon) {}
    std::size_t of(std::size_t row) const {
        const std::size_t block =
            std::min((row - m_origins.from) * kBlocks / m_origins.count(), kBlocks - 1);
        return block + 1 < kBlocks && row + m_horizon >= start(block + 1) ? kBetween : block;
    }

  private:
    /// First row of a block.
    std::size_t start(std::size_t block) const {
        return m_origins.from + (block * m_origins.count() + kBlocks - 1) / kBlocks;
    }
    FitSpan::Origins m_origins;
    std::size_t m_horizon;
};

/// The sums of every block and of what lies between them, of standardised inputs.
std::vector<ProductSums> sumsOf(const RidgeTask& task, const RidgeModel& model) {
    const Blocks blocks(task);
    std::vector<ProductSums> out(kBlocks + 1, ProductSums(inputCount(task), task.data.horizon));
    stats::parallelFor(
        out.size(),
        [&](std::size_t block) {
            std::vector<double> z(inputCount(task));
            for (const std::size_t asset : task.assets)
                forEachSample(
                    task, asset,
                    [&](std::size_t row, std::span<const double> x, std::span<const double> y) {
                        if (blocks.of(row) != block)
                            return;
                        for (std::size_t i = 0; i < z.size(); ++i)
                            z[i] = (x[i] - model.mean[i]) / model.deviation[i];
                        out[block].add(z, y);
                    });
            out[block].flush();
        },
        task.threads);
    return out;
}

Status checkInputs(const RidgeTask& task, const InputScale& scale, const std::string& whose) {
    if (scale.count < fewestRidgeSamples(task))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("Ridge needs at least {} samples of {} whose returns, features and "
                                "outcomes are all known; the training part has {}. Choose a longer "
                                "period, fewer lags, or features with a shorter warm-up.",
                                fewestRidgeSamples(task), whose, scale.count));
    for (std::size_t i = 0; i < scale.mean.size(); ++i)
        if (scale.deviation(i) <= 1e-12 * std::max(1.0, std::abs(scale.mean[i])))
            return fail(ErrorCode::InvalidInput,
                        i < task.lags
                            ? fmt::format("All returns of {} in the training part are equal: there "
                                          "is nothing to learn from them. Choose another period.",
                                          whose)
                            : fmt::format("The feature {} of {} is constant in the training part: "
                                          "it can tell nothing. Leave it out.",
                                          task.data.featureNames[i - task.lags], whose));
    return {};
}

} // namespace

void RidgeModel::forecast(std::span<const double> inputs, std::span<double> out) const {
    std::copy(intercept.begin(), intercept.end(), out.begin());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double z = (inputs[i] - mean[i]) / deviation[i];
        for (std::size_t k = 0; k < out.size(); ++k)
            out[k] += z * coefficients[i * out.size() + k];
    }
}

std::size_t fewestRidgeSamples(const RidgeTask& task) {
    return 60 + kBlocks * task.data.horizon;
}

Result<RidgeModel> fitRidge(const RidgeTask& task, const std::string& whose) {
    const InputScale scale = scaleOf(task);
    if (auto checked = checkInputs(task, scale, whose); !checked)
        return std::move(checked).error();
    RidgeModel out{.mean = scale.mean, .lambda = task.lambda};
    for (std::size_t i = 0; i < scale.mean.size(); ++i)
        out.deviation.push_back(scale.deviation(i));
    auto sums = sumsOf(task, out);
    if (task.lambda == 0) {
        const auto chosen = choosePenalty(std::span(sums).first(kBlocks)).value_or(PenaltyChoice());
        out.lambda = chosen.lambda;
        out.r2 = chosen.r2;
    }
    for (std::size_t block = 1; block < sums.size(); ++block)
        sums.front().add(sums[block]);
    const LinearModel model = RidgePath(sums.front()).at(out.lambda);
    out.intercept.assign(model.intercept.begin(), model.intercept.end());
    for (Eigen::Index i = 0; i < model.coefficients.rows(); ++i)
        for (Eigen::Index k = 0; k < model.coefficients.cols(); ++k)
            out.coefficients.push_back(model.coefficients(i, k));
    return out;
}

} // namespace loom::forecast
