// SPDX-License-Identifier: GPL-3.0-or-later
// One training step (forward, mean squared error, backward, gradient norm clipped at 1, Adam) of
// the forecasting networks beside the same architectures in eager PyTorch, in turns in one run,
// medians over all steps. The Python with torch is the first argument or QUANTLOOM_ORACLE_PYTHON.
//   bench_forecast_nets [python] [configuration or "all"] [threads]
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>

#include "base/random.h"
#include "learn/adam.h"
#include "learn/inverted_transformer.h"
#include "learn/lstm.h"
#include "learn/lstm_transformer.h"
#include "learn/nbeats.h"
#include "learn/network_runner.h"
#include "learn/runtime.h"
#include "learn/temporal_conv.h"
#include "learn/temporal_fusion.h"

using namespace loom;
using namespace loom::learn;

namespace {

constexpr int kRounds = 3;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

struct Configuration {
    std::string name;
    std::size_t batch = 0;
    int steps = 0; ///< a round
    std::function<std::unique_ptr<Network>()> make;
};

std::vector<Configuration> configurations() {
    const auto nbeats = [](int stacks, int width) {
        return
            [=] { return std::make_unique<NBeats>(NBeatsShape::generic(60, 12, stacks, width)); };
    };
    const auto lstm = [] {
        return std::make_unique<Lstm>(LstmShape{
            .steps = 60, .features = 16, .hidden = 64, .layers = 2, .dropout = 0.1, .outputs = 10});
    };
    return {{"nbeats", 1024, 2, nbeats(30, 512)},
            {"nbeats-small", 256, 60, nbeats(3, 128)},
            {"lstm-64", 64, 10, lstm},
            {"lstm-256", 256, 5, lstm},
            {"tcn", 64, 20,
             [] {
                 return std::make_unique<TemporalConv>(
                     TemporalConvShape{.features = 16, .dropout = 0.1});
             }},
            {"tft", 64, 5,
             [] {
                 return std::make_unique<TemporalFusion>(
                     TemporalFusionShape{.features = 11, .width = 32});
             }},
            {"itransformer", 64, 20,
             [] { return std::make_unique<InvertedTransformer>(InvertedTransformerShape{}); }},
            {"hybrid", 64, 20, [] {
                 // 30 steps, 10 assets, hidden 64, 4 heads, feed-forward 128, dropout 0.1.
                 return std::make_unique<LstmTransformer>(LstmTransformerShape{});
             }}};
}

std::vector<float> normals(std::size_t count, std::uint64_t seed) {
    std::vector<float> out(count);
    Rng rng(seed);
    for (float& v : out)
        v = static_cast<float>(rng.normal());
    return out;
}

class Training {
  public:
    explicit Training(const Configuration& configuration)
        : m_batch(configuration.batch), m_network(configuration.make()), m_runner(*m_network),
          m_weights(m_network->initial(1)), m_gradient(m_weights.size()),
          m_adam(m_weights.size(), {.rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999}),
          m_inputs(normals(m_batch * static_cast<std::size_t>(m_network->inputs()), 2)),
          m_targets(normals(m_batch * static_cast<std::size_t>(m_network->outputs()), 3)) {}

    double step() {
        const double begin = seconds();
        m_runner.setWeights(m_weights);
        m_runner.gradient(
            m_batch, ++m_steps, [&](std::size_t first, RowBlock& inputs) { fill(first, inputs); },
            [&](std::size_t first, const RowBlock& outputs, RowBlock& gradient) {
                return loss(first, outputs, gradient);
            },
            m_gradient);
        clipNorm(m_gradient, 1, m_runner.workers());
        m_adam.step(m_weights, m_gradient, 1, m_runner.workers());
        return seconds() - begin;
    }

  private:
    void fill(std::size_t first, RowBlock& inputs) const {
        const auto width = static_cast<std::size_t>(inputs.columns());
        for (std::size_t r = 0; r < inputs.rows(); ++r)
            std::copy_n(m_inputs.data() + (first + r) * width, width, inputs.row(r).data());
    }
    double loss(std::size_t first, const RowBlock& outputs, RowBlock& gradient) const {
        const auto width = static_cast<std::size_t>(outputs.columns());
        double sum = 0;
        for (std::size_t r = 0; r < outputs.rows(); ++r)
            for (std::size_t c = 0; c < width; ++c) {
                const float error = outputs.row(r)[c] - m_targets[(first + r) * width + c];
                gradient.row(r)[c] = 2 * error / static_cast<float>(m_targets.size());
                sum += static_cast<double>(error * error);
            }
        return sum / static_cast<double>(m_targets.size());
    }

    std::size_t m_batch;
    std::unique_ptr<Network> m_network;
    NetworkRunner m_runner;
    std::vector<float> m_weights, m_gradient;
    Adam m_adam;
    std::vector<float> m_inputs, m_targets;
    std::uint64_t m_steps = 0;
};

/// The Python process that answers for eager PyTorch.
class Rival {
  public:
    explicit Rival(const std::string& python) {
        int ends[2];
        if (python.empty() || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            return;
        m_process = fork();
        if (m_process == 0) {
            dup2(ends[1], STDIN_FILENO);
            dup2(ends[1], STDOUT_FILENO);
            close(ends[0]);
            const std::string threads = std::to_string(workerThreads());
            execl(python.c_str(), python.c_str(), LOOM_BENCHMARK_DIR "/forecast_nets_eager.py",
                  threads.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        close(ends[1]);
        m_stream = fdopen(ends[0], "r+");
    }
    ~Rival() {
        if (m_stream != nullptr)
            fclose(m_stream);
        if (m_process > 0)
            waitpid(m_process, nullptr, 0);
    }
    Rival(const Rival&) = delete;
    Rival& operator=(const Rival&) = delete;

    /// Seconds of each step; none without a Python.
    std::vector<double> steps(const Configuration& configuration) {
        std::vector<double> out;
        if (m_stream == nullptr)
            return out;
        std::fprintf(m_stream, "%s %d\n", configuration.name.c_str(), configuration.steps);
        std::fflush(m_stream);
        std::vector<char> line(1 << 16);
        if (std::fgets(line.data(), static_cast<int>(line.size()), m_stream) == nullptr)
            return out;
        std::istringstream text(line.data());
        for (double value = 0; text >> value;)
            out.push_back(value);
        return out;
    }

  private:
    pid_t m_process = -1;
    FILE* m_stream = nullptr;
};

void compare(const Configuration& configuration, Rival& rival) {
    Training training(configuration);
    std::vector<double> mine, theirs;
    for (int round = 0; round <= kRounds; ++round) {
        std::vector<double> steps;
        for (int i = 0; i < configuration.steps; ++i)
            steps.push_back(training.step());
        const std::vector<double> eager = rival.steps(configuration);
        if (round == 0)
            continue; // warms both up
        mine.insert(mine.end(), steps.begin(), steps.end());
        theirs.insert(theirs.end(), eager.begin(), eager.end());
    }
    std::printf("%-14s batch %4zu: %9.3f ms a step", configuration.name.c_str(),
                configuration.batch, 1000 * median(mine));
    if (!theirs.empty())
        std::printf(", eager PyTorch %9.3f ms, ratio %.2f", 1000 * median(theirs),
                    median(theirs) / median(mine));
    std::printf("\n");
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    startRuntime(argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 0);
    const char* environment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    Rival rival(argc > 1 ? argv[1] : (environment ? environment : ""));
    for (const Configuration& configuration : configurations())
        if (argc < 3 || argv[2] == std::string("all") || configuration.name == argv[2])
            compare(configuration, rival);
    double load[1] = {};
    if (getloadavg(load, 1) == 1)
        std::printf("%u threads, load %.2f\n", workerThreads(), load[0]);
    return 0;
}
