// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <system_error>

#include "store/database.h"

namespace loom::store {

namespace {

namespace fs = std::filesystem;

struct FileIdentity {
    std::int64_t applicationId = 0;
    std::int64_t version = 0;
    std::int64_t tables = 0;
};

/// One statement, so one state of the file: another program may be migrating it right now.
Result<FileIdentity> identify(Database& database) {
    auto row = database.prepare("SELECT (SELECT application_id FROM pragma_application_id), "
                                "(SELECT user_version FROM pragma_user_version), "
                                "(SELECT count(*) FROM sqlite_schema)");
    if (!row)
        return std::move(row).error();
    if (auto read = row->step(); !read)
        return std::move(read).error();
    return FileIdentity{row->integer(0), row->integer(1), row->integer(2)};
}

Status accept(const FileIdentity& identity, const Schema& schema, const fs::path& file) {
    const bool untouched = identity.tables == 0 && identity.applicationId == 0;
    if (!untouched && identity.applicationId != schema.applicationId)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} is a database of another program. Choose another file.",
                                file.string()));
    const auto known = static_cast<std::int64_t>(schema.migrations.size());
    if (identity.version > known)
        return fail(
            ErrorCode::NewerVersion,
            fmt::format("{} was written by a newer version of this program (format {}, this "
                        "one knows {}). Update the program or choose another file.",
                        file.string(), identity.version, known));
    return {};
}

/// One step inside one transaction; the version is read again under the lock because another
/// program may have migrated in between. Returns the version reached.
Result<std::int64_t> migrateOnce(Database& database, const Schema& schema) {
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return std::move(transaction).error();
    auto identity = identify(database);
    if (!identity)
        return std::move(identity).error();
    if (Status fine = accept(*identity, schema, database.file()); !fine)
        return std::move(fine).error();
    if (identity->version == static_cast<std::int64_t>(schema.migrations.size()))
        return identity->version;
    const std::int64_t next = identity->version + 1;
    const std::string script = schema.migrations[static_cast<std::size_t>(identity->version)] +
                               fmt::format("\n;PRAGMA application_id={}; PRAGMA user_version={};",
                                           schema.applicationId, next);
    if (Status done = database.execute(script); !done)
        return std::move(done.error()).during(fmt::format("bring the file to format {}", next));
    if (Status done = transaction->commit(); !done)
        return std::move(done).error();
    return next;
}

} // namespace

Status Database::migrate(const Schema& schema) {
    auto identity = identify(*this);
    if (!identity)
        return std::move(identity).error();
    if (Status fine = accept(*identity, schema, file()); !fine)
        return fine;
    const auto target = static_cast<std::int64_t>(schema.migrations.size());
    auto version = identity->version;
    if (version < target && readOnly())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} has an older format and must first be opened for writing.",
                                file().string()));
    while (version < target) {
        auto reached = migrateOnce(*this, schema);
        if (!reached)
            return std::move(reached).error();
        version = *reached;
    }
    return {};
}

Result<fs::path> moveAside(const fs::path& file, Timestamp now) {
    std::string stamp = toIso(now);
    std::erase_if(stamp, [](char c) { return c == ':' || c == '-'; });
    const fs::path target = file.string() + ".damaged-" + stamp;
    std::error_code failure;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const fs::path from = file.string() + suffix;
        if (fs::exists(from))
            fs::rename(from, target.string() + suffix, failure);
        if (failure)
            return fail(ErrorCode::Io, fmt::format("The damaged file {} cannot be moved away: {}.",
                                                   from.string(), failure.message()));
    }
    return target;
}

Result<RebuildableDatabase> openOrStartFresh(const fs::path& file, const Schema& schema,
                                             Timestamp now, OpenOptions options) {
    const auto attempt = [&]() -> Result<Database> {
        auto database = Database::open(file, options);
        if (!database)
            return database;
        if (Status done = database->migrate(schema); !done)
            return std::move(done).error();
        return database;
    };
    auto database = attempt();
    if (database)
        return RebuildableDatabase{std::move(*database), std::nullopt};
    if (database.error().code != ErrorCode::Corrupt)
        return std::move(database).error();
    auto moved = moveAside(file, now);
    if (!moved)
        return std::move(moved).error();
    database = attempt();
    if (!database)
        return std::move(database).error();
    return RebuildableDatabase{std::move(*database), *moved};
}

} // namespace loom::store
