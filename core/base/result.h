// SPDX-License-Identifier: GPL-3.0-or-later
// The outcome of anything that can fail for an expected reason: a value, or an Error that says in
// plain words what went wrong. Exceptions are kept for broken invariants and are caught once, at a
// job's wall (jobs/job_queue.h). Thread rule: plain values, no shared state.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace loom {

/// What kind of failure it was; callers branch on this, people read the message.
enum class ErrorCode {
    InvalidInput,  ///< the caller's value is wrong (a form field, an option, a study key)
    NotFound,      ///< the named thing does not exist here
    NoData,        ///< the request is fine, nothing exists for it
    UnknownSymbol, ///< the source does not know the symbol
    Refused,       ///< the other side said no (rate limit, authorisation)
    Unreachable,   ///< no answer, or an answer that is not one (HTML, 5xx)
    Io,            ///< disk: permission, full, missing folder
    Corrupt,       ///< a file is damaged
    NewerVersion,  ///< a file was written by a newer program
    Busy,          ///< somebody else holds it
    Cancelled,     ///< the user stopped it
    OutOfMemory,   ///< memory of the machine or the GPU
    Internal,      ///< a defect of ours
};

std::string_view errorCodeName(ErrorCode code);

/// A failure: code, one plain sentence, and what was being attempted, outermost last.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::vector<std::string> context;

    /// Adds what was being attempted: "read the model bundle sp500.loom".
    [[nodiscard]] Error during(std::string attempt) && {
        context.push_back(std::move(attempt));
        return std::move(*this);
    }
    /// "message (while attempt, while outer attempt)".
    std::string text() const;
};

inline Error fail(ErrorCode code, std::string message) {
    return Error{code, std::move(message), {}};
}

template <class T>
class [[nodiscard]] Result {
  public:
    using Value = T;
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    Error& error() & { return std::get<1>(m_state); }
    const Error& error() const& { return std::get<1>(m_state); }
    Error&& error() && { return std::get<1>(std::move(m_state)); }

  private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    using Value = void;
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    bool ok() const { return !m_failed; }
    explicit operator bool() const { return ok(); }
    Error& error() & { return m_error; }
    const Error& error() const& { return m_error; }
    Error&& error() && { return std::move(m_error); }

  private:
    Error m_error;
    bool m_failed = false;
};

using Status = Result<void>;

} // namespace loom
