// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of computeFidelity() that live in files of their own.
#pragma once

#include <cmath>

#include "generate/fidelity.h"
#include "generate/generator.h"

namespace loom::generate {

inline stats::PathView viewOf(const Paths& paths) {
    return {.count = paths.count, .length = paths.length, .values = paths.returns};
}

/// How far the cell is from real, from value: the lower the closer, for statistics too.
inline double distanceOf(const FidelityRow& row, std::size_t column) {
    const double value = row.cells[column].value;
    return row.better == stats::Better::Target ? std::abs(value - row.real) : value;
}

inline constexpr const char* kShuffledControl = "shuffled_control";
inline constexpr const char* kIndependentControl = "independent_control";

/// A dynamics score above this share of what no dynamics at all scores is no dynamics.
inline constexpr double kNoDynamicsShare = 0.9;
/// More windows than this that are exact copies of history are said.
inline constexpr double kNoticeableCopies = 0.01;

/// The real series has dynamics that the cell's paths do not show.
inline bool lacksDynamics(const FidelityRow& row, const FidelityCell& cell) {
    return row.showsDynamics && !(cell.value <= kNoDynamicsShare * row.noDynamics);
}

/// What a judged report whose controls fail says of its generators, led by this column.
Verdict verdictOn(const FidelityReport& report, std::size_t column);

/// Rival i of a report is sampled with the report's seed plus this plus i.
inline constexpr std::uint64_t kFirstRivalSeed = 1000;

/// Fits a generator with its defaults and draws the request.
Result<NamedSample> sampleRival(const GeneratorInfo& info, const TrainingData& data,
                                const SampleRequest& request, std::uint64_t seed,
                                jobs::JobContext& context);

/// Sets the judgement of every cell, the counts of every column, controlFails and the verdict.
void judge(FidelityReport& report);

} // namespace loom::generate
