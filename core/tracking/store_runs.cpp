// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a run: created, ended, renamed, deleted and restored, or found abandoned.
#include "tracking/store.h"

#include "tracking/detail/connection.h"
#include "tracking/detail/names.h"
#include "tracking/detail/owner.h"

#include <algorithm>
#include <array>
#include <pwd.h>
#include <unistd.h>
#include <utility>

namespace loom::tracking {

namespace {

constexpr std::string_view kRunNameTag = "mlflow.runName";

std::string userName() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return found->pw_name;
    return std::to_string(::getuid());
}

Status putTag(Connection& c, const RunId& run, std::string_view key, std::string_view value) {
    return c.database.run("INSERT INTO tags(key, value, run_uuid) VALUES (?, ?, ?) "
                          "ON CONFLICT(key, run_uuid) DO UPDATE SET value = excluded.value",
                          key, value, run.value);
}

/// Where new runs of the experiment keep their files: its recorded location, or the folder of this
/// installation when the data folder has been moved since.
Result<std::string> artifactLocation(Connection& c, ExperimentId experiment) {
    struct Place {
        std::string location;
        bool deleted;
    };
    const Error missing = fail(ErrorCode::NotFound, "There is no experiment with the number " +
                                                        std::to_string(experiment.value) + ".");
    const auto place = readOne(
        c, missing,
        "SELECT artifact_location, lifecycle_stage FROM experiments WHERE experiment_id = ?",
        [](const store::Statement& row) {
            return Place{row.text(0), row.textView(1) == "deleted"};
        },
        experiment.value);
    if (!place)
        return place.error();
    if (place->deleted)
        return fail(ErrorCode::InvalidInput,
                    "The experiment has been deleted. Restore it before starting a run in it.");
    const std::string& recorded = place->location;
    const auto path = localPath(recorded);
    std::error_code none;
    if (!recorded.empty() && path && std::filesystem::exists(path->parent_path(), none))
        return recorded;
    return (c.artifactRoot / std::to_string(experiment.value)).string();
}

/// The tags of a new run: the caller's, and MLflow's own where the caller says nothing.
std::vector<NamedText> startTags(const NewRun& run, std::string_view name) {
    auto tags = run.tags;
    const auto add = [&](std::string_view key, std::string value) {
        const auto same = [&](const NamedText& tag) { return tag.key == key; };
        if (std::none_of(tags.begin(), tags.end(), same))
            tags.push_back({std::string(key), std::move(value)});
    };
    add(kRunNameTag, std::string(name));
    add("mlflow.user", userName());
    add("mlflow.source.type", "LOCAL");
    add("mlflow.source.name", "quantloom");
    add(kOwnerTag, processOwner());
    return tags;
}

Status checkTag(const NamedText& tag) {
    if (auto valid = checkKey("tag", tag.key); !valid)
        return valid;
    if (auto valid = checkValue("tag", tag.key, tag.value, kMaxTagValue); !valid)
        return valid;
    return tag.key == kRunNameTag ? checkName("run", tag.value, kMaxKey) : Status();
}

Result<std::string> runName(const NewRun& run) {
    std::string name = run.name;
    for (const auto& tag : run.tags) {
        if (auto valid = checkTag(tag); !valid)
            return std::move(valid).error();
        if (tag.key != kRunNameTag)
            continue;
        if (!name.empty() && name != tag.value)
            return fail(ErrorCode::InvalidInput,
                        "The run's name and its tag mlflow.runName differ. Give only one of them.");
        name = tag.value;
    }
    if (name.empty())
        return randomRunName();
    if (auto valid = checkName("run", name, kMaxKey); !valid)
        return std::move(valid).error();
    return name;
}

Status setLifecycle(Connection& c, const RunId& run, std::string_view stage,
                    std::optional<std::int64_t> deletedMs) {
    return change(c, [&]() -> Status {
        const std::int64_t before = c.database.totalChanges();
        if (auto set = c.database.run(
                "UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE run_uuid = ?", stage,
                deletedMs, run.value);
            !set)
            return set;
        return c.database.totalChanges() == before ? Status(noSuchRun(run)) : Status();
    });
}

Status insertRun(Connection& c, const NewRun& run, const RunId& id, std::string_view name) {
    auto location = artifactLocation(c, run.experiment);
    if (!location)
        return std::move(location).error();
    if (auto made = c.database.run(
            "INSERT INTO runs(run_uuid, name, source_type, source_name, entry_point_name, user_id, "
            "status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, "
            "experiment_id, deleted_time) VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, NULL, "
            "'', 'active', ?, ?, NULL)",
            id.value, name, userName(), run.startMs ? *run.startMs : c.clockMs(),
            *location + "/" + id.value + "/artifacts", run.experiment.value);
        !made)
        return made;
    for (const auto& tag : startTags(run, name))
        if (auto put = putTag(c, id, tag.key, tag.value); !put)
            return put;
    return {};
}

/// Runs that still count as running although their process has ended.
Result<std::vector<RunId>> abandonedRuns(Connection& c) {
    struct Owned {
        RunId run;
        std::string owner;
    };
    auto running = collect(
        c,
        "SELECT r.run_uuid, t.value FROM runs r JOIN tags t ON t.run_uuid = r.run_uuid AND t.key = "
        "? WHERE r.status = 'RUNNING'",
        [](const store::Statement& row) {
            return Owned{{row.text(0)}, row.text(1)};
        },
        kOwnerTag);
    if (!running)
        return std::move(running).error();
    std::vector<RunId> abandoned;
    for (auto& one : *running)
        if (ownerHasEnded(one.owner))
            abandoned.push_back(std::move(one.run));
    return abandoned;
}

} // namespace

Error noSuchRun(const RunId& run) {
    return fail(ErrorCode::NotFound, "There is no run with the id " + run.value + ".");
}

Result<ExperimentId> requireActiveRun(Connection& c, const RunId& run) {
    struct Found {
        ExperimentId experiment;
        bool deleted;
    };
    const auto found = readOne(
        c, noSuchRun(run), "SELECT experiment_id, lifecycle_stage FROM runs WHERE run_uuid = ?",
        [](const store::Statement& row) {
            return Found{{row.integer(0)}, row.textView(1) == "deleted"};
        },
        run.value);
    if (!found)
        return found.error();
    if (found->deleted)
        return fail(ErrorCode::InvalidInput,
                    "The run " + run.value + " has been deleted. Restore it before changing it.");
    return found->experiment;
}

Result<RunId> Store::createRun(const NewRun& run) {
    auto name = runName(run);
    if (!name)
        return std::move(name).error();
    return change(*m_connection, [&]() -> Result<RunId> {
        RunId id{newId()};
        if (auto made = insertRun(*m_connection, run, id, *name); !made)
            return std::move(made).error();
        return id;
    });
}

Status Store::setRunStatus(const RunId& run, RunStatus status) {
    auto& c = *m_connection;
    const bool open = status == RunStatus::Running || status == RunStatus::Scheduled;
    return changeRun(c, run, [&](ExperimentId) -> Status {
        const auto end = open ? std::nullopt : std::optional<std::int64_t>(c.clockMs());
        auto set = c.database.run("UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?",
                                  runStatusName(status), end, run.value);
        // A run that is resumed belongs to the process that resumes it.
        if (set.ok() && status == RunStatus::Running)
            return putTag(c, run, kOwnerTag, processOwner());
        return set;
    });
}

Status Store::renameRun(const RunId& run, std::string_view name) {
    return setTag(run, kRunNameTag, name);
}

Status Store::deleteRun(const RunId& run) {
    return setLifecycle(*m_connection, run, "deleted", m_connection->clockMs());
}

Status Store::restoreRun(const RunId& run) {
    return setLifecycle(*m_connection, run, "active", std::nullopt);
}

Result<std::vector<RunId>> Store::markAbandonedRuns() {
    auto& c = *m_connection;
    return change(c, [&]() -> Result<std::vector<RunId>> {
        auto abandoned = abandonedRuns(c);
        if (!abandoned)
            return abandoned;
        for (const auto& run : *abandoned) {
            // It was alive at its last metric; when exactly it died nobody knows.
            if (auto set = c.database.run(
                    "UPDATE runs SET status = 'KILLED', end_time = max(start_time, "
                    "coalesce((SELECT max(timestamp) FROM latest_metrics m WHERE m.run_uuid = "
                    "runs.run_uuid), start_time)) WHERE run_uuid = ?",
                    run.value);
                !set)
                return std::move(set).error();
        }
        return abandoned;
    });
}

Status Store::setTag(const RunId& run, std::string_view key, std::string_view value) {
    const NamedText tag{std::string(key), std::string(value)};
    return setTags(run, {&tag, 1});
}

Status Store::setTags(const RunId& run, std::span<const NamedText> tags) {
    for (const auto& tag : tags)
        if (auto valid = checkTag(tag); !valid)
            return valid;
    auto& c = *m_connection;
    return changeRun(c, run, [&](ExperimentId) -> Status {
        for (const auto& tag : tags) {
            if (auto put = putTag(c, run, tag.key, tag.value); !put)
                return put;
            // MLflow shows the column and searches the tag: they must agree.
            if (tag.key == kRunNameTag)
                if (auto named = c.database.run("UPDATE runs SET name = ? WHERE run_uuid = ?",
                                                tag.value, run.value);
                    !named)
                    return named;
        }
        return {};
    });
}

Status Store::deleteTag(const RunId& run, std::string_view key) {
    auto& c = *m_connection;
    return changeRun(c, run, [&](ExperimentId) {
        return c.database.run("DELETE FROM tags WHERE key = ? AND run_uuid = ?", key, run.value);
    });
}

} // namespace loom::tracking
