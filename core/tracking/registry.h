// SPDX-License-Identifier: GPL-3.0-or-later
// Registered models: a name with numbered versions, aliases that point at a version ("champion"),
// and tags. Lives in the experiment store's file; same thread rule and failures as Store.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tracking/types.h"

namespace loom::tracking {

class Store;

struct ModelVersion {
    std::string model = {};
    std::int64_t version = 0;
    std::string description = {};
    std::string source = {}; ///< where the files are: an artifact path or URI
    RunId run = {};          ///< empty when it came from no run
    std::string status = {}; ///< "READY", "PENDING_REGISTRATION", "FAILED_REGISTRATION"
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::vector<std::string> aliases = {}; ///< sorted
    std::vector<NamedText> tags = {};      ///< sorted by key

    std::string_view tag(std::string_view key) const;
};

struct RegisteredModel {
    std::string name = {};
    std::string description = {};
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::int64_t latestVersion = 0; ///< 0: no version yet
    std::vector<NamedText> tags = {};
};

struct NewVersion {
    std::string model = {}; ///< registered on the way if it is new
    RunId run = {};
    std::string source = {};
    std::string description = {};
    std::vector<NamedText> tags = {};
};

/// A view of a Store, which must outlive it.
class Registry {
  public:
    explicit Registry(Store& store) : m_store(store) {}

    Status createModel(std::string_view name, std::string_view description = {});
    /// The new version has the number max + 1 and status READY.
    Result<ModelVersion> createVersion(const NewVersion& version);
    /// Points the alias at the version, whatever it pointed at before. An alias is letters, digits,
    /// '_' and '-', and neither "latest" nor "v<number>".
    Status setAlias(std::string_view model, std::string_view alias, std::int64_t version);
    Status deleteAlias(std::string_view model, std::string_view alias);
    Status setVersionTag(std::string_view model, std::int64_t version, std::string_view key,
                         std::string_view value);
    Status setModelTag(std::string_view model, std::string_view key, std::string_view value);

    /// which: a version number ("3"), an alias, or "latest".
    Result<ModelVersion> resolve(std::string_view model, std::string_view which = "latest") const;
    Result<std::vector<RegisteredModel>> models() const;
    /// Newest first.
    Result<std::vector<ModelVersion>> versions(std::string_view model) const;
    /// Versions of any model that carry all these tags, newest first.
    Result<std::vector<ModelVersion>> findVersions(std::span<const NamedText> tags) const;

    Status deleteVersion(std::string_view model, std::int64_t version);
    /// With all its versions, aliases and tags.
    Status deleteModel(std::string_view model);

  private:
    Store& m_store;
};

} // namespace loom::tracking
