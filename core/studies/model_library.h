// SPDX-License-Identifier: GPL-3.0-or-later
// Registered generators: bundles kept as run artifacts, found again by the study they fit.
// Thread rule: as tracking::Store, any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "generate/generator.h"
#include "studies/study.h"
#include "studies/study_data.h"
#include "tracking/registry.h"
#include "tracking/store.h"

namespace loom::studies {

/// How the model came to be.
struct ModelOrigin {
    bool reused = false;        ///< taken from the registry, nothing was trained now
    std::string name = {};      ///< registered name, "quantgan ^GSPC 1d"
    std::int64_t version = 0;   ///< 0: not registered
    std::string trainedAt = {}; ///< ISO instant of the training
    tracking::RunId run = {};   ///< the run that trained it
    bool dataChanged = false;   ///< the prices differ from those it was trained on
    std::string artifact = {};  ///< of that run: the bundle; empty: not registered
    bool stoppedEarly = false;  ///< the training was stopped and the best until then kept
};

struct StoredModel {
    ModelOrigin origin;
    std::shared_ptr<const generate::Generator> generator;
};

class ModelLibrary {
  public:
    ModelLibrary(tracking::Store& store, const generate::GeneratorRegistry& generators)
        : m_store(store), m_generators(generators) {}

    /// The newest registered model of this study (see modelKey()); nothing when there is none. An
    /// error when there is one but its file cannot be used.
    Result<std::optional<ModelOrigin>> find(const SynthesizeStudy& study, const Params& params,
                                            const std::string& dataHash) const;
    Result<std::shared_ptr<const generate::Generator>> load(const ModelOrigin& origin) const;

    /// Writes the bundle as an artifact of the run that trained it and registers a new version.
    /// A run that trains several models keeps each in a folder of its own.
    Result<ModelOrigin> store(const SynthesizeStudy& study, const Params& params,
                              const StudyData& data, const generate::Generator& generator,
                              const ModelOrigin& trained, const Json& scores,
                              const std::string& folder = "model");

  private:
    tracking::Store& m_store;
    const generate::GeneratorRegistry& m_generators;
};

/// Reads a bundle file and makes its generator; errors name the file.
Result<std::shared_ptr<const generate::Generator>>
generatorFromBundle(const generate::GeneratorRegistry& generators,
                    const std::filesystem::path& file);

} // namespace loom::studies
