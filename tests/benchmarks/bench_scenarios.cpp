// SPDX-License-Identifier: GPL-3.0-or-later
// How long it takes to store 10,000 paths x 252 days x 20 assets of a fitted generator, to open the
// set, and to read one path and all of them. Usage: bench_scenarios [file]
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <functional>

#include "base/random.h"
#include "generate/scenario_set.h"

using namespace loom;
using namespace loom::generate;

namespace {

double milliseconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

void must(const Status& status) {
    if (status)
        return;
    fmt::print(stderr, "{}\n", status.error().text());
    std::exit(1);
}

Paths normalPaths() {
    Paths paths{.count = 10'000, .length = 252, .returns = {}, .assets = 20};
    paths.returns.resize(paths.count * paths.length * paths.assets);
    Rng rng(1);
    for (float& r : paths.returns)
        r = static_cast<float>(0.01 * rng.normal());
    return paths;
}

double sumOf(std::span<const float> values) {
    double sum = 0;
    for (const float v : values)
        sum += v;
    return sum;
}

} // namespace

int main(int argc, char** argv) {
    const std::filesystem::path file =
        argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "bench.scenarios";
    const auto paths = normalPaths();
    ScenarioCard card{.name = "benchmark", .generator = "gaussian"};
    for (std::size_t a = 0; a < paths.assets; ++a)
        card.assets.push_back(fmt::format("A{}", a + 1));
    fmt::print("store {:.0f} MB      {:>10.1f} ms\n",
               4e-6 * static_cast<double>(paths.returns.size()),
               milliseconds([&] { must(writeScenarioSet(file, card, paths)); }));
    std::shared_ptr<const ScenarioSet> set;
    for (const char* when : {"open", "open again"})
        fmt::print("{:<17} {:>10.2f} ms\n", when, milliseconds([&] {
                       auto opened = ScenarioSet::open(file);
                       must(opened ? Status() : Status(opened.error()));
                       set = std::move(*opened);
                   }));
    double sum = 0;
    fmt::print("read the last path{:>10.2f} ms\n",
               milliseconds([&] { sum += sumOf(set->path(set->count() - 1)); }));
    fmt::print("read all paths    {:>10.1f} ms\n", milliseconds([&] {
                   for (std::size_t i = 0; i < set->count(); ++i)
                       sum += sumOf(set->path(i));
               }));
    fmt::print("verify            {:>10.1f} ms\n", milliseconds([&] { must(set->verify()); }));
    fmt::print("(sum of the returns {:.3g})\n", sum);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
}
