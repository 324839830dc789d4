// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statement.h"

#include <limits>
#include <sqlite3.h>
#include <utility>

#include "store/connection.h"

namespace loom::store {

Statement::~Statement() {
    release();
}

Statement::Statement(Statement&& other) noexcept
    : m_connection(other.m_connection), m_handle(std::exchange(other.m_handle, nullptr)),
      m_leased(other.m_leased), m_bindError(other.m_bindError) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    if (this != &other) {
        release();
        m_connection = other.m_connection;
        m_handle = std::exchange(other.m_handle, nullptr);
        m_leased = other.m_leased;
        m_bindError = other.m_bindError;
    }
    return *this;
}

void Statement::release() {
    if (m_handle == nullptr)
        return;
    if (m_leased == nullptr) {
        sqlite3_finalize(m_handle);
    } else {
        sqlite3_reset(m_handle);
        sqlite3_clear_bindings(m_handle);
        *m_leased = false;
    }
    m_handle = nullptr;
}

Result<bool> Statement::step() {
    if (m_bindError != SQLITE_OK)
        return m_connection->error(std::exchange(m_bindError, SQLITE_OK));
    const int code = sqlite3_step(m_handle);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_handle);
        return false;
    }
    Error error = m_connection->error(code);
    sqlite3_reset(m_handle);
    return error;
}

Status Statement::run() {
    while (true) {
        auto row = step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return {};
    }
}

void Statement::reset() {
    sqlite3_reset(m_handle);
}

void Statement::note(int code) {
    if (code != SQLITE_OK && m_bindError == SQLITE_OK)
        m_bindError = code;
}

void Statement::bindNull(int index) {
    note(sqlite3_bind_null(m_handle, index));
}

void Statement::bindInteger(int index, std::int64_t value) {
    note(sqlite3_bind_int64(m_handle, index, value));
}

void Statement::bindReal(int index, double value) {
    note(sqlite3_bind_double(m_handle, index, value));
}

void Statement::bindText(int index, std::string_view value) {
    // An empty view may carry a null pointer, which SQLite would store as NULL.
    const char* data = value.empty() ? "" : value.data();
    note(sqlite3_bind_text64(m_handle, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bindBlob(int index, std::span<const std::byte> value) {
    if (value.empty())
        note(sqlite3_bind_zeroblob(m_handle, index, 0));
    else
        note(sqlite3_bind_blob64(m_handle, index, value.data(), value.size(), SQLITE_TRANSIENT));
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_handle, column);
}

double Statement::real(int column) const {
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN()
                          : sqlite3_column_double(m_handle, column);
}

std::string Statement::text(int column) const {
    return std::string(textView(column));
}

std::string_view Statement::textView(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
    if (data == nullptr)
        return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column))};
}

std::span<const std::byte> Statement::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(m_handle, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column))};
}

int Statement::columnCount() const {
    return sqlite3_column_count(m_handle);
}

} // namespace loom::store
