// SPDX-License-Identifier: GPL-3.0-or-later
// Changing the registry. MLflow never removes the row of a deleted version: it is marked
// Deleted_Internal, and its number is not given out again. The statements name no conflict target,
// because MLflow 3.x widens the primary keys of these tables by a workspace.
#include "tracking/registry.h"

#include "tracking/detail/names.h"
#include "tracking/detail/registry_rows.h"
#include "tracking/store.h"

#include <optional>
#include <utility>

namespace loom::tracking {

namespace {

/// Runs the update, and the insertion when the update met no row.
template <class Update, class Insert>
Status putRow(Connection& c, Update update, Insert insert) {
    const std::int64_t before = c.database.totalChanges();
    if (auto set = update(); !set || c.database.totalChanges() != before)
        return set;
    return insert();
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
                     const NamedText& tag) {
    return putRow(
        c,
        [&] {
            return c.database.run("UPDATE model_version_tags SET value = ? WHERE name = ? AND "
                                  "version = ? AND key = ?",
                                  tag.value, model, version, tag.key);
        },
        [&] {
            return c.database.run(
                "INSERT INTO model_version_tags(key, value, name, version) VALUES (?, ?, ?, ?)",
                tag.key, tag.value, model, version);
        });
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

/// The model, registered on the way if it is new, and the number of its next version.
Result<std::int64_t> nextVersion(Connection& c, const std::string& model) {
    auto exists = modelExists(c, model);
    if (!exists)
        return std::move(exists).error();
    if (auto made = *exists ? touchModel(c, model) : insertModel(c, model, {}); !made)
        return std::move(made).error();
    auto newest =
        c.database.queryInteger("SELECT max(version) FROM model_versions WHERE name = ?", model);
    if (!newest)
        return std::move(newest).error();
    return newest->value_or(0) + 1;
}

} // namespace

Status Registry::createModel(std::string_view name, std::string_view description) {
    if (auto valid = checkName("registered model", name, kMaxModelName); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Status {
        auto exists = modelExists(c, name);
        if (!exists)
            return std::move(exists).error();
        if (*exists)
            return fail(ErrorCode::InvalidInput,
                        "A model named \"" + std::string(name) +
                            "\" is already registered. Add a version to it.");
        return insertModel(c, name, description);
    });
}

Result<ModelVersion> Registry::createVersion(const NewVersion& version) {
    if (auto valid = checkName("registered model", version.model, kMaxModelName); !valid)
        return std::move(valid).error();
    for (const auto& tag : version.tags)
        if (auto valid = checkTag(tag.key, tag.value); !valid)
            return std::move(valid).error();
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Result<ModelVersion> {
        auto number = nextVersion(c, version.model);
        if (!number)
            return std::move(number).error();
        if (auto made = insertVersion(c, version, *number); !made)
            return std::move(made).error();
        for (const auto& tag : version.tags)
            if (auto put = putVersionTag(c, version.model, *number, tag); !put)
                return std::move(put).error();
        return findVersion(c, version.model, *number);
    });
}

Status Registry::setAlias(std::string_view model, std::string_view alias, std::int64_t version) {
    if (auto valid = checkAlias(alias); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Status {
        if (auto found = findVersion(c, model, version); !found)
            return std::move(found).error();
        return putRow(
            c,
            [&] {
                return c.database.run("UPDATE registered_model_aliases SET version = ? WHERE name "
                                      "= ? AND alias = ?",
                                      version, model, alias);
            },
            [&] {
                return c.database.run(
                    "INSERT INTO registered_model_aliases(alias, version, name) VALUES (?, ?, ?)",
                    alias, version, model);
            });
    });
}

Status Registry::deleteAlias(std::string_view model, std::string_view alias) {
    auto& c = *m_store.m_connection;
    return change(c, [&] {
        return c.database.run("DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?",
                              model, alias);
    });
}

Status Registry::setVersionTag(std::string_view model, std::int64_t version, std::string_view key,
                               std::string_view value) {
    if (auto valid = checkTag(key, value); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Status {
        if (auto found = findVersion(c, model, version); !found)
            return std::move(found).error();
        return putVersionTag(c, model, version, {std::string(key), std::string(value)});
    });
}

Status Registry::setModelTag(std::string_view model, std::string_view key, std::string_view value) {
    if (auto valid = checkTag(key, value); !valid)
        return valid;
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Status {
        if (auto exists = requireModel(c, model); !exists)
            return exists;
        return putRow(
            c,
            [&] {
                return c.database.run(
                    "UPDATE registered_model_tags SET value = ? WHERE name = ? AND key = ?", value,
                    model, key);
            },
            [&] {
                return c.database.run(
                    "INSERT INTO registered_model_tags(key, value, name) VALUES (?, ?, ?)", key,
                    value, model);
            });
    });
}

Status Registry::deleteVersion(std::string_view model, std::int64_t version) {
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Status {
        if (auto found = findVersion(c, model, version); !found)
            return std::move(found).error();
        if (auto gone = c.database.run(
                "DELETE FROM registered_model_aliases WHERE name = ? AND version = ?", model,
                version);
            !gone)
            return gone;
        if (auto marked = c.database.run(
                "UPDATE model_versions SET current_stage = 'Deleted_Internal', last_updated_time "
                "= ?, description = NULL, user_id = NULL, source = 'REDACTED-SOURCE-PATH', run_id "
                "= 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = NULL WHERE "
                "name = ? AND version = ?",
                c.clockMs(), model, version);
            !marked)
            return marked;
        return touchModel(c, model);
    });
}

Status Registry::deleteModel(std::string_view model) {
    auto& c = *m_store.m_connection;
    return change(c, [&]() -> Status {
        if (auto exists = requireModel(c, model); !exists)
            return exists;
        for (const auto* table :
             {"model_version_tags", "model_versions", "registered_model_aliases",
              "registered_model_tags", "registered_models"})
            if (auto gone =
                    c.database.run("DELETE FROM " + std::string(table) + " WHERE name = ?", model);
                !gone)
                return gone;
        return {};
    });
}

} // namespace loom::tracking
