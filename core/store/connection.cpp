// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/connection.h"

#include <fmt/format.h>

namespace loom::store {

Connection::~Connection() {
    for (auto& [sql, statement] : statements)
        sqlite3_finalize(statement.handle);
    if (handle == nullptr)
        return;
    if (writable)
        sqlite3_exec(handle, "PRAGMA optimize", nullptr, nullptr, nullptr);
    sqlite3_close_v2(handle);
}

Error Connection::error(int code) const {
    return errorFor(code, file, handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

Error errorFor(int code, const std::filesystem::path& file, std::string_view detail) {
    const std::string name = file.string();
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(ErrorCode::Busy,
                    fmt::format("{} is in use by another program that is writing to it. Wait until "
                                "it has finished or close it, then try again.",
                                name));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail(ErrorCode::Corrupt, fmt::format("{} is damaged or not a database file ({}). "
                                                    "Restore it from a backup or move it away.",
                                                    name, detail));
    case SQLITE_FULL:
        return fail(ErrorCode::Io,
                    fmt::format("The disk is full: {} could not be written. Free some space and "
                                "try again; nothing already stored is lost.",
                                name));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be written: it, its folder or its disk is read-only. "
                                "Change the permissions or choose another data folder.",
                                name));
    case SQLITE_CANTOPEN:
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be opened. Check that its folder exists and that you "
                                "may read and write there, or choose another data folder.",
                                name));
    case SQLITE_IOERR:
        return fail(ErrorCode::Io,
                    fmt::format("Reading or writing {} failed ({}). Check that the disk has free "
                                "space and works.",
                                name, detail));
    case SQLITE_NOMEM:
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("There was not enough memory to work with {}.", name));
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return fail(ErrorCode::InvalidInput, fmt::format("{} refused a value: {}.", name, detail));
    case SQLITE_INTERRUPT:
        return fail(ErrorCode::Cancelled, fmt::format("Work on {} was stopped.", name));
    default:
        return fail(ErrorCode::Internal, fmt::format("{}: {}.", name, detail));
    }
}

} // namespace loom::store
