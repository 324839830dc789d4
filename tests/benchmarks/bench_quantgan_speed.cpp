// SPDX-License-Identifier: GPL-3.0-or-later
// Training steps a second beside eager PyTorch, in turns in one run, and the time of 10,000 paths x
// 252 days. The Python with torch is the first argument or QUANTLOOM_ORACLE_PYTHON.
//   bench_quantgan_speed [python] [rounds] [steps a round]
#include "base/random.h"
#include "generate/generator.h"
#include "generate/quantgan/engine.h"
#include "generate/quantgan/model.h"
#include "learn/adam.h"
#include "learn/runtime.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include <fmt/format.h>

using namespace loom;
using namespace loom::generate;

namespace {

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Everything a training step costs: random numbers, both gradients, both updates, averaging.
class Steps {
  public:
    Steps() : m_engine(makeCpuEngine(m_config)), m_rng(1) {
        m_generator = learn::initialParameters(m_config.generator(), m_rng);
        m_critic = learn::initialParameters(m_config.critic(), m_rng);
        m_average = m_generator;
        m_generatorGradient.resize(m_generator.size());
        m_criticGradient.resize(m_critic.size());
        const auto window = m_config.receptiveField();
        m_batch.real.resize(64 * window);
        m_batch.noise.resize(64 * m_config.noiseSteps(window) * 3);
    }
    double run(int steps) {
        const double begin = seconds();
        for (int i = 0; i < steps; ++i) {
            for (float& x : m_batch.real)
                x = static_cast<float>(m_rng.normal());
            for (float& x : m_batch.noise)
                x = static_cast<float>(m_rng.normal());
            m_engine->criticGradient(m_generator, m_critic, m_batch, i % m_config.r1Every == 0,
                                     m_criticGradient);
            m_criticAdam.step(m_critic, m_criticGradient);
            m_engine->generatorGradient(m_critic, m_generatorGradient);
            m_generatorAdam.step(m_generator, m_generatorGradient);
            learn::moveAverage(m_average, m_generator, 0.999);
        }
        return (seconds() - begin) / steps;
    }

  private:
    QuantGanConfig m_config;
    std::unique_ptr<GanEngine> m_engine;
    Rng m_rng;
    std::vector<float> m_generator, m_critic, m_average, m_generatorGradient, m_criticGradient;
    learn::Adam m_generatorAdam{m_config.generator().parameterCount(), {}};
    learn::Adam m_criticAdam{m_config.critic().parameterCount(), {}};
    GanBatch m_batch;
};

std::optional<double> runPython(const std::string& python, int steps) {
    const auto command = fmt::format("'{}' '{}/quantgan_eager.py' {} {}", python,
                                     LOOM_BENCHMARK_DIR, steps, learn::workerThreads());
    FILE* pipe = popen(command.c_str(), "r");
    double value = 0;
    const bool read = pipe != nullptr && std::fscanf(pipe, "%lf", &value) == 1;
    if (pipe != nullptr)
        pclose(pipe);
    return read ? std::optional(value) : std::nullopt;
}

void timeSampling() {
    QuantGanState state;
    Rng rng(2);
    state.weights = learn::initialParameters(state.shape, rng);
    learn::TcnWeights weights(state.shape);
    weights.assign(state.weights);
    const jobs::PlainJobContext context;
    const double begin = seconds();
    const auto values = drawOutputs(state, weights, 10000, 252, 1, context);
    std::printf("10,000 paths x 252 days: %.2f s (%zu values)\n", seconds() - begin, values.size());
}

} // namespace

int main(int argc, char** argv) {
    learn::startRuntime();
    const char* environment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    const std::string python = argc > 1 ? argv[1] : (environment ? environment : "");
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    const int steps = argc > 3 ? std::atoi(argv[3]) : 12;
    Steps ours;
    ours.run(2);
    std::vector<double> mine, theirs;
    for (int round = 0; round < rounds; ++round) {
        mine.push_back(ours.run(steps));
        if (const auto eager = python.empty() ? std::nullopt : runPython(python, steps))
            theirs.push_back(*eager);
        std::printf("round %d: %.1f ms a step", round + 1, 1000 * mine.back());
        if (!theirs.empty())
            std::printf(", eager PyTorch %.1f ms", 1000 * theirs.back());
        std::printf("\n");
        std::fflush(stdout);
    }
    std::printf("median: %.1f ms, %.2f steps/s, %u threads\n", 1000 * median(mine),
                1 / median(mine), learn::workerThreads());
    if (!theirs.empty())
        std::printf("eager PyTorch: %.1f ms; ratio %.2f\n", 1000 * median(theirs),
                    median(theirs) / median(mine));
    else
        std::printf("No Python with torch was given (QUANTLOOM_ORACLE_PYTHON): no rival.\n");
    timeSampling();
    return 0;
}
