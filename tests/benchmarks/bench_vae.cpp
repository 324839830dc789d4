// SPDX-License-Identifier: GPL-3.0-or-later
// The baseline VAE on 2,500 days of 50 assets for 100 epochs beside eager PyTorch, in turns in one
// run, and the time of 10,000 days of 11 assets. The Python with torch is the first argument or
// QUANTLOOM_ORACLE_PYTHON.
//   bench_vae [python] [rounds]
#include "base/random.h"
#include "generate/generator.h"
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

constexpr std::size_t kDays = 2500, kAssets = 50;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

TrainingData panel(std::size_t days, std::size_t assets) {
    TrainingData data;
    Rng rng(1);
    for (std::size_t a = 0; a < assets; ++a)
        data.assets.push_back(fmt::format("A{}", a));
    for (std::size_t t = 0; t < days; ++t) {
        const double market = rng.normal();
        for (std::size_t a = 0; a < assets; ++a)
            data.returns.push_back(0.01 * (0.6 * market + 0.8 * rng.normal()));
    }
    data.wholeWindow = true;
    return data;
}

std::unique_ptr<Generator> train(const TrainingData& data) {
    const auto registry = makeGeneratorRegistry();
    const GeneratorInfo* info = registry.find("vae");
    const auto preset = std::find_if(info->presets.begin(), info->presets.end(),
                                     [](const auto& p) { return p.id == "baseline"; });
    FitOptions options;
    options.params = validated(info->params, preset->values).value();
    jobs::PlainJobContext context;
    return std::move(info->fit(data, options, context)).value();
}

std::optional<double> runPython(const std::string& python) {
    const auto command = fmt::format("'{}' '{}/vae_eager.py' {} {} 100 {}", python,
                                     LOOM_BENCHMARK_DIR, kDays, kAssets, learn::workerThreads());
    FILE* pipe = popen(command.c_str(), "r");
    double value = 0;
    const bool read = pipe != nullptr && std::fscanf(pipe, "%lf", &value) == 1;
    if (pipe != nullptr)
        pclose(pipe);
    return read ? std::optional(value) : std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
    learn::startRuntime();
    const char* environment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    const std::string python = argc > 1 ? argv[1] : (environment ? environment : "");
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
    const TrainingData data = panel(kDays, kAssets);
    std::vector<double> mine, theirs;
    for (int round = 0; round < rounds; ++round) {
        const double begin = seconds();
        (void)train(data);
        mine.push_back(seconds() - begin);
        if (const auto eager = python.empty() ? std::nullopt : runPython(python))
            theirs.push_back(*eager);
        std::printf("round %d: %.2f s", round + 1, mine.back());
        if (!theirs.empty())
            std::printf(", eager PyTorch %.2f s", theirs.back());
        std::printf("\n");
        std::fflush(stdout);
    }
    std::printf("median: %.2f s, %.3f ms a step\n", median(mine),
                1000 * median(mine) / (100.0 * ((kDays + 63) / 64)));
    if (!theirs.empty())
        std::printf("eager PyTorch: %.2f s; ratio %.2f\n", median(theirs),
                    median(theirs) / median(mine));
    else
        std::printf("No Python with torch was given (QUANTLOOM_ORACLE_PYTHON): no rival.\n");
    const auto sectors = train(panel(kDays, 11));
    jobs::PlainJobContext context;
    const double begin = seconds();
    const auto sample = sectors->sample({.count = 1, .length = 10'000, .seed = 1}, context);
    std::printf("10,000 days of 11 assets: %.3f s (%zu values)\n", seconds() - begin,
                sample ? sample->paths.returns.size() : 0);
    return 0;
}
