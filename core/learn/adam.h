// SPDX-License-Identifier: GPL-3.0-or-later
// Adam (Kingma & Ba 2015, algorithm 1) and the running average of weights, on flat vectors. Equal
// to torch.optim.Adam without weight decay. Thread rule: belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "learn/workers.h"

namespace loom::learn {

struct AdamOptions {
    double rate = 2e-4;
    double beta1 = 0.0; ///< Wiese et al.'s replications and R1 training use (0, 0.9)
    double beta2 = 0.9;
    double epsilon = 1e-8;
};

/// What one step multiplies with, the first moment's and the second's corrections in it:
/// weight -= size * first / (sqrt(second) * scale + epsilon).
struct AdamFactors {
    float size, scale, beta1, beta2, epsilon;
};
/// `step` counts from one.
AdamFactors adamFactors(const AdamOptions& options, std::int64_t step, double rateFactor);

class Adam {
  public:
    Adam(std::size_t parameters, AdamOptions options)
        : m_options(options), m_first(parameters), m_second(parameters) {}

    /// One step; `rateFactor` scales the rate (a schedule).
    void step(std::span<float> parameters, std::span<const float> gradient, double rateFactor = 1);
    /// The same, with the same bytes, on several threads: for millions of parameters.
    void step(std::span<float> parameters, std::span<const float> gradient, double rateFactor,
              Workers& workers);

    /// For checkpoints.
    std::int64_t steps() const { return m_steps; }
    std::span<const float> first() const { return m_first; }
    std::span<const float> second() const { return m_second; }
    void restore(std::int64_t steps, std::span<const float> first, std::span<const float> second);

  private:
    void update(std::size_t begin, std::size_t end, std::span<float> parameters,
                std::span<const float> gradient, const AdamFactors& factors);

    AdamOptions m_options;
    std::int64_t m_steps = 0;
    std::vector<float> m_first;
    std::vector<float> m_second;
};

/// average = decay * average + (1 - decay) * values.
void moveAverage(std::span<float> average, std::span<const float> values, double decay);

/// Scales the gradient down to the given Euclidean norm when it is longer (limit 0 = never).
/// Returns the norm before; it is not finite when any entry is not.
double clipNorm(std::span<float> gradient, double limit);
/// The same on several threads; the bytes do not depend on their number.
double clipNorm(std::span<float> gradient, double limit, Workers& workers);

} // namespace loom::learn
