// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as a study would leave them, written through the tracking API: made-up numbers.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "tracking/registry.h"
#include "tracking/store.h"

namespace loom::tests {

/// One run a second from 2026-03-02T08:00Z; number decides model, seed and scores. Empty id: the
/// store refused. points: of the loss; 0 leaves a bare, running row.
inline tracking::RunId addRun(tracking::Store& store, int number, int points = 20) {
    const std::vector<std::string> models{"quantgan", "gjr_garch", "stationary_bootstrap"};
    const std::string& model = models[static_cast<std::size_t>(number) % models.size()];
    const auto experiment = store.experiment("Synthesize");
    const auto id = store.createRun({.experiment = *experiment,
                                     .name = model + " run " + std::to_string(number),
                                     .tags = {{"quantloom.verdict", "No generator passes."},
                                              {"quantloom.version", "0.1.0"},
                                              {"quantloom.data_hash", std::string(64, 'a')}},
                                     .startMs = 1'772'438'400'000 + 1000LL * number});
    if (!id)
        return {};
    if (points == 0) // only a row of the table: thousands of them must be quick to make
        return *id;
    const std::vector<tracking::NamedText> params{{"model", model},
                                                  {"symbol", "^GSPC"},
                                                  {"seed", std::to_string(number)},
                                                  {"model.receptive_field", "127"}};
    const double x = 0.01 * (number % 17);
    std::vector<tracking::Metric> metrics{{.key = "rows_passed", .value = 5.0 + number % 7},
                                          {.key = "emd_1", .value = 0.0012 + x / 10},
                                          {.key = "acf_abs", .value = 0.03 + x},
                                          {.key = "leverage", .value = 0.3 + x}};
    for (int step = 0; step < points; ++step)
        metrics.push_back(
            {.key = "loss_critic", .value = 1.2 + x + std::exp(-0.2 * step), .step = 10 * step});
    bool good = store.logParams(*id, params).ok() && store.logMetrics(*id, metrics).ok();
    const std::string study = R"({"kind": "synthesize", "seed": )" + std::to_string(number) +
                              R"(, "data": {"symbol": "^GSPC"}, "model": {"id": ")" + model +
                              R"("}})";
    good = good && store.logArtifact(*id, "study.json", study).ok() &&
           store.logArtifact(*id, "report/fidelity.csv", "metric,value\n").ok();
    good = good && store
                       .setRunStatus(*id, number % 5 == 4 ? tracking::RunStatus::Killed
                                                          : tracking::RunStatus::Finished)
                       .ok();
    return good ? *id : tracking::RunId{};
}

} // namespace loom::tests
