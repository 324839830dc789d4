// SPDX-License-Identifier: GPL-3.0-or-later
// Which contents were taken out of the inbox and how that ended (table inbox_files of
// workstation.db). Thread rule: one Ledger a thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

namespace loom::predictions {

enum class LedgerState { Working, Done, Rejected };

struct LedgerRow {
    std::string name = {};  ///< under which it was dropped
    std::string place = {}; ///< name in done/ or rejected/; empty while being worked on
    LedgerState state = LedgerState::Working;
    std::int64_t attempts = 0; ///< begun and not ended
    Timestamp finishedAt = {};
    std::string words = {};
};

class Ledger {
  public:
    static Result<Ledger> open(const std::filesystem::path& file);

    Result<std::optional<LedgerRow>> find(const std::string& hash);
    /// One attempt more; returns how many there were before that never ended.
    Result<std::int64_t> begin(const std::string& hash, const std::string& name, Timestamp now);
    /// The attempt ended without a verdict on the file.
    Status postpone(const std::string& hash);
    Status finish(const std::string& hash, LedgerState state, const std::string& place,
                  const std::string& words, Timestamp now);

  private:
    explicit Ledger(store::Database database) : m_database(std::move(database)) {}
    store::Database m_database;
};

} // namespace loom::predictions
