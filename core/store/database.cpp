// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include <cassert>
#include <chrono>
#include <fmt/format.h>
#include <sqlite3.h>
#include <system_error>
#include <thread>
#include <utility>

#include "store/connection.h"

namespace loom::store {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kBusyPause{2};

Status makeFolder(const fs::path& file) {
    if (file.parent_path().empty())
        return {};
    std::error_code failure;
    fs::create_directories(file.parent_path(), failure);
    if (failure)
        return fail(ErrorCode::Io,
                    fmt::format("The folder {} cannot be created: {}. Choose another "
                                "data folder.",
                                file.parent_path().string(), failure.message()));
    return {};
}

std::string pragmas(const OpenOptions& options) {
    std::string sql = fmt::format("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
                                  "PRAGMA cache_size=-{};",
                                  options.cacheKiB);
    if (options.access == Access::ReadOnly)
        return sql + fmt::format("PRAGMA query_only=ON; PRAGMA mmap_size={};", options.mmapBytes);
    return sql + fmt::format("PRAGMA page_size={}; PRAGMA journal_mode=WAL; "
                             "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000;",
                             options.pageSize);
}

/// Settings, then the header. When several programs create one file at once, the change to WAL
/// needs the whole file and SQLite answers "busy" without waiting, so the waiting is done here.
Status prepareConnection(Database& database, const OpenOptions& options) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + options.busyTimeout;
    // Reading the schema makes SQLite look at the header: a foreign file fails here, not later.
    const std::string script = pragmas(options) + " SELECT count(*) FROM sqlite_schema;";
    for (;;) {
        Status done = database.execute(script);
        if (done || done.error().code != ErrorCode::Busy || Clock::now() >= deadline)
            return done;
        std::this_thread::sleep_for(kBusyPause);
    }
}

} // namespace

Database::Database(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Result<Database> Database::open(const fs::path& file, OpenOptions options) {
    const bool writable = options.access == Access::ReadWrite;
    if (writable)
        if (Status made = makeFolder(file); !made)
            return std::move(made).error();
    if (!writable && !fs::exists(file))
        return fail(ErrorCode::NotFound, fmt::format("{} does not exist.", file.string()));

    auto connection = std::make_unique<Connection>(file);
    connection->writable = writable;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (writable ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(file.string().c_str(), &connection->handle, flags, nullptr);
    if (code != SQLITE_OK)
        return connection->error(code);
    sqlite3_busy_timeout(connection->handle, static_cast<int>(options.busyTimeout.count()));
    if (writable && sqlite3_db_readonly(connection->handle, "main") == 1)
        return errorFor(SQLITE_READONLY, file, "");

    Database database(std::move(connection));
    if (Status ready = prepareConnection(database, options); !ready)
        return std::move(ready).error();
    return database;
}

Status Database::execute(const std::string& script) {
    const int code = sqlite3_exec(m_connection->handle, script.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return m_connection->error(code);
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    const auto found = m_connection->statements.find(sql);
    if (found != m_connection->statements.end() && !found->second.leased) {
        found->second.leased = true;
        return Statement(m_connection.get(), found->second.handle, &found->second.leased);
    }
    sqlite3_stmt* handle = nullptr;
    const bool cache = found == m_connection->statements.end();
    const int code =
        sqlite3_prepare_v3(m_connection->handle, sql.data(), static_cast<int>(sql.size()),
                           cache ? SQLITE_PREPARE_PERSISTENT : 0, &handle, nullptr);
    if (code != SQLITE_OK)
        return m_connection->error(code);
    if (!cache)
        return Statement(m_connection.get(), handle, nullptr);
    const auto added = m_connection->statements.emplace(std::string(sql),
                                                        Connection::CachedStatement{handle, true});
    return Statement(m_connection.get(), handle, &added.first->second.leased);
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(m_connection->handle);
}

std::int64_t Database::totalChanges() const {
    return sqlite3_total_changes64(m_connection->handle);
}

bool Database::inTransaction() const {
    return sqlite3_get_autocommit(m_connection->handle) == 0;
}

bool Database::readOnly() const {
    return !m_connection->writable;
}

const fs::path& Database::file() const {
    return m_connection->file;
}

Status Database::quickCheck() {
    auto finding = queryText("PRAGMA quick_check(1)");
    if (!finding)
        return std::move(finding).error();
    if (*finding && **finding != "ok")
        return errorFor(SQLITE_CORRUPT, file(), **finding);
    return {};
}

Status Database::backupTo(const fs::path& target) {
    if (Status made = makeFolder(target); !made)
        return made;
    const fs::path part = target.string() + ".part";
    std::error_code failure;
    fs::remove(part, failure);
    if (Status copied = run("VACUUM INTO ?", part.string()); !copied) {
        fs::remove(part, failure);
        return std::move(copied.error()).during("back up to " + target.string());
    }
    fs::rename(part, target, failure);
    if (failure)
        return fail(ErrorCode::Io, fmt::format("The backup {} cannot be put in place: {}.",
                                               target.string(), failure.message()));
    return {};
}

Status Database::checkpoint() {
    return execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<Transaction> Transaction::begin(Database& database) {
    if (Status begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return std::move(begun).error();
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction() {
    // SQLite rolls back by itself on some failures (full disk); then there is nothing left to do.
    if (m_database != nullptr && m_database->inTransaction())
        (void)m_database->execute("ROLLBACK");
}

Status Transaction::commit() {
    assert(m_database != nullptr && "a transaction is committed once");
    if (Status done = m_database->execute("COMMIT"); !done)
        return done;
    m_database = nullptr;
    return {};
}

} // namespace loom::store
