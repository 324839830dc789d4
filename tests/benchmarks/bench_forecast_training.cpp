// SPDX-License-Identifier: GPL-3.0-or-later
// Whole trainings of forecasters (windows, shuffled batches, validation checks, best weights kept)
// beside the same architecture and schedule in eager PyTorch on the same numbers, in turns in one
// run: medians of seconds, and the validation loss that each reaches over that of the last value.
// The Python with torch is the first argument or QUANTLOOM_ORACLE_PYTHON.
//   bench_forecast_training [python] [rounds] [threads]
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "forecast/forecaster.h"
#include "learn/runtime.h"
#include "support/forecast_sample.h"

using namespace loom;
using namespace loom::forecast;

namespace {

struct Trained {
    double seconds = 0;
    double loss = 0; ///< of the best check, over that of the last value
};

struct Task {
    std::string model; ///< id, also the name that the Python script knows
    FitSpan span;
    Json params;
    ForecastData data;
};

FitSpan spanOf(const ForecastData& data) {
    const std::size_t border = data.rows() * 4 / 5;
    return {.from = 0, .trainTo = border, .validationFrom = border, .validationTo = data.rows()};
}

/// A stock whose price is pulled back, its return and 15 features without meaning: ten days ahead.
Task lstmTask() {
    auto data = tests::madeMarket(tests::Market::Reverting, 1, 5000, 10);
    Rng rng(9);
    std::vector<double> features;
    for (std::size_t row = 0; row < data.rows(); ++row) {
        features.push_back(row == 0 ? 0.0 : data.features[row]);
        for (int i = 0; i < 15; ++i)
            features.push_back(rng.normal());
    }
    data.features = std::move(features);
    for (int i = 0; i < 15; ++i)
        data.featureNames.push_back(fmt::format("noise {}", i));
    (void)data.finish();
    return {.model = "lstm",
            .span = spanOf(data),
            .params = {{"window", 60}, {"hidden", 64}, {"layers", 2}},
            .data = std::move(data)};
}

/// Ten funds over a thousand weeks: the next return of all of them.
Task hybridTask() {
    auto data = tests::madeMarket(tests::Market::Reverting, 10, 1000, 1);
    return {.model = "lstm_transformer",
            .span = spanOf(data),
            .params = {{"window", 30}, {"hidden", 64}, {"heads", 4}, {"feed_forward", 128}},
            .data = std::move(data)};
}

/// What both sides share beyond the architecture.
Json schedule() {
    return {{"steps", 600},  {"batch", 64},         {"rate", 1e-3},  {"schedule", "constant"},
            {"clip", 1.0},   {"weight_decay", 0.0}, {"patience", 0}, {"check_every", 30},
            {"loss", "mse"}, {"dropout", 0.1}};
}

Trained trainHere(const ForecasterInfo& info, const Task& task, std::uint64_t seed) {
    Json values = task.params;
    values.update(schedule());
    auto params = validated(info.params, values);
    if (!params) {
        std::fprintf(stderr, "%s\n", params.error().text().c_str());
        std::exit(1);
    }
    jobs::PlainJobContext context;
    Trained out{.loss = INFINITY};
    context.onMetric = [&](std::string_view name, std::int64_t, double value) {
        if (name == "validation_skill")
            out.loss = std::min(out.loss, 1 - value);
    };
    const auto begin = std::chrono::steady_clock::now();
    const auto model = info.fit(task.data, task.span, {.params = *params, .seed = seed}, context);
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().text().c_str());
        std::exit(1);
    }
    return out;
}

/// Rows, border, horizon, assets, features as 64-bit numbers, then log closes [asset][row] and
/// features [row][feature] of the first asset.
void write(const Task& task, const std::filesystem::path& file) {
    std::ofstream out(file, std::ios::binary);
    const auto number = [&](std::size_t value) {
        const auto wide = static_cast<std::int64_t>(value);
        out.write(reinterpret_cast<const char*>(&wide), sizeof wide);
    };
    const auto& data = task.data;
    for (const std::size_t value :
         {data.rows(), task.span.trainTo, data.horizon, data.assetCount(), data.featureCount()})
        number(value);
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        out.write(reinterpret_cast<const char*>(data.logs(a).data()),
                  static_cast<std::streamsize>(data.rows() * sizeof(double)));
    out.write(reinterpret_cast<const char*>(data.features.data()),
              static_cast<std::streamsize>(data.rows() * data.featureCount() * sizeof(double)));
}

Trained trainThere(const std::string& python, const std::filesystem::path& file, const Task& task,
                   std::uint64_t seed) {
    const auto command =
        fmt::format("'{}' '{}/forecast_training_eager.py' '{}' {} {} {}", python,
                    LOOM_BENCHMARK_DIR, file.string(), task.model, learn::workerThreads(), seed);
    Trained out{.seconds = NAN, .loss = NAN};
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr)
        return out;
    if (std::fscanf(pipe, "%lf %lf", &out.seconds, &out.loss) != 2)
        out = {.seconds = NAN, .loss = NAN};
    pclose(pipe);
    return out;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

std::string losses(const std::vector<Trained>& all) {
    std::string out;
    for (const auto& one : all)
        out += fmt::format(" {:.4f}", one.loss);
    return out;
}

void compare(const ForecasterInfo& info, const Task& task, const std::string& python, int rounds) {
    const auto file =
        std::filesystem::temp_directory_path() / fmt::format("training.{}.bin", getpid());
    write(task, file);
    std::vector<Trained> here, there;
    for (int round = 1; round <= rounds; ++round) {
        here.push_back(trainHere(info, task, static_cast<std::uint64_t>(round)));
        if (!python.empty())
            there.push_back(trainThere(python, file, task, static_cast<std::uint64_t>(round)));
    }
    std::filesystem::remove(file);
    const auto secondsOf = [](const std::vector<Trained>& all) {
        std::vector<double> out;
        for (const auto& one : all)
            out.push_back(one.seconds);
        return median(out);
    };
    fmt::print("{:<17} {:6.2f} s, validation loss over last value's{}\n", task.model,
               secondsOf(here), losses(here));
    if (!there.empty())
        fmt::print("{:<17} {:6.2f} s, {:>36}{}; ratio {:.2f}\n", "eager PyTorch", secondsOf(there),
                   "", losses(there), secondsOf(there) / secondsOf(here));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    learn::startRuntime(argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 0);
    const char* environment = std::getenv("QUANTLOOM_ORACLE_PYTHON");
    const std::string python = argc > 1 ? argv[1] : environment != nullptr ? environment : "";
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
    const auto registry = makeForecasterRegistry();
    for (const Task& task : {lstmTask(), hybridTask()})
        compare(*registry.find(task.model), task, python, rounds);
    double load[1] = {};
    if (getloadavg(load, 1) == 1)
        fmt::print("{} threads, load {:.2f}\n", learn::workerThreads(), load[0]);
    return 0;
}
