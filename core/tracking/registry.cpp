// SPDX-License-Identifier: GPL-3.0-or-later
// MLflow never removes the row of a deleted version: it is marked Deleted_Internal, and its number
// is not given out again. The statements name no conflict target, because MLflow 3.x widens the
// primary keys of these tables by a workspace.
#include "tracking/registry.h"

#include "base/text.h"
#include "tracking/detail/connection.h"
#include "tracking/detail/names.h"
#include "tracking/store.h"

#include <algorithm>
#include <map>
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

Status loadTagsAndAliases(Connection& c, ModelVersion& version) {
    auto tags = c.database.prepare("SELECT key, value FROM model_version_tags WHERE name = ? AND "
                                   "version = ? ORDER BY key");
    if (!tags)
        return std::move(tags).error();
    tags->bindAll(version.model, version.version);
    if (auto read = forEachRow(*tags,
                               [&](const store::Statement& row) {
                                   version.tags.push_back({row.text(0), row.text(1)});
                               });
        !read)
        return read;
    auto aliases = c.database.prepare("SELECT alias FROM registered_model_aliases WHERE name = ? "
                                      "AND version = ? ORDER BY alias");
    if (!aliases)
        return std::move(aliases).error();
    aliases->bindAll(version.model, version.version);
    return forEachRow(*aliases,
                      [&](const store::Statement& row) { version.aliases.push_back(row.text(0)); });
}

/// The versions a condition selects, with their tags and aliases.
template <class... Args>
Result<std::vector<ModelVersion>> selectVersions(Connection& c, std::string_view condition,
                                                 const Args&... args) {
    auto rows = c.database.prepare(std::string(kVersionColumns) + std::string(condition));
    if (!rows)
        return std::move(rows).error();
    rows->bindAll(args...);
    std::vector<ModelVersion> list;
    if (auto read = forEachRow(
            *rows, [&](const store::Statement& row) { list.push_back(readVersion(row)); });
        !read)
        return std::move(read).error();
    for (auto& version : list)
        if (auto loaded = loadTagsAndAliases(c, version); !loaded)
            return std::move(loaded).error();
    return list;
}

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
        return fail(ErrorCode::NotFound,
                    "There is no registered model named \"" + std::string(name) + "\".");
    return {};
}

Status insertModel(Connection& c, std::string_view name, std::string_view description) {
    const std::int64_t now = c.clockMs();
    return c.database.run("INSERT INTO registered_models(name, creation_time, last_updated_time, "
                          "description) VALUES (?, ?, ?, ?)",
                          name, now, now,
                          description.empty() ? std::nullopt : std::optional(description));
}

Status touchModel(Connection& c, std::string_view name) {
    return c.database.run("UPDATE registered_models SET last_updated_time = ? WHERE name = ?",
                          c.clockMs(), name);
}

Status putVersionTag(Connection& c, std::string_view model, std::int64_t version,
                     std::string_view key, std::string_view value) {
    const std::int64_t before = c.database.totalChanges();
    if (auto set = c.database.run(
            "UPDATE model_version_tags SET value = ? WHERE name = ? AND version = ? AND key = ?",
            value, model, version, key);
        !set || c.database.totalChanges() != before)
        return set;
    return c.database.run(
        "INSERT INTO model_version_tags(key, value, name, version) VALUES (?, ?, ?, ?)", key, value,
        model, version);
}

Status checkTag(std::string_view key, std::string_view value) {
    if (auto valid = checkKey("tag", key); !valid)
        return valid;
    return checkValue("tag", key, value, 5000);
}

Status insertVersion(Connection& c, const NewVersion& version, std::int64_t number) {
    const std::int64_t now = c.clockMs();
    return c.database.run(
        "INSERT INTO model_versions(name, version, creation_time, last_updated_time, description, "
        "user_id, current_stage, source, run_id, status, status_message, run_link, "
        "storage_location) VALUES (?, ?, ?, ?, ?, NULL, 'None', ?, ?, 'READY', NULL, NULL, ?)",
        version.model, number, now, now,
        version.description.empty() ? std::nullopt : std::optional(version.description),
        version.source, version.run.value.empty() ? std::nullopt : std::optional(version.run.value),
        version.source);
}

} // namespace

std::string_view ModelVersion::tag(std::string_view key) const {
    const auto found = std::find_if(tags.begin(), tags.end(),
                                    [&](const NamedText& tag) { return tag.key == key; });
    return found == tags.end() ? std::string_view{} : std::string_view(found->value);
}

Status Registry::createModel(std::string_view name, std::string_view description) {
    if (auto valid = checkName("registered model", name, kMaxModelName); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    auto exists = modelExists(c, name);
    if (!exists)
        return std::move(exists).error();
    if (*exists)
        return fail(ErrorCode::InvalidInput, "A model named \"" + std::string(name) +
                                                 "\" is already registered. Add a version to it.");
    if (auto made = insertModel(c, name, description); !made)
        return made;
    return transaction->commit();
}

Result<ModelVersion> Registry::createVersion(const NewVersion& version) {
    if (auto valid = checkName("registered model", version.model, kMaxModelName); !valid)
        return std::move(valid).error();
    for (const auto& tag : version.tags)
        if (auto valid = checkTag(tag.key, tag.value); !valid)
            return std::move(valid).error();
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    auto exists = modelExists(c, version.model);
    if (!exists)
        return std::move(exists).error();
    if (auto made = *exists ? touchModel(c, version.model) : insertModel(c, version.model, {});
        !made)
        return std::move(made).error();
    auto newest = c.database.queryInteger("SELECT max(version) FROM model_versions WHERE name = ?",
                                          version.model);
    if (!newest)
        return std::move(newest).error();
    const std::int64_t number = newest->value_or(0) + 1;
    if (auto made = insertVersion(c, version, number); !made)
        return std::move(made).error();
    for (const auto& tag : version.tags)
        if (auto put = putVersionTag(c, version.model, number, tag.key, tag.value); !put)
            return std::move(put).error();
    auto created = findVersion(c, version.model, number);
    if (!created)
        return created;
    if (auto done = transaction->commit(); !done)
        return std::move(done).error();
    return created;
}

Status Registry::setAlias(std::string_view model, std::string_view alias, std::int64_t version) {
    if (auto valid = checkAlias(alias); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    if (auto found = findVersion(c, model, version); !found)
        return std::move(found).error();
    const std::int64_t before = c.database.totalChanges();
    if (auto set = c.database.run(
            "UPDATE registered_model_aliases SET version = ? WHERE name = ? AND alias = ?", version,
            model, alias);
        !set)
        return set;
    if (c.database.totalChanges() == before)
        if (auto added = c.database.run(
                "INSERT INTO registered_model_aliases(alias, version, name) VALUES (?, ?, ?)",
                alias, version, model);
            !added)
            return added;
    return transaction->commit();
}

Status Registry::deleteAlias(std::string_view model, std::string_view alias) {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    return c.database.run("DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?",
                          model, alias);
}

Status Registry::setVersionTag(std::string_view model, std::int64_t version, std::string_view key,
                               std::string_view value) {
    if (auto valid = checkTag(key, value); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    if (auto found = findVersion(c, model, version); !found)
        return std::move(found).error();
    if (auto put = putVersionTag(c, model, version, key, value); !put)
        return put;
    return transaction->commit();
}

Status Registry::setModelTag(std::string_view model, std::string_view key, std::string_view value) {
    if (auto valid = checkTag(key, value); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    if (auto exists = requireModel(c, model); !exists)
        return exists;
    const std::int64_t before = c.database.totalChanges();
    if (auto set =
            c.database.run("UPDATE registered_model_tags SET value = ? WHERE name = ? AND key = ?",
                           value, model, key);
        !set)
        return set;
    if (c.database.totalChanges() == before)
        if (auto added = c.database.run(
                "INSERT INTO registered_model_tags(key, value, name) VALUES (?, ?, ?)", key, value,
                model);
            !added)
            return added;
    return transaction->commit();
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
    auto rows = c.database.prepare(
        "SELECT m.name, m.description, m.creation_time, m.last_updated_time, (SELECT "
        "max(v.version) FROM model_versions v WHERE v.name = m.name AND coalesce(v.current_stage, "
        "'None') <> 'Deleted_Internal') FROM registered_models m ORDER BY m.name");
    if (!rows)
        return std::move(rows).error();
    std::vector<RegisteredModel> list;
    if (auto read = forEachRow(
            *rows,
            [&](const store::Statement& row) {
                list.push_back(
                    {row.text(0), row.text(1), row.integer(2), row.integer(3), row.integer(4), {}});
            });
        !read)
        return std::move(read).error();
    auto tags =
        c.database.prepare("SELECT name, key, value FROM registered_model_tags ORDER BY key");
    if (!tags)
        return std::move(tags).error();
    std::map<std::string, std::vector<NamedText>> byModel;
    if (auto read = forEachRow(*tags,
                               [&](const store::Statement& row) {
                                   byModel[row.text(0)].push_back({row.text(1), row.text(2)});
                               });
        !read)
        return std::move(read).error();
    for (auto& model : list)
        model.tags = std::move(byModel[model.name]);
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
    for (auto& version : list)
        if (auto loaded = loadTagsAndAliases(c, version); !loaded)
            return std::move(loaded).error();
    return list;
}

Status Registry::deleteVersion(std::string_view model, std::int64_t version) {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    if (auto found = findVersion(c, model, version); !found)
        return std::move(found).error();
    if (auto gone = c.database.run(
            "DELETE FROM registered_model_aliases WHERE name = ? AND version = ?", model, version);
        !gone)
        return gone;
    if (auto marked = c.database.run(
            "UPDATE model_versions SET current_stage = 'Deleted_Internal', last_updated_time = ?, "
            "description = NULL, user_id = NULL, source = 'REDACTED-SOURCE-PATH', run_id = "
            "'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = NULL WHERE name = "
            "? AND version = ?",
            c.clockMs(), model, version);
        !marked)
        return marked;
    if (auto touched = touchModel(c, model); !touched)
        return touched;
    return transaction->commit();
}

Status Registry::deleteModel(std::string_view model) {
    auto& c = *m_store.m_connection;
    const std::scoped_lock lock(c.mutex);
    auto transaction = store::Transaction::begin(c.database);
    if (!transaction)
        return std::move(transaction).error();
    if (auto exists = requireModel(c, model); !exists)
        return exists;
    for (const auto* table : {"model_version_tags", "model_versions", "registered_model_aliases",
                              "registered_model_tags", "registered_models"})
        if (auto gone =
                c.database.run("DELETE FROM " + std::string(table) + " WHERE name = ?", model);
            !gone)
            return gone;
    return transaction->commit();
}

} // namespace loom::tracking
