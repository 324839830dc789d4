// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/interrupted.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "studies/forecast_run.h"
#include "studies/synthesize.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using std::filesystem::path;

/// What tells the kinds of trainings apart.
struct Generators {
    using Study = SynthesizeStudy;
    static constexpr auto kKind = "synthesize";
    static Result<Study> study(const Json& json) { return synthesizeStudyFromJson(json); }
    static const auto& registry(const Workbench& workbench) { return workbench.generators(); }
};
struct Forecasters {
    using Study = ForecastStudy;
    static constexpr auto kKind = "forecast";
    static Result<Study> study(const Json& json) { return forecastStudyFromJson(json); }
    static const auto& registry(const Workbench& workbench) { return workbench.forecasters(); }
};

path checkpointFolder(const Workbench& workbench) {
    return workbench.paths().models / "checkpoints";
}

path checkpointOf(const Workbench& workbench, const std::string& key) {
    return checkpointFolder(workbench) / (key.substr(0, 32) + ".ckpt");
}

/// The checkpoint itself and those of an ensemble's members, as far as they exist.
std::vector<path> filesOf(const path& checkpoint) {
    std::vector<path> out;
    const std::string name = checkpoint.filename().string();
    std::error_code error;
    for (std::filesystem::directory_iterator at(checkpoint.parent_path(), error), end;
         !error && at != end; at.increment(error)) {
        const std::string other = at->path().filename().string();
        const bool member = other.starts_with(name + ".") &&
                            other.find_first_not_of("0123456789", name.size() + 1) == other.npos;
        if (other == name || member)
            out.push_back(at->path());
    }
    return out;
}

/// The study of a run, when it can be read and its checkpoint is there.
template <class Kind>
std::optional<Interrupted<typename Kind::Study>> trainingOf(Workbench& workbench,
                                                            const tracking::Run& run) {
    const auto text = workbench.tracking().readArtifact(run.id, "study.json");
    if (!text)
        return std::nullopt;
    const auto json = parseJson(*text);
    if (!json)
        return std::nullopt;
    const auto study = Kind::study(*json);
    if (!study)
        return std::nullopt;
    const auto params = resolvedParams(Kind::registry(workbench), study->model);
    if (!params)
        return std::nullopt;
    Interrupted<typename Kind::Study> out{.run = run.id,
                                          .name = run.name,
                                          .study = *study,
                                          .startMs = run.startMs,
                                          .step = 0,
                                          .checkpoint = checkpointFile(workbench, *study, *params)};
    for (const auto& metric : run.metrics)
        out.step = std::max(out.step, metric.step);
    return filesOf(out.checkpoint).empty() ? std::nullopt : std::optional(std::move(out));
}

template <class Kind>
Result<std::vector<Interrupted<typename Kind::Study>>> allOf(Workbench& workbench) {
    std::vector<Interrupted<typename Kind::Study>> out;
    std::error_code ignored;
    if (std::filesystem::is_empty(checkpointFolder(workbench), ignored) || ignored)
        return out;
    const auto runs = workbench.tracking().search(
        {.filter = fmt::format("attributes.status = 'KILLED' AND tags.`quantloom.kind` = '{}'",
                               Kind::kKind)});
    if (!runs)
        return runs.error();
    for (const auto& run : *runs) {
        auto training = trainingOf<Kind>(workbench, run);
        const bool known = training && std::any_of(out.begin(), out.end(), [&](const auto& other) {
                               return other.checkpoint == training->checkpoint;
                           });
        if (training && !known)
            out.push_back(std::move(*training));
    }
    return out;
}

template <class Study>
Result<Interrupted<Study>> choose(Result<std::vector<Interrupted<Study>>> all,
                                  std::string_view which) {
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

} // namespace

path checkpointFile(const Workbench& workbench, const SynthesizeStudy& study,
                    const Params& params) {
    return checkpointOf(workbench, modelKey(study, toJson(params)));
}

path checkpointFile(const Workbench& workbench, const ForecastStudy& study, const Params& params) {
    return checkpointOf(workbench, modelKey(study, toJson(params)));
}

Result<std::vector<InterruptedTraining>> interruptedTrainings(Workbench& workbench) {
    return allOf<Generators>(workbench);
}

Result<std::vector<InterruptedForecast>> interruptedForecasts(Workbench& workbench) {
    return allOf<Forecasters>(workbench);
}

Result<InterruptedTraining> interruptedTraining(Workbench& workbench, std::string_view which) {
    return choose(interruptedTrainings(workbench), which);
}

Result<InterruptedForecast> interruptedForecast(Workbench& workbench, std::string_view which) {
    return choose(interruptedForecasts(workbench), which);
}

Status removeCheckpoint(const path& checkpoint) {
    for (const path& file : filesOf(checkpoint)) {
        std::error_code error;
        std::filesystem::remove(file, error);
        if (error)
            return fail(ErrorCode::Io, fmt::format("The checkpoint {} cannot be removed: {}.",
                                                   file.string(), error.message()));
    }
    return {};
}

} // namespace loom::studies
