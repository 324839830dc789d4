// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_model.h"

#include <fmt/format.h>

#include "base/version.h"
#include "learn/model_bundle.h"
#include "tracking/registry.h"

namespace loom::studies {

namespace {

constexpr const char* kBundleKind = "forecaster";
constexpr const char* kArtifact = "model/forecaster.loom-model";
constexpr const char* kKindTag = "quantloom.kind";
constexpr const char* kKeyTag = "quantloom.model_key";
constexpr const char* kHashTag = "quantloom.data_hash";
constexpr const char* kPeriodTag = "quantloom.period";
constexpr const char* kPresetTag = "quantloom.preset";
constexpr const char* kStoppedTag = "quantloom.stopped_early";

std::string registeredName(const ForecastStudy& study) {
    return fmt::format("{} {} {}", study.model.id, dataTitle(study.data),
                       forecast::frequencyCode(study.data.frequency));
}

ModelOrigin originOf(const tracking::ModelVersion& version, const std::string& dataHash) {
    return {.reused = true,
            .name = version.model,
            .version = version.version,
            .trainedAt = toIso(Timestamp{version.createdMs / 1000}),
            .run = version.run,
            .dataChanged = version.tag(kHashTag) != dataHash,
            .artifact = kArtifact,
            .stoppedEarly = version.tag(kStoppedTag) == "true"};
}

/// Bundles of earlier versions do not say.
std::optional<std::int64_t> trainedTo(const Json& header) {
    const auto found = header.find("trained_to");
    return found == header.end() ? std::nullopt : std::optional(found->get<std::int64_t>());
}

} // namespace

Result<TrainedForecast> forecastFromBundle(const forecast::ForecasterRegistry& forecasters,
                                           const std::filesystem::path& file) {
    const auto bundle = learn::readBundle(file);
    if (!bundle)
        return bundle.error();
    const auto* info = forecasters.find(bundle->modelId);
    if (bundle->kind != kBundleKind || info == nullptr)
        return fail(ErrorCode::NotFound,
                    fmt::format("{} holds a \"{}\" model, which is no forecaster of this program.",
                                file.string(), bundle->modelId));
    auto model = info->load(bundle->payload);
    if (!model)
        return std::move(model).error().during("load the model " + file.string());
    try {
        auto study = forecastStudyFromJson(bundle->header.at("study"));
        if (!study)
            return std::move(study).error().during("load the model " + file.string());
        return TrainedForecast{.study = std::move(*study),
                               .origin = {},
                               .period = bundle->header.at("period").get<std::string>(),
                               .trainedTo = trainedTo(bundle->header),
                               .model = std::move(*model),
                               .intervals =
                                   forecast::Conformal::fromJson(bundle->header.at("intervals"))};
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("{} is incomplete. Train the model again.", file.string()));
    }
}

Result<std::optional<ModelOrigin>> ForecastLibrary::find(const ForecastStudy& study,
                                                         const Params& params,
                                                         const std::string& dataHash) const {
    const tracking::NamedText key{kKeyTag, modelKey(study, toJson(params))};
    const auto versions = tracking::Registry(m_store).findVersions(std::span(&key, 1));
    if (!versions)
        return versions.error();
    if (versions->empty())
        return std::optional<ModelOrigin>();
    return std::optional(originOf(versions->front(), dataHash));
}

Result<std::vector<ModelOrigin>> ForecastLibrary::all() const {
    const tracking::NamedText kind{kKindTag, kBundleKind};
    const auto versions = tracking::Registry(m_store).findVersions(std::span(&kind, 1));
    if (!versions)
        return versions.error();
    std::vector<ModelOrigin> out;
    for (const auto& version : *versions)
        out.push_back(originOf(version, std::string(version.tag(kHashTag))));
    return out;
}

Result<TrainedForecast> ForecastLibrary::load(const ModelOrigin& origin) const {
    const auto folder = m_store.artifactFolder(origin.run);
    if (!folder)
        return folder.error();
    auto trained = forecastFromBundle(m_forecasters, *folder / origin.artifact);
    if (trained)
        trained->origin = origin;
    return trained;
}

Result<ModelOrigin> ForecastLibrary::store(const TrainedForecast& trained, const Params& params,
                                           const ForecastDataset& data) const {
    auto payload = trained.model->serialize();
    if (!payload)
        return std::move(payload).error();
    const learn::ModelBundle bundle{.kind = kBundleKind,
                                    .modelId = trained.study.model.id,
                                    .header = {{"program", kVersion},
                                               {"study", toJson(trained.study)},
                                               {"params", toJson(params)},
                                               {"period", trained.period},
                                               {"trained_to", data.data->times.back()},
                                               {"data_hash", data.hash},
                                               {"intervals", trained.intervals.toJson()}},
                                    .payload = std::move(*payload)};
    const tracking::RunId& run = trained.origin.run;
    if (auto kept = m_store.logArtifact(run, kArtifact, learn::toBytes(bundle)); !kept)
        return std::move(kept).error();
    const auto place = m_store.artifactFolder(run);
    if (!place)
        return place.error();
    const auto version = tracking::Registry(m_store).createVersion(
        {.model = registeredName(trained.study),
         .run = run,
         .source = (*place / kArtifact).string(),
         .description = "",
         .tags = {{kKindTag, kBundleKind},
                  {kKeyTag, modelKey(trained.study, toJson(params))},
                  {kHashTag, data.hash},
                  {kPeriodTag, trained.period},
                  {kPresetTag, trained.study.model.preset},
                  {kStoppedTag, trained.origin.stoppedEarly ? "true" : "false"}}});
    if (!version)
        return version.error();
    ModelOrigin origin = originOf(*version, data.hash);
    origin.reused = false;
    return origin;
}

} // namespace loom::studies
