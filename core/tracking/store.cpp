// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/store.h"

#include "tracking/detail/connection.h"
#include "tracking/detail/names.h"
#include "tracking/detail/schema.h"

#include <chrono>
#include <system_error>

namespace loom::tracking {

namespace {

std::int64_t systemMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// MLflow expects an experiment 0 and makes one itself only in a file without experiments.
Status createDefaultExperiment(Connection& connection) {
    const std::int64_t now = connection.clockMs();
    return connection.database.run(
        "INSERT INTO experiments(experiment_id, name, artifact_location, lifecycle_stage, "
        "creation_time, last_update_time) SELECT 0, 'Default', ?, 'active', ?, ? "
        "WHERE NOT EXISTS (SELECT 1 FROM experiments)",
        (connection.artifactRoot / "0").string(), now, now);
}

Status setExperimentStage(Connection& connection, ExperimentId id, std::string_view stage) {
    return change(connection, [&]() -> Status {
        const std::int64_t now = connection.clockMs();
        const std::int64_t before = connection.database.totalChanges();
        if (auto set = connection.database.run("UPDATE experiments SET lifecycle_stage = ?, "
                                               "last_update_time = ? WHERE experiment_id = ?",
                                               stage, now, id.value);
            !set)
            return set;
        if (connection.database.totalChanges() == before)
            return fail(ErrorCode::NotFound,
                        "There is no experiment with the number " + std::to_string(id.value) + ".");
        // As in MLflow, the runs follow their experiment.
        const bool deleted = stage == "deleted";
        return connection.database.run(
            "UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE experiment_id = ?", stage,
            deleted ? std::optional<std::int64_t>(now) : std::nullopt, id.value);
    });
}

/// The experiment of that name, if it is there.
Result<std::optional<ExperimentId>> findExperiment(Connection& c, std::string_view name) {
    struct Found {
        ExperimentId id;
        bool deleted;
    };
    const auto found = collect(
        c,
        "SELECT experiment_id, lifecycle_stage FROM experiments WHERE name = ? ORDER BY "
        "experiment_id LIMIT 1",
        [](const store::Statement& row) {
            return Found{{row.integer(0)}, row.textView(1) == "deleted"};
        },
        name);
    if (!found)
        return found.error();
    if (found->empty())
        return std::optional<ExperimentId>{};
    if (found->front().deleted)
        return fail(ErrorCode::InvalidInput, "The experiment \"" + std::string(name) +
                                                 "\" has been deleted. Restore it or choose "
                                                 "another name.");
    return std::optional(found->front().id);
}

Result<ExperimentId> insertExperiment(Connection& c, std::string_view name) {
    const std::int64_t now = c.clockMs();
    if (auto made = c.database.run("INSERT INTO experiments(name, artifact_location, "
                                   "lifecycle_stage, creation_time, last_update_time) "
                                   "VALUES (?, '', 'active', ?, ?)",
                                   name, now, now);
        !made)
        return std::move(made).error();
    const ExperimentId id{c.database.lastInsertId()};
    if (auto placed =
            c.database.run("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?",
                           (c.artifactRoot / std::to_string(id.value)).string(), id.value);
        !placed)
        return std::move(placed).error();
    return id;
}

std::string_view stageCondition(RunView view) {
    switch (view) {
    case RunView::Active:
        return " WHERE lifecycle_stage = 'active'";
    case RunView::Deleted:
        return " WHERE lifecycle_stage = 'deleted'";
    case RunView::All:
        break;
    }
    return "";
}

} // namespace

Store::Store(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::filesystem::path& database,
                          const std::filesystem::path& artifactRoot, StoreOptions options) {
    const std::string attempt = "open the experiment store " + database.string();
    auto file = store::Database::open(database);
    if (!file)
        return std::move(file).error().during(attempt);
    // LIKE minds case in MLflow's filters, which ours read the same way.
    if (auto set = file->execute("PRAGMA case_sensitive_like = ON"); !set)
        return std::move(set).error().during(attempt);
    auto found = prepareSchema(*file);
    if (!found)
        return std::move(found).error();
    std::error_code failed;
    auto root = std::filesystem::absolute(artifactRoot, failed).lexically_normal();
    if (failed)
        return fail(ErrorCode::Io, "The artifact folder " + artifactRoot.string() +
                                       " cannot be used: " + failed.message() + ".");
    if (!root.has_filename())
        root = root.parent_path();
    auto connection =
        std::make_unique<Connection>(std::move(*file), std::move(root), found->revision,
                                     options.clockMs ? options.clockMs : systemMs, !found->isKnown);
    if (connection->readOnly) { // belt and braces: SQLite refuses as well
        if (auto set = connection->database.execute("PRAGMA query_only = ON"); !set)
            return std::move(set).error().during(attempt);
        return Store(std::move(connection));
    }
    auto experiments = connection->database.queryInteger("SELECT count(*) FROM experiments");
    if (!experiments)
        return std::move(experiments).error().during(attempt);
    if (experiments->value_or(0) == 0)
        if (auto made = createDefaultExperiment(*connection); !made)
            return std::move(made).error().during(attempt);
    return Store(std::move(connection));
}

Status requireWritable(const Connection& c) {
    if (!c.readOnly)
        return {};
    return fail(ErrorCode::NewerVersion,
                "The experiment store " + c.database.file().string() +
                    " was upgraded by an MLflow newer than this program knows (revision " +
                    c.revision +
                    "), so it is only read. Update Quantloom to add to it, or use another data "
                    "folder. Nothing was changed.");
}

bool Store::isReadOnly() const {
    return m_connection->readOnly;
}

const std::string& Store::revision() const {
    return m_connection->revision;
}

Result<ExperimentId> Store::experiment(std::string_view name) {
    if (auto valid = checkName("experiment", name, kMaxExperimentName); !valid)
        return std::move(valid).error();
    auto& c = *m_connection;
    return change(c, [&]() -> Result<ExperimentId> {
        auto known = findExperiment(c, name);
        if (!known)
            return std::move(known).error();
        return *known ? Result<ExperimentId>(**known) : insertExperiment(c, name);
    });
}

Result<std::vector<Experiment>> Store::experiments(RunView view) const {
    auto& c = *m_connection;
    const std::scoped_lock lock(c.mutex);
    return collect(
        c,
        "SELECT experiment_id, name, artifact_location, lifecycle_stage, creation_time FROM "
        "experiments" +
            std::string(stageCondition(view)) + " ORDER BY experiment_id",
        [](const store::Statement& row) {
            return Experiment{.id = {row.integer(0)},
                              .name = row.text(1),
                              .artifactLocation = row.text(2),
                              .lifecycle = row.textView(3) == "deleted" ? Lifecycle::Deleted
                                                                        : Lifecycle::Active,
                              .createdMs = row.integer(4)};
        });
}

Status Store::deleteExperiment(ExperimentId id) {
    return setExperimentStage(*m_connection, id, "deleted");
}

Status Store::restoreExperiment(ExperimentId id) {
    return setExperimentStage(*m_connection, id, "active");
}

Status Store::exportCopy(const std::filesystem::path& file) const {
    const std::scoped_lock lock(m_connection->mutex);
    return m_connection->database.backupTo(file);
}

} // namespace loom::tracking
