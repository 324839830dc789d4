// SPDX-License-Identifier: GPL-3.0-or-later
// The open handle behind Database and Statement, and the translation of SQLite's codes into our
// errors. Used inside core/store only.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loom::store {

class Connection {
  public:
    explicit Connection(std::filesystem::path path) : file(std::move(path)) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The last failure of this handle as an Error; code is what the call returned.
    Error error(int code) const;

    struct CachedStatement {
        sqlite3_stmt* handle = nullptr;
        bool leased = false;
    };

    std::filesystem::path file;
    sqlite3* handle = nullptr;
    bool writable = true;
    std::map<std::string, CachedStatement, std::less<>> statements;
};

/// The sentence for a result code; detail is SQLite's own text.
Error errorFor(int code, const std::filesystem::path& file, std::string_view detail);

} // namespace loom::store
