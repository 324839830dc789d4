// SPDX-License-Identifier: GPL-3.0-or-later
// Something to learn for any network: targets that are a random linear function of random inputs,
// by squared error.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "learn/inverted_transformer.h"
#include "learn/lstm.h"
#include "learn/lstm_transformer.h"
#include "learn/nbeats.h"
#include "learn/temporal_conv.h"
#include "learn/temporal_fusion.h"
#include "learn/training_engine.h"

namespace loom::learn {

/// All six networks, small, with the parts that differ between them; dropout where there is any.
inline std::unique_ptr<Network> smallNetwork(const std::string& name, double dropout = 0) {
    if (name == "lstm")
        return std::make_unique<Lstm>(LstmShape{.steps = 6,
                                                .features = 3,
                                                .hidden = 9,
                                                .layers = 2,
                                                .dropout = dropout,
                                                .head = {7},
                                                .outputs = 2});
    if (name == "lstm_transformer")
        return std::make_unique<LstmTransformer>(LstmTransformerShape{.steps = 6,
                                                                      .features = 3,
                                                                      .hidden = 8,
                                                                      .heads = 2,
                                                                      .feedForward = 10,
                                                                      .dropout = dropout,
                                                                      .outputs = 2});
    if (name == "itransformer")
        return std::make_unique<InvertedTransformer>(InvertedTransformerShape{.steps = 6,
                                                                              .series = 3,
                                                                              .width = 8,
                                                                              .heads = 2,
                                                                              .feedForward = 10,
                                                                              .dropout = dropout,
                                                                              .answers = 2});
    if (name == "tcn")
        return std::make_unique<TemporalConv>(TemporalConvShape{.steps = 9,
                                                                .features = 3,
                                                                .channels = 8,
                                                                .blocks = 2,
                                                                .dropout = dropout,
                                                                .outputs = 2});
    if (name == "tft")
        return std::make_unique<TemporalFusion>(TemporalFusionShape{
            .steps = 6, .features = 3, .width = 8, .heads = 2, .dropout = dropout, .outputs = 2});
    NBeatsShape shape{.lookback = 8, .horizon = 3, .levels = 2, .extras = 2};
    shape.stacks = {
        {.basis = NBeatsBasis::Trend, .blocks = 2, .layers = 2, .width = 12, .shared = true},
        {.basis = NBeatsBasis::Seasonality, .layers = 2, .width = 12},
        {.basis = NBeatsBasis::Generic, .blocks = 2, .layers = 2, .width = 12}};
    return std::make_unique<NBeats>(shape);
}

inline const std::vector<std::string>& networkNames() {
    static const std::vector<std::string> names{"nbeats",       "lstm", "lstm_transformer",
                                                "itransformer", "tcn",  "tft"};
    return names;
}

class Lesson {
  public:
    explicit Lesson(const Network& network, std::size_t rows = 70)
        : m_rows(rows), m_inputs(static_cast<std::size_t>(network.inputs())),
          m_outputs(static_cast<std::size_t>(network.outputs())), m_x(normals(rows * m_inputs, 1)),
          m_y(rows * m_outputs) {
        const auto weights = normals(m_inputs * m_outputs, 2);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t o = 0; o < m_outputs; ++o) {
                double sum = 0;
                for (std::size_t i = 0; i < m_inputs; ++i)
                    sum += double{m_x[r * m_inputs + i]} * weights[o * m_inputs + i];
                m_y[r * m_outputs + o] =
                    static_cast<float>(sum / std::sqrt(static_cast<double>(m_inputs)));
            }
    }

    std::size_t rows() const { return m_rows; }
    void scaleTargets(float factor) {
        for (float& y : m_y)
            y *= factor;
    }

    TrainingEngine::Fill fill() const {
        return [this](std::size_t first, RowBlock& rows) {
            for (std::size_t r = 0; r < rows.rows(); ++r)
                std::copy_n(m_x.data() + (first + r) * m_inputs, m_inputs, rows.row(r).data());
        };
    }
    TrainingEngine::Loss loss() const {
        return [this](std::size_t first, const RowBlock& outputs, RowBlock& gradient) {
            double sum = 0;
            for (std::size_t r = 0; r < outputs.rows(); ++r)
                for (std::size_t o = 0; o < m_outputs; ++o) {
                    const double error = double{outputs.row(r)[o]} -
                                         static_cast<double>(m_y[(first + r) * m_outputs + o]);
                    sum += error * error / static_cast<double>(m_rows);
                    gradient.row(r)[o] =
                        static_cast<float>(2 * error / static_cast<double>(m_rows));
                }
            return sum;
        };
    }
    /// Row by row.
    std::vector<float> outputs(TrainingEngine& engine) const {
        std::vector<float> out(m_rows * m_outputs);
        engine.evaluate(m_rows, fill(), [&](std::size_t first, const RowBlock& rows) {
            for (std::size_t r = 0; r < rows.rows(); ++r)
                std::copy_n(rows.row(r).data(), m_outputs, out.data() + (first + r) * m_outputs);
        });
        return out;
    }
    /// Steps from .. to - 1 with a falling rate; the losses before each.
    std::vector<double> study(TrainingEngine& engine, int from, int to) const {
        std::vector<double> losses;
        for (int step = from; step < to; ++step)
            losses.push_back(engine
                                 .step({.rows = m_rows,
                                        .dropoutSeed = 1000U + static_cast<unsigned>(step),
                                        .rateFactor = 1.0 / (1 + step)},
                                       fill(), loss())
                                 .loss);
        return losses;
    }

  private:
    static std::vector<float> normals(std::size_t count, std::uint64_t seed) {
        std::vector<float> out(count);
        Rng rng(seed);
        for (float& v : out)
            v = static_cast<float>(rng.normal());
        return out;
    }

    std::size_t m_rows, m_inputs, m_outputs;
    std::vector<float> m_x, m_y;
};

/// Adam's steps have the size of the rate even where the gradient is nothing but rounding, as that
/// of an attention's key biases is; this epsilon makes such steps vanish.
inline OptimiserOptions lessonOptions(double clip = 0, double decay = 0) {
    return {.adam = {.rate = 0.02, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-3},
            .clip = clip,
            .decay = decay};
}

inline double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size())
        return HUGE_VAL;
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return worst;
}

} // namespace loom::learn
