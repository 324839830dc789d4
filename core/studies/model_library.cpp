// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/model_library.h"

#include <fmt/format.h>

#include "base/version.h"
#include "learn/model_bundle.h"

namespace loom::studies {

namespace {

constexpr const char* kFile = "generator.loom-model";
constexpr const char* kFirstArtifact = "model/generator.loom-model"; // of versions without the tag
constexpr const char* kArtifactTag = "quantloom.artifact";
constexpr const char* kKeyTag = "quantloom.model_key";
constexpr const char* kHashTag = "quantloom.data_hash";
constexpr const char* kPeriodTag = "quantloom.period";
constexpr const char* kPresetTag = "quantloom.preset";
constexpr const char* kStoppedTag = "quantloom.stopped_early";

std::string registeredName(const SynthesizeStudy& study) {
    return fmt::format("{} {} {}", study.model.id, dataTitle(study.data),
                       market::intervalCode(study.data.interval));
}

ModelOrigin originOf(const tracking::ModelVersion& version, const std::string& dataHash) {
    const auto artifact = version.tag(kArtifactTag);
    return {.reused = true,
            .name = version.model,
            .version = version.version,
            .trainedAt = toIso(Timestamp{version.createdMs / 1000}),
            .run = version.run,
            .dataChanged = version.tag(kHashTag) != dataHash,
            .artifact = artifact.empty() ? kFirstArtifact : std::string(artifact),
            .stoppedEarly = version.tag(kStoppedTag) == "true"};
}

Json bundleHeader(const SynthesizeStudy& study, const Params& params, const StudyData& data,
                  const Json& scores) {
    Json header{{"program", kVersion},
                {"interval", market::intervalCode(study.data.interval)},
                {"first_date", toIso(data.dates().front())},
                {"last_date", toIso(data.dates().back())},
                {"data_hash", data.hash()},
                {"train_returns", data.data().trainEnd},
                {"paper_table", study.split.paperTable},
                {"params", toJson(params)},
                {"preset", study.model.preset},
                {"seed", study.seed},
                {"scores", scores}};
    if (data.isPanel())
        header["symbols"] = data.panel->symbols;
    else
        header["symbol"] = study.data.symbol;
    return header;
}

} // namespace

Result<std::shared_ptr<const generate::Generator>>
generatorFromBundle(const generate::GeneratorRegistry& generators,
                    const std::filesystem::path& file) {
    const auto bundle = learn::readBundle(file);
    if (!bundle)
        return bundle.error();
    const auto* info = generators.find(bundle->modelId);
    if (info == nullptr)
        return fail(ErrorCode::NotFound,
                    fmt::format("{} holds a \"{}\" model, which this program does not know",
                                file.string(), bundle->modelId));
    auto generator = info->load(bundle->payload);
    if (!generator)
        return std::move(generator).error().during("load the model " + file.string());
    return std::shared_ptr<const generate::Generator>(std::move(*generator));
}

Result<std::optional<ModelOrigin>> ModelLibrary::find(const SynthesizeStudy& study,
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

Result<std::shared_ptr<const generate::Generator>>
ModelLibrary::load(const ModelOrigin& origin) const {
    const auto folder = m_store.artifactFolder(origin.run);
    if (!folder)
        return folder.error();
    return generatorFromBundle(m_generators, *folder / origin.artifact);
}

Result<ModelOrigin> ModelLibrary::store(const SynthesizeStudy& study, const Params& params,
                                        const StudyData& data, const generate::Generator& generator,
                                        const ModelOrigin& trained, const Json& scores,
                                        const std::string& folder) {
    const std::string artifact = folder + "/" + kFile;
    const tracking::RunId& run = trained.run;
    auto payload = generator.serialize();
    if (!payload)
        return std::move(payload).error();
    const learn::ModelBundle bundle{.kind = "generator",
                                    .modelId = study.model.id,
                                    .header = bundleHeader(study, params, data, scores),
                                    .payload = std::move(*payload)};
    if (auto kept = m_store.logArtifact(run, artifact, learn::toBytes(bundle)); !kept)
        return std::move(kept).error();
    const auto place = m_store.artifactFolder(run);
    if (!place)
        return place.error();
    const auto version = tracking::Registry(m_store).createVersion(
        {.model = registeredName(study),
         .run = run,
         .source = (*place / artifact).string(),
         .description = "",
         .tags = {{kKeyTag, modelKey(study, toJson(params))},
                  {kHashTag, data.hash()},
                  {kArtifactTag, artifact},
                  {kPeriodTag, data.periodText()},
                  {kPresetTag, study.model.preset},
                  {kStoppedTag, trained.stoppedEarly ? "true" : "false"}}});
    if (!version)
        return version.error();
    ModelOrigin origin = originOf(*version, data.hash());
    origin.reused = false;
    return origin;
}

} // namespace loom::studies
