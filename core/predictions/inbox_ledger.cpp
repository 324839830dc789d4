// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/inbox_ledger.h"

#include "store/workstation.h"

namespace loom::predictions {

Result<Ledger> Ledger::open(const std::filesystem::path& file) {
    auto database = store::openWorkstation(file);
    if (!database)
        return std::move(database).error();
    return Ledger(std::move(*database));
}

Result<std::optional<LedgerRow>> Ledger::find(const std::string& hash) {
    auto row = m_database.prepare("SELECT name, place, state, attempts, finished_at, words FROM "
                                  "inbox_files WHERE hash = ?");
    if (!row)
        return std::move(row).error();
    auto found = row->bindAll(hash).step();
    if (!found)
        return std::move(found).error();
    if (!*found)
        return std::optional<LedgerRow>();
    return std::optional(LedgerRow{.name = row->text(0),
                                   .place = row->text(1),
                                   .state = static_cast<LedgerState>(row->integer(2)),
                                   .attempts = row->integer(3),
                                   .finishedAt = {row->integer(4)},
                                   .words = row->text(5)});
}

Result<std::int64_t> Ledger::begin(const std::string& hash, const std::string& name,
                                   Timestamp now) {
    const auto before = find(hash);
    if (!before)
        return before.error();
    const bool begun = *before && (*before)->state == LedgerState::Working;
    if (auto done = m_database.run(
            "INSERT INTO inbox_files(hash, name, place, state, attempts, taken_at) "
            "VALUES(?1, ?2, '', ?3, 1, ?4) ON CONFLICT DO UPDATE SET name = ?2, place = '', "
            "attempts = CASE state WHEN ?3 THEN attempts + 1 ELSE 1 END, state = ?3, taken_at = "
            "?4, "
            "finished_at = NULL",
            hash, name, static_cast<int>(LedgerState::Working), now.seconds);
        !done)
        return std::move(done).error();
    return begun ? (*before)->attempts : 0;
}

Status Ledger::postpone(const std::string& hash) {
    return m_database.run("UPDATE inbox_files SET attempts = max(0, attempts - 1) WHERE hash = ?",
                          hash);
}

Status Ledger::finish(const std::string& hash, LedgerState state, const std::string& place,
                      const std::string& words, Timestamp now) {
    return m_database.run("UPDATE inbox_files SET state = ?, place = ?, words = ?, attempts = 0, "
                          "finished_at = ? WHERE hash = ?",
                          static_cast<int>(state), place, words, now.seconds, hash);
}

} // namespace loom::predictions
