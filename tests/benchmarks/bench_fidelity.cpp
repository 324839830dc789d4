// SPDX-License-Identifier: GPL-3.0-or-later
// How long the fidelity reports take, rivals fitted and scored included: 500 paths x 4,000 days of
// one series, and 10,000 synthetic days of 50 assets against 2,500 and 10,000 real ones.
#include <chrono>
#include <cmath>
#include <fmt/format.h>

#include "base/random.h"
#include "generate/fidelity.h"
#include "generate/panel_fidelity.h"

using namespace loom;
using namespace loom::generate;

namespace {

/// Days of a market factor with clusters of volatility (GARCH(1,1), alpha 0.08, beta 0.91) plus
/// independent normal returns of each asset.
std::vector<double> marketDays(std::size_t days, std::size_t assets, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<double> out;
    out.reserve(days * assets);
    double variance = 1e-4, market = 0;
    for (std::size_t t = 0; t < days; ++t) {
        variance = 1e-6 + 0.08 * market * market + 0.91 * variance;
        market = std::sqrt(variance) * rng.normal();
        for (std::size_t a = 0; a < assets; ++a) {
            const double beta = 0.6 + 0.8 * static_cast<double>(a) / static_cast<double>(assets);
            out.push_back(beta * market + 0.012 * rng.normal());
        }
    }
    return out;
}

NamedSample sampleOf(std::size_t count, std::size_t length, std::size_t assets) {
    const auto days = marketDays(count * length, assets, 2);
    auto paths = std::make_shared<Paths>(Paths{
        .count = count, .length = length, .returns = {days.begin(), days.end()}, .assets = assets});
    return {.id = "imported", .title = "Benchmark", .paths = std::move(paths)};
}

template <class Report>
void timed(const std::string& name, Report report) {
    const auto start = std::chrono::steady_clock::now();
    const Result<FidelityReport> done = report();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (!done) {
        fmt::print(stderr, "{}\n", done.error().text());
        std::exit(1);
    }
    fmt::print("{:<58} {:>6.2f} s, {} rows, {} columns\n", name, taken.count(), done->rows.size(),
               done->columns.size());
}

void panel(std::size_t realDays, const NamedSample& sample) {
    TrainingData data;
    data.returns = marketDays(realDays, sample.paths->assets, 1);
    data.wholeWindow = true;
    for (std::size_t a = 0; a < sample.paths->assets; ++a)
        data.assets.push_back(fmt::format("A{}", a + 1));
    jobs::PlainJobContext context;
    timed(fmt::format("{} assets x {} synthetic days, {} real days", sample.paths->assets,
                      sample.paths->length, realDays),
          [&] {
              return computePanelFidelity(
                  {.data = data, .scoredFrom = 0, .scoredTo = 0, .candidates = {sample}}, {},
                  context);
          });
}

} // namespace

int main() {
    jobs::PlainJobContext context;
    const FidelityInput series{
        .real = marketDays(4'000, 1, 1), .training = {}, .candidates = {sampleOf(500, 4'000, 1)}};
    timed("one series, 500 paths x 4000 days, 4000 real days",
          [&] { return computeFidelity(series, {}, context); });
    const NamedSample days = sampleOf(1, 10'000, 50);
    panel(2'500, days);
    panel(10'000, days);
}
