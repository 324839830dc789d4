// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the experiment store writes and reads: metrics one by one and in batches, and a table of
// 10,000 runs with 10 metrics and 10 parameters each. Usage: bench_tracking [folder]
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <vector>

#include "tracking/metric_writer.h"
#include "tracking/store.h"

using namespace loom;
using namespace loom::tracking;

namespace {

double seconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void must(bool ok, const char* what) {
    if (ok)
        return;
    fmt::print(stderr, "{} failed\n", what);
    std::exit(1);
}

void writeMetrics(Store& store) {
    const auto run = store.createRun({});
    must(run.ok(), "createRun");
    constexpr int kSingle = 20'000, kBatches = 500, kBatch = 1'000;
    const double single = seconds([&] {
        for (int i = 0; i < kSingle; ++i)
            must(store.logMetric(*run, "single", i * 0.5, i).ok(), "logMetric");
    });
    fmt::print("metrics one by one        {:>10.0f} /s\n", kSingle / single);
    std::vector<Metric> batch;
    for (int i = 0; i < kBatch; ++i)
        batch.push_back({"batch " + std::to_string(i % 10), 0.0, 0, kNow});
    const double batched = seconds([&] {
        for (int b = 0; b < kBatches; ++b) {
            for (int i = 0; i < kBatch; ++i) {
                batch[static_cast<std::size_t>(i)].value = b * 0.1 + i;
                batch[static_cast<std::size_t>(i)].step = b * kBatch + i;
            }
            must(store.logMetrics(*run, batch).ok(), "logMetrics");
        }
    });
    fmt::print("metrics in batches of 1000{:>10.0f} /s\n", kBatches * kBatch / batched);
    constexpr int kWritten = 300'000;
    const double written = seconds([&] {
        MetricWriter writer(store, *run);
        for (int i = 0; i < kWritten; ++i)
            writer.log("written", i * 0.5, i);
        must(writer.flush().ok(), "flush");
    });
    fmt::print("metrics by MetricWriter   {:>10.0f} /s\n", kWritten / written);
    const double read = seconds(
        [&] { must(store.metricHistory(*run, "written")->size() == kWritten, "metricHistory"); });
    fmt::print("300,000 point history     {:>10.1f} ms (among 820,000 of the run)\n", read * 1e3);
}

void fillRuns(Store& store, ExperimentId experiment) {
    constexpr int kRuns = 10'000;
    const double filled = seconds([&] {
        for (int i = 0; i < kRuns; ++i) {
            const auto run = store.createRun({.experiment = experiment, .startMs = 1000 + i});
            must(run.ok(), "createRun");
            std::vector<NamedText> params;
            std::vector<Metric> metrics;
            for (int k = 0; k < 10; ++k) {
                params.push_back({"p" + std::to_string(k), std::to_string((i * 31 + k) % 97)});
                metrics.push_back({"m" + std::to_string(k), (i * 7919 + k) % 10'007 / 10'007.0, 1});
            }
            must(store.logParams(*run, params).ok(), "logParams");
            must(store.logMetrics(*run, metrics).ok(), "logMetrics");
        }
    });
    fmt::print("create 10,000 runs        {:>10.1f} s\n", filled);
}

void readTable(Store& store, ExperimentId experiment) {
    const auto page = [&](const char* what, RunQuery query) {
        query.experiments = {experiment};
        std::size_t rows = 0;
        double best = 1e9;
        for (int round = 0; round < 5; ++round)
            best = std::min(best, seconds([&] { rows = store.search(query)->size(); }));
        fmt::print("{:<26}{:>10.1f} ms ({} runs)\n", what, best * 1e3, rows);
    };
    page("page of 200, newest", {});
    page("page of 200, the last", {.offset = 9'800});
    page("page of 200 by a metric", {.orderBy = {"metrics.m3 DESC"}});
    page("filter on a metric", {.filter = "metrics.m3 < 0.05 AND params.p1 > 50"});
    page("all 10,000 runs", {.limit = 10'000});
    std::int64_t rows = 0;
    const double counted = seconds([&] { rows = *store.count({.experiments = {experiment}}); });
    fmt::print("count                     {:>10.1f} ms ({} runs)\n", counted * 1e3, rows);
    const double keys = seconds([&] {
        must(!store.metricKeys({&experiment, 1})->empty(), "keys");
    });
    fmt::print("keys of the metrics       {:>10.1f} ms\n", keys * 1e3);
}

} // namespace

int main(int argc, char** argv) {
    const auto folder = argc > 1
                            ? std::filesystem::path(argv[1])
                            : std::filesystem::temp_directory_path() / "quantloom_bench_tracking";
    std::filesystem::remove_all(folder);
    {
        auto store = Store::open(folder / "tracking.db", folder / "artifacts");
        must(store.ok(), "open");
        writeMetrics(*store);
        const auto experiment = store->experiment("10,000 runs");
        must(experiment.ok(), "experiment");
        fillRuns(*store, *experiment);
        readTable(*store, *experiment);
    }
    std::filesystem::remove_all(folder);
}
