// SPDX-License-Identifier: GPL-3.0-or-later
// Rolling evaluation of every baseline: 20 years of 10 assets (5,000 daily rows, horizon 10, every
// day an origin, fitted again at each of N borders), and one fit with a forecast at every row of
// 85 assets x 5,000 five-minute rows with horizon 12. Simulated prices; what is timed is fits and
// forecasts, without scores.
//   bench_baselines [borders]
#include "forecast/evaluation/collect.h"
#include "support/sample_market.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace loom;
using namespace loom::forecast;

namespace {

double measured(const ForecastData& data, std::size_t borders) {
    const auto registry = makeForecasterRegistry();
    const EvaluationPlan plan{.testShare = 0, .firstTrainShare = 0.25, .folds = borders};
    const auto folds = makeFolds(data.rows(), data.horizon, plan);
    if (!folds) {
        std::printf("%s\n", folds.error().text().c_str());
        return 0;
    }
    double total = 0;
    for (const auto& info : registry.all()) {
        if (info.kind != ForecasterKind::Baseline)
            continue;
        auto params = validated(info.params, Json::object());
        jobs::PlainJobContext context;
        const auto out = collectForecasts(info, *params, data, *folds, plan, FitOptions{}, context);
        if (!out) {
            std::printf("  %-16s %s\n", info.id.c_str(), out.error().text().c_str());
            continue;
        }
        std::printf("  %-16s %8.3f s\n", info.id.c_str(), out->seconds);
        total += out->seconds;
    }
    std::printf("  %-16s %8.3f s\n", "together", total);
    return total;
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t borders = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 15;
    std::printf("10 assets x 5,000 days, %zu borders\n", borders);
    measured(tests::sampleMarket({.rows = 5000, .assets = 10, .horizon = 10}), borders);
    std::printf("85 assets x 5,000 five-minute bars, 1 border\n");
    measured(tests::sampleMarket(
                 {.rows = 5000, .assets = 85, .horizon = 12, .frequency = Frequency::Minute5}),
             1);
    return 0;
}
