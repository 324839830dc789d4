// SPDX-License-Identifier: GPL-3.0-or-later
// A prepared SQL statement: bind values by position (from 1), then run() it or step() through rows.
// Thread rule: belongs to the thread of its Database, which it must not outlive.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"

struct sqlite3_stmt;

namespace loom::store {

class Connection;

/// A lease of a statement from the database's cache; destroying it resets the statement for the
/// next user. Bind errors are kept and come back from the next step() or run().
class Statement {
  public:
    /// leased: the cache's mark that the statement is in use; nullptr for one outside the cache.
    Statement(Connection* connection, sqlite3_stmt* handle, bool* leased)
        : m_connection(connection), m_handle(handle), m_leased(leased) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Integers, booleans, floating point (NaN is stored as NULL), text, blobs (span of bytes),
    /// nullptr and std::optional of these. Text is copied.
    template <class T>
    Statement& bind(int index, const T& value) {
        if constexpr (std::is_same_v<T, std::nullptr_t>)
            bindNull(index);
        else if constexpr (std::integral<T>)
            bindInteger(index, static_cast<std::int64_t>(value));
        else if constexpr (std::floating_point<T>)
            bindReal(index, static_cast<double>(value));
        else if constexpr (std::convertible_to<T, std::string_view>)
            bindText(index, value);
        else if constexpr (std::convertible_to<T, std::span<const std::byte>>)
            bindBlob(index, value);
        else if (value.has_value())
            bind(index, *value);
        else
            bindNull(index);
        return *this;
    }
    /// Binds all arguments from position 1.
    template <class... Args>
    Statement& bindAll(const Args&... args) {
        int index = 0;
        (bind(++index, args), ...);
        return *this;
    }

    /// True: a row is ready to be read; false: finished (the statement is reset).
    Result<bool> step();
    /// Runs to the end, ignores rows, resets: ready to be bound and run again.
    Status run();
    void reset();

    /// Columns of the present row, counted from 0.
    bool isNull(int column) const;
    std::int64_t integer(int column) const; ///< 0 for NULL
    double real(int column) const;          ///< NaN for NULL
    std::string text(int column) const;     ///< empty for NULL
    /// Valid until the next step(), reset() or read of the same column.
    std::string_view textView(int column) const;
    std::span<const std::byte> blob(int column) const;
    int columnCount() const;

  private:
    void bindNull(int index);
    void bindInteger(int index, std::int64_t value);
    void bindReal(int index, double value);
    void bindText(int index, std::string_view value);
    void bindBlob(int index, std::span<const std::byte> value);
    void note(int code);
    void release();

    Connection* m_connection = nullptr;
    sqlite3_stmt* m_handle = nullptr;
    bool* m_leased = nullptr;
    int m_bindError = 0;
};

} // namespace loom::store
