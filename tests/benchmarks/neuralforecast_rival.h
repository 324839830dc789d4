// SPDX-License-Identifier: GPL-3.0-or-later
// N-BEATS of PyPI neuralforecast in a Python of its own (neuralforecast_nbeats.py), which stays for
// all requests, and what both sides of bench_nbeats_neuralforecast are asked for. Thread rule: one
// thread. A Python that does not answer ends the program with a sentence.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "learn/runtime.h"

namespace loom::benchmarks {

namespace fs = std::filesystem;

constexpr std::size_t kHorizon = 10;
constexpr std::size_t kEvery = 5; // days between origins
constexpr int kStacks = 6, kLayers = 4, kWidth = 128, kSteps = 300, kBatch = 512, kCheckEvery = 30;
constexpr double kRate = 1e-3, kClip = 1;

/// What both sides are asked for.
struct Job {
    fs::path closes;
    std::size_t lookback = 0; ///< in horizons
    std::size_t rows = 0, assets = 0;
    std::size_t trainTo = 0, knownTo = 0; ///< training, then validation, then what is forecast
    std::vector<std::size_t> origins;     ///< the last known row, and every few until the end
};

struct Made {
    double seconds = 0;
    std::size_t weights = 0;
    std::vector<double> values; ///< cumulative log returns, [origin][asset][step]
};

/// neuralforecast in a Python of its own, which stays for all requests.
class Rival {
  public:
    Rival(const std::string& python, const fs::path& folder) : m_folder(folder) {
        const auto replies = (folder / "replies").string();
        if (mkfifo(replies.c_str(), 0600) == 0)
            m_requests = popen(fmt::format("'{}' '{}/neuralforecast_nbeats.py' {} '{}' || "
                                           "echo > '{}'",
                                           python, LOOM_BENCHMARK_DIR, learn::workerThreads(),
                                           replies, replies)
                                   .c_str(),
                               "w");
        if (m_requests == nullptr)
            stop();
        m_replies.open(replies);
        double imports = 0;
        if (!(m_replies >> imports))
            stop();
        fmt::print("neuralforecast's imports: {:.1f} s, not counted below\n", imports);
        std::fflush(stdout);
    }
    ~Rival() {
        if (m_requests != nullptr)
            pclose(m_requests);
    }
    Rival(const Rival&) = delete;
    Rival& operator=(const Rival&) = delete;

    Made forecast(const Job& job, const std::string& scaler, std::uint64_t seed) {
        const auto file = m_folder / "forecasts.bin";
        const Json ask{{"closes", job.closes.string()},
                       {"train_to", job.trainTo},
                       {"known_to", job.knownTo},
                       {"check", kCheckEvery},
                       {"horizon", kHorizon},
                       {"lookback", job.lookback * kHorizon},
                       {"stacks", kStacks},
                       {"layers", kLayers},
                       {"width", kWidth},
                       {"steps", kSteps},
                       {"batch", kBatch},
                       {"rate", kRate},
                       {"clip", kClip},
                       {"seed", seed},
                       {"scaler", scaler},
                       {"every", kEvery},
                       {"forecasts", file.string()}};
        Made out;
        std::fputs((ask.dump() + '\n').c_str(), m_requests);
        std::fflush(m_requests);
        if (!(m_replies >> out.seconds >> out.weights))
            stop();
        out.values.resize(job.origins.size() * job.assets * kHorizon);
        std::ifstream(file, std::ios::binary)
            .read(reinterpret_cast<char*>(out.values.data()),
                  static_cast<std::streamsize>(out.values.size() * sizeof(double)));
        return out;
    }

  private:
    [[noreturn]] void stop() const {
        fs::remove_all(m_folder);
        std::fprintf(stderr, "neuralforecast gave no answer. Name a Python that has it.\n");
        std::exit(1);
    }

    fs::path m_folder;
    FILE* m_requests = nullptr;
    std::ifstream m_replies;
};

} // namespace loom::benchmarks
