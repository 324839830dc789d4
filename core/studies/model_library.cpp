// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/model_library.h"

#include <fmt/format.h>

#include "base/version.h"
#include "learn/model_bundle.h"

namespace loom::studies {

namespace {

constexpr const char* kArtifact = "model/generator.loom-model";
constexpr const char* kKeyTag = "quantloom.model_key";
constexpr const char* kHashTag = "quantloom.data_hash";
constexpr const char* kPeriodTag = "quantloom.period";
constexpr const char* kPresetTag = "quantloom.preset";
constexpr const char* kStoppedTag = "quantloom.stopped_early";

std::string registeredName(const SynthesizeStudy& study) {
    return fmt::format("{} {} {}", study.model.id, study.data.symbol,
                       market::intervalCode(study.data.interval));
}

std::string periodText(const Dataset& dataset) {
    return fmt::format("{} to {}", toIso(dataset.dates.front()), toIso(dataset.dates.back()));
}

ModelOrigin originOf(const tracking::ModelVersion& version, const std::string& dataHash) {
    return {.reused = true,
            .name = version.model,
            .version = version.version,
            .trainedAt = toIso(Timestamp{version.createdMs / 1000}),
            .run = version.run,
            .dataChanged = version.tag(kHashTag) != dataHash,
            .stoppedEarly = version.tag(kStoppedTag) == "true"};
}

Json bundleHeader(const SynthesizeStudy& study, const Params& params, const Dataset& dataset,
                  const Json& scores) {
    return {{"program", kVersion},
            {"symbol", study.data.symbol},
            {"interval", market::intervalCode(study.data.interval)},
            {"first_date", toIso(dataset.dates.front())},
            {"last_date", toIso(dataset.dates.back())},
            {"data_hash", dataset.hash},
            {"train_returns", dataset.data.trainEnd},
            {"paper_table", study.split.paperTable},
            {"params", toJson(params)},
            {"preset", study.model.preset},
            {"seed", study.seed},
            {"scores", scores}};
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
    return generatorFromBundle(m_generators, *folder / kArtifact);
}

Result<ModelOrigin> ModelLibrary::store(const SynthesizeStudy& study, const Params& params,
                                        const Dataset& dataset,
                                        const generate::Generator& generator,
                                        const ModelOrigin& trained, const Json& scores) {
    const tracking::RunId& run = trained.run;
    auto payload = generator.serialize();
    if (!payload)
        return std::move(payload).error();
    const learn::ModelBundle bundle{.kind = "generator",
                                    .modelId = study.model.id,
                                    .header = bundleHeader(study, params, dataset, scores),
                                    .payload = std::move(*payload)};
    if (auto kept = m_store.logArtifact(run, kArtifact, learn::toBytes(bundle)); !kept)
        return std::move(kept).error();
    const auto folder = m_store.artifactFolder(run);
    if (!folder)
        return folder.error();
    const auto version = tracking::Registry(m_store).createVersion(
        {.model = registeredName(study),
         .run = run,
         .source = (*folder / kArtifact).string(),
         .description = "",
         .tags = {{kKeyTag, modelKey(study, toJson(params))},
                  {kHashTag, dataset.hash},
                  {kPeriodTag, periodText(dataset)},
                  {kPresetTag, study.model.preset},
                  {kStoppedTag, trained.stoppedEarly ? "true" : "false"}}});
    if (!version)
        return version.error();
    ModelOrigin origin = originOf(*version, dataset.hash);
    origin.reused = false;
    return origin;
}

} // namespace loom::studies
