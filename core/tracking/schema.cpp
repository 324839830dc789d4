// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/detail/schema.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace loom::tracking {

namespace {

/// Revisions of MLflow 3.0 to 3.18.0, in order (mlflow/store/db_migrations/versions): they add
/// tables and columns with defaults, and leave what we read and write alone.
constexpr auto kLaterRevisions = std::to_array<std::string_view>({
    "400f98739977",  "6953534de441", "bda7b8c39065", "cbc13b556ace", "770bee3ae1dd", "a1b2c3d4e5f6",
    "de4033877273",  "1a0cddfcaa16", "534353b11cbc", "71994744cf8e", "3da73c924c2f", "bf29a5ff90ea",
    "1bd49d398cd23", "b7c8d9e0f1a2", "5d2d30f0abce", "c9d4e5f6a7b8", "2c33131f4dae", "d3e4f5a6b7c8",
    "d0e1f2a3b4c5",  "c8d9e0f1a2b3", "1b5f0d9ad7c1", "e1f2a3b4c5d6", "76601a5f987d", "c3d6457b6d8a",
    "a5b4c3d2e1f0",  "ae8bbe7743c9", "7d34483879f0", "da6fb0208061", "89d3d66ed43f", "b7e4c1a90f23",
    "a8b9c0d1e2f3",  "c1d2e3f4a5b6", "c3d9e7f1a2b4", "6f8d9c3b2a1e", "1971f2d9a75b", "17e22815139b",
    "b7e2c1a4d9f3",  "75868b020152", "dc11669786a5", "e7d1f4b2a9c6", "8b6ad64cb8f5", "f4a9b2c7d1e6",
});

/// Heads of MLflow 1.x and 2.0 to 2.17, and the steps between them that a release shipped.
constexpr auto kEarlierRevisions = std::to_array<std::string_view>({
    "451aebb31d03", "90e64c465722", "181f10493468", "df50e92ffc5e", "7ac759974ad8", "89d4b8295536",
    "2b4d017a5e9b", "cfd24bdc0731", "0a8213491aaa", "728d730b5ebd", "27a6a02d2cf1", "84291f40a231",
    "a8c4a736bde6", "39d1c3be5f05", "c48cb773bb87", "bd07f7e963c5", "0c779009ac13", "cc1f77228345",
    "97727af70f4d", "3500859a5d39", "7f2a7d5fae7d", "2d6e25af4d3e", "acf3f17fdcc7", "867495a8f9d4",
    "5b0e9adcef9c", "4465047574b1", "f5a4f2784254",
});

struct UsedTable {
    std::string_view name;
    std::string_view columns;
};

/// Everything our statements name.
constexpr auto kUsedTables = std::to_array<UsedTable>({
    {"experiments", "experiment_id name artifact_location lifecycle_stage creation_time "
                    "last_update_time"},
    {"runs", "run_uuid name source_type source_name entry_point_name user_id status start_time "
             "end_time source_version lifecycle_stage artifact_uri experiment_id deleted_time"},
    {"tags", "key value run_uuid"},
    {"params", "key value run_uuid"},
    {"metrics", "key value timestamp run_uuid step is_nan"},
    {"latest_metrics", "key value timestamp step is_nan run_uuid"},
    {"datasets", "dataset_uuid experiment_id name digest dataset_source_type dataset_source "
                 "dataset_schema dataset_profile"},
    {"inputs", "input_uuid source_type source_id destination_type destination_id"},
    {"input_tags", "input_uuid name value"},
    {"registered_models", "name creation_time last_updated_time description"},
    {"registered_model_tags", "key value name"},
    {"registered_model_aliases", "alias version name"},
    {"model_versions", "name version creation_time last_updated_time description user_id "
                       "current_stage source run_id status status_message run_link "
                       "storage_location"},
    {"model_version_tags", "key value name version"},
});

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

/// Every column we use must be there, and, to write, any other must fill itself.
Status checkTable(store::Database& database, const UsedTable& table, const FoundSchema& found) {
    auto rows = database.prepare(
        "SELECT name, \"notnull\", dflt_value IS NULL AND pk = 0 FROM pragma_table_info(?)");
    if (!rows)
        return std::move(rows).error();
    rows->bind(1, table.name);
    std::set<std::string> missing;
    for (const auto column : split(table.columns, ' '))
        missing.emplace(column);
    const std::string where = "The experiment store " + database.file().string();
    for (;;) {
        auto row = rows->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            break;
        if (missing.erase(rows->text(0)) == 0 && found.isKnown && rows->integer(1) != 0 &&
            rows->integer(2) != 0)
            return fail(ErrorCode::NewerVersion,
                        where + " demands a value for the column " + std::string(table.name) + "." +
                            rows->text(0) +
                            ", which this program does not know. Update Quantloom to use it.");
    }
    if (missing.empty())
        return {};
    if (!found.isKnown)
        return fail(ErrorCode::NewerVersion,
                    where + " has a layout that this program cannot read (revision " +
                        found.revision + ", without " + std::string(table.name) + "." +
                        *missing.begin() +
                        "), probably because a newer MLflow upgraded it. Update Quantloom, or open "
                        "another store. Nothing was changed.");
    return fail(ErrorCode::Corrupt, where + " lacks the column " + std::string(table.name) + "." +
                                        *missing.begin() +
                                        ", probably because an upgrade broke off half-way. Restore "
                                        "a copy of the file, or move it away to start a new one.");
}

/// Whether the revision is one this program was tested with; InvalidInput for an older one.
Result<FoundSchema> judgeRevision(store::Database& database, const std::string& revision) {
    if (revision == kRevision || contains(kLaterRevisions, revision))
        return FoundSchema{revision, true};
    if (contains(kEarlierRevisions, revision))
        return fail(ErrorCode::InvalidInput,
                    "The experiment store " + database.file().string() +
                        " was written by an old MLflow (revision " + revision +
                        "). Upgrade it with \"mlflow db upgrade sqlite:///<file>\" of MLflow "
                        "2.22, then open it again.");
    return FoundSchema{revision, false};
}

Result<FoundSchema> checkSchema(store::Database& database) {
    auto marked = database.queryInteger(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'");
    if (!marked)
        return std::move(marked).error();
    if (marked->value_or(0) == 0)
        return fail(ErrorCode::InvalidInput,
                    database.file().string() +
                        " is a database of another program, not an experiment store. Choose "
                        "another file. Nothing was changed.");
    auto revision = database.queryText("SELECT group_concat(version_num) FROM alembic_version");
    if (!revision)
        return std::move(revision).error();
    auto found = judgeRevision(database, revision->value_or("none"));
    if (!found)
        return found;
    for (const auto& table : kUsedTables)
        if (auto fits = checkTable(database, table, *found); !fits)
            return std::move(fits).error();
    return found;
}

Result<bool> isEmpty(store::Database& database) {
    auto tables = database.queryInteger("SELECT count(*) FROM sqlite_master");
    if (!tables)
        return std::move(tables).error();
    return tables->value_or(0) == 0;
}

} // namespace

Result<FoundSchema> prepareSchema(store::Database& database) {
    auto empty = isEmpty(database);
    if (!empty)
        return std::move(empty).error();
    if (*empty) {
        auto transaction = store::Transaction::begin(database);
        if (!transaction)
            return std::move(transaction).error();
        // Another program may have created the tables while this one waited for the lock.
        empty = isEmpty(database);
        if (!empty)
            return std::move(empty).error();
        if (*empty) {
            if (auto made = database.execute(std::string(schemaSql())); !made)
                return std::move(made).error();
            if (auto set =
                    database.run("INSERT INTO alembic_version(version_num) VALUES (?)", kRevision);
                !set)
                return std::move(set).error();
        }
        if (auto done = transaction->commit(); !done)
            return std::move(done).error();
    }
    return checkSchema(database);
}

} // namespace loom::tracking
