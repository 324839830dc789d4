// SPDX-License-Identifier: GPL-3.0-or-later
// A SQLite file: opened with the program's pragmas (WAL, foreign keys, busy timeout), numbered
// migrations, transactions that roll back by default, cached prepared statements, backup.
// Thread rule: one connection a thread, one writing connection a file; a Database and everything
// made from it stay on one thread at a time. Network drives do not work with WAL. Failures: Busy
// (locked by another program), Corrupt (damaged or no SQLite file), NewerVersion, Io (permission,
// read-only or full disk, missing folder), InvalidInput (a constraint was violated).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/statement.h"

namespace loom::store {

enum class Access {
    ReadWrite, ///< creates the file and its folders when missing
    ReadOnly,  ///< the file must exist; every write is refused
};

struct OpenOptions {
    Access access = Access::ReadWrite;
    std::chrono::milliseconds busyTimeout{5000}; ///< how long to wait for a lock
    int pageSize = 8192;                         ///< bytes; only when the file is created
    int cacheKiB = 65536;
    std::int64_t mmapBytes = 268435456; ///< used by read-only connections
};

/// Which program a file belongs to and how it came to its present shape.
struct Schema {
    std::int32_t applicationId = 0;
    std::vector<std::string> migrations; ///< script i leads from user_version i to i + 1
};

class Database {
  public:
    static Result<Database> open(const std::filesystem::path& file, OpenOptions options = {});
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    /// Brings the file to the schema's version, each script in one transaction; safe when several
    /// programs start at once. A read-only connection only checks. NewerVersion when the file is
    /// ahead of the schema; InvalidInput when it belongs to another program.
    Status migrate(const Schema& schema);

    /// Runs a script of any number of statements.
    Status execute(const std::string& script);
    /// The statement comes from a cache keyed by its text.
    Result<Statement> prepare(std::string_view sql);

    /// Prepares, binds and runs one statement.
    template <class... Args>
    Status run(std::string_view sql, const Args&... args) {
        auto statement = prepare(sql);
        if (!statement)
            return std::move(statement).error();
        return statement->bindAll(args...).run();
    }
    /// First column of the first row; nothing when there is no row or it is NULL.
    template <class... Args>
    Result<std::optional<std::int64_t>> queryInteger(std::string_view sql, const Args&... args) {
        return first<std::int64_t>(
            sql, [](const Statement& row) { return row.integer(0); }, args...);
    }
    template <class... Args>
    Result<std::optional<double>> queryReal(std::string_view sql, const Args&... args) {
        return first<double>(
            sql, [](const Statement& row) { return row.real(0); }, args...);
    }
    template <class... Args>
    Result<std::optional<std::string>> queryText(std::string_view sql, const Args&... args) {
        return first<std::string>(
            sql, [](const Statement& row) { return row.text(0); }, args...);
    }

    std::int64_t lastInsertId() const;
    /// Rows inserted, updated or deleted since the connection was opened.
    std::int64_t totalChanges() const;
    bool inTransaction() const;
    bool readOnly() const;
    const std::filesystem::path& file() const;

    /// PRAGMA quick_check; Corrupt with the first finding.
    Status quickCheck();
    /// A compact copy of the file as it is now (VACUUM INTO); replaces an older copy in one step.
    Status backupTo(const std::filesystem::path& target);
    /// Moves the log into the file and empties it; for the end of a bulk load.
    Status checkpoint();

  private:
    explicit Database(std::unique_ptr<Connection> connection);

    template <class T, class Read, class... Args>
    Result<std::optional<T>> first(std::string_view sql, Read read, const Args&... args) {
        auto statement = prepare(sql);
        if (!statement)
            return std::move(statement).error();
        auto row = statement->bindAll(args...).step();
        if (!row)
            return std::move(row).error();
        if (!*row || statement->isNull(0))
            return std::optional<T>{};
        return std::optional<T>{read(*statement)};
    }

    std::unique_ptr<Connection> m_connection;
};

/// Everything between begin() and commit() happens or nothing does; the destructor rolls back.
/// Takes the write lock at once, so that a transaction fails at its beginning, not in the middle.
class Transaction {
  public:
    static Result<Transaction> begin(Database& database);
    ~Transaction();
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;

    Status commit();

  private:
    explicit Transaction(Database& database) : m_database(&database) {}
    Database* m_database = nullptr;
};

/// For files that can be rebuilt (market.db): renames the damaged file and its log to
/// "<name>.damaged-<time>" and returns the new name. Nobody may have it open.
Result<std::filesystem::path> moveAside(const std::filesystem::path& file, Timestamp now);

struct RebuildableDatabase {
    Database database;
    /// Where a damaged predecessor was put; nothing when the file was sound.
    std::optional<std::filesystem::path> damagedFile;
};
/// Opens and migrates; a Corrupt file is moved aside and a fresh one started.
Result<RebuildableDatabase> openOrStartFresh(const std::filesystem::path& file,
                                             const Schema& schema, Timestamp now,
                                             OpenOptions options = {});

} // namespace loom::store
