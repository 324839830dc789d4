// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/interrupted.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "studies/synthesize.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

/// The study of a run, when it can be read and its checkpoint is there.
std::optional<InterruptedTraining> trainingOf(Workbench& workbench, const tracking::Run& run) {
    const auto text = workbench.tracking().readArtifact(run.id, "study.json");
    if (!text)
        return std::nullopt;
    const auto json = parseJson(*text);
    if (!json)
        return std::nullopt;
    const auto study = synthesizeStudyFromJson(*json);
    if (!study)
        return std::nullopt;
    const auto params = resolvedParams(workbench.generators(), study->model);
    if (!params)
        return std::nullopt;
    InterruptedTraining out{.run = run.id,
                            .name = run.name,
                            .study = *study,
                            .startMs = run.startMs,
                            .step = 0,
                            .checkpoint = checkpointFile(workbench, *study, *params)};
    for (const auto& metric : run.metrics)
        out.step = std::max(out.step, metric.step);
    std::error_code ignored;
    return std::filesystem::exists(out.checkpoint, ignored) ? std::optional(out) : std::nullopt;
}

} // namespace

std::filesystem::path checkpointFile(const Workbench& workbench, const SynthesizeStudy& study,
                                     const Params& params) {
    return workbench.paths().models / "checkpoints" /
           (modelKey(study, toJson(params)).substr(0, 32) + ".ckpt");
}

Result<std::vector<InterruptedTraining>> interruptedTrainings(Workbench& workbench) {
    const auto folder = workbench.paths().models / "checkpoints";
    std::error_code ignored;
    if (std::filesystem::is_empty(folder, ignored) || ignored)
        return std::vector<InterruptedTraining>();
    const auto runs = workbench.tracking().search(
        {.filter = "attributes.status = 'KILLED' AND tags.`quantloom.kind` = 'synthesize'"});
    if (!runs)
        return runs.error();
    std::vector<InterruptedTraining> out;
    for (const auto& run : *runs) {
        auto training = trainingOf(workbench, run);
        const bool known = training && std::any_of(out.begin(), out.end(), [&](const auto& other) {
                               return other.checkpoint == training->checkpoint;
                           });
        if (training && !known)
            out.push_back(std::move(*training));
    }
    return out;
}

Result<InterruptedTraining> interruptedTraining(Workbench& workbench, std::string_view which) {
    auto all = interruptedTrainings(workbench);
    if (!all)
        return std::move(all).error();
    std::string known;
    for (auto& training : *all) {
        if (which == "last" || training.run.value.starts_with(which))
            return std::move(training);
        known += fmt::format("{}{} ({})", known.empty() ? "" : ", ",
                             training.run.value.substr(0, 8), training.name);
    }
    if (all->empty())
        return fail(ErrorCode::NotFound,
                    "No interrupted training has a checkpoint, so there is nothing to go on with. "
                    "Train anew.");
    return fail(ErrorCode::NotFound,
                fmt::format("No interrupted training \"{}\" has a checkpoint; those that can go "
                            "on: {}.",
                            which, known));
}

Status forget(const InterruptedTraining& training) {
    std::error_code error;
    std::filesystem::remove(training.checkpoint, error);
    if (error)
        return fail(ErrorCode::Io, fmt::format("The checkpoint {} could not be removed: {}.",
                                               training.checkpoint.string(), error.message()));
    return {};
}

} // namespace loom::studies
