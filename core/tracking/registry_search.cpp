// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the registry. A deleted version stays as a row marked Deleted_Internal (see
// registry.cpp) and is never shown.
#include "tracking/registry.h"

#include "base/text.h"
#include "tracking/detail/registry_rows.h"
#include "tracking/store.h"

#include <algorithm>
#include <utility>

namespace loom::tracking {

namespace {

constexpr std::string_view kVersionColumns =
    "SELECT v.name, v.version, v.description, v.source, v.run_id, v.status, v.creation_time, "
    "v.last_updated_time FROM model_versions v WHERE coalesce(v.current_stage, 'None') <> "
    "'Deleted_Internal' ";

Error noSuchVersion(std::string_view model, std::string_view which) {
    return fail(ErrorCode::NotFound, "The registered model \"" + std::string(model) +
                                         "\" has no version \"" + std::string(which) + "\".");
}

ModelVersion readVersion(const store::Statement& row) {
    ModelVersion version;
    version.model = row.text(0);
    version.version = row.integer(1);
    version.description = row.text(2);
    version.source = row.text(3);
    version.run.value = row.text(4);
    version.status = row.text(5);
    version.createdMs = row.integer(6);
    version.updatedMs = row.integer(7);
    return version;
}

NamedText readTag(const store::Statement& row) {
    return {row.text(0), row.text(1)};
}

/// Reads tags and aliases of versions.
Result<std::vector<ModelVersion>> completed(Connection& c,
                                            Result<std::vector<ModelVersion>> versions) {
    if (!versions)
        return versions;
    for (auto& version : *versions) {
        auto tags = collect(c,
                            "SELECT key, value FROM model_version_tags WHERE name = ? AND "
                            "version = ? ORDER BY key",
                            readTag, version.model, version.version);
        if (!tags)
            return std::move(tags).error();
        auto aliases = collect(
            c,
            "SELECT alias FROM registered_model_aliases WHERE name = ? AND version = ? "
            "ORDER BY alias",
            [](const store::Statement& row) { return row.text(0); }, version.model,
            version.version);
        if (!aliases)
            return std::move(aliases).error();
        version.tags = std::move(*tags);
        version.aliases = std::move(*aliases);
    }
    return versions;
}

/// The versions a condition selects.
template <class... Args>
Result<std::vector<ModelVersion>> selectVersions(Connection& c, std::string_view condition,
                                                 const Args&... args) {
    return completed(
        c, collect(c, std::string(kVersionColumns) + std::string(condition), readVersion, args...));
}

} // namespace

Result<ModelVersion> findVersion(Connection& c, std::string_view model, std::int64_t number) {
    auto found = selectVersions(c, "AND v.name = ? AND v.version = ?", model, number);
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return noSuchVersion(model, std::to_string(number));
    return std::move(found->front());
}

Result<bool> modelExists(Connection& c, std::string_view name) {
    auto count =
        c.database.queryInteger("SELECT count(*) FROM registered_models WHERE name = ?", name);
    if (!count)
        return std::move(count).error();
    return count->value_or(0) > 0;
}

Status requireModel(Connection& c, std::string_view name) {
    auto exists = modelExists(c, name);
    if (!exists)
        return std::move(exists).error();
    if (!*exists)
        return fail(ErrorCode::NotFound, "There is no registered model named \"" +
                                             std::string(name) +
                                             "\". See the names in the list of models.");
    return {};
}

std::string_view ModelVersion::tag(std::string_view key) const {
    const auto found = std::find_if(tags.begin(), tags.end(),
                                    [&](const NamedText& tag) { return tag.key == key; });
    return found == tags.end() ? std::string_view{} : std::string_view(found->value);
}

Result<ModelVersion> Registry::resolve(std::string_view model, std::string_view which) const {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    if (auto exists = requireModel(c, model); !exists)
        return std::move(exists).error();
    if (const auto number = parseInt(which))
        return findVersion(c, model, *number);
    auto number =
        toLower(which) == "latest"
            ? c.database.queryInteger(
                  "SELECT max(version) FROM model_versions WHERE name = ? AND "
                  "coalesce(current_stage, 'None') <> 'Deleted_Internal' AND status = 'READY'",
                  model)
            : c.database.queryInteger(
                  "SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ?",
                  model, which);
    if (!number)
        return std::move(number).error();
    if (!*number)
        return noSuchVersion(model, which);
    return findVersion(c, model, **number);
}

Result<std::vector<RegisteredModel>> Registry::models() const {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto list = collect(
        c,
        "SELECT m.name, m.description, m.creation_time, m.last_updated_time, (SELECT "
        "max(v.version) FROM model_versions v WHERE v.name = m.name AND coalesce(v.current_stage, "
        "'None') <> 'Deleted_Internal') FROM registered_models m ORDER BY m.name",
        [](const store::Statement& row) {
            return RegisteredModel{row.text(0),    row.text(1),    row.integer(2),
                                   row.integer(3), row.integer(4), {}};
        });
    if (!list)
        return list;
    for (auto& model : *list) {
        auto tags =
            collect(c, "SELECT key, value FROM registered_model_tags WHERE name = ? ORDER BY key",
                    readTag, model.name);
        if (!tags)
            return std::move(tags).error();
        model.tags = std::move(*tags);
    }
    return list;
}

Result<std::vector<ModelVersion>> Registry::versions(std::string_view model) const {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    if (auto exists = requireModel(c, model); !exists)
        return std::move(exists).error();
    return selectVersions(c, "AND v.name = ? ORDER BY v.version DESC", model);
}

Result<std::vector<ModelVersion>> Registry::findVersions(std::span<const NamedText> tags) const {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    std::string condition;
    for (std::size_t i = 0; i < tags.size(); ++i)
        condition += "AND EXISTS (SELECT 1 FROM model_version_tags t WHERE t.name = v.name AND "
                     "t.version = v.version AND t.key = ? AND t.value = ?) ";
    auto rows = c.database.prepare(std::string(kVersionColumns) + condition +
                                   "ORDER BY v.creation_time DESC, v.version DESC, v.name");
    if (!rows)
        return std::move(rows).error();
    int index = 0;
    for (const auto& tag : tags) {
        rows->bind(++index, tag.key);
        rows->bind(++index, tag.value);
    }
    std::vector<ModelVersion> list;
    if (auto read = forEachRow(
            *rows, [&](const store::Statement& row) { list.push_back(readVersion(row)); });
        !read)
        return std::move(read).error();
    return completed(c, std::move(list));
}

} // namespace loom::tracking
