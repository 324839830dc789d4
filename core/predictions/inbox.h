// SPDX-License-Identifier: GPL-3.0-or-later
// A folder into which files are dropped to be worked on: each is taken once it no longer changes,
// moved to working/, and ends in done/ with its results or in rejected/ with the reason beside it,
// in words. A ledger of content hashes keeps any content from being worked on twice. Every step is
// one rename, one atomic write or one transaction, so that after a kill at any moment the next call
// goes on: a file is never lost, half a result never seen, and the work must only be idempotent.
//
//     inbox/            dropped files; hidden and partial downloads (.part, .tmp …) are left alone
//     inbox/working/    what is being worked on, or was when the program ended
//     inbox/done/       NAME, and results beside it
//     inbox/rejected/   NAME and NAME.reason.txt
//
// Thread rule: blocking; one Inbox a thread. A lock file lets one program at a time work (Busy).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "predictions/inbox_ledger.h"

namespace loom::predictions {

struct InboxOptions {
    std::filesystem::path folder;   ///< made when missing, with the three below it
    std::filesystem::path database; ///< workstation.db, of the ledger
    std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>();
    std::uint64_t maxBytes = std::uint64_t{256} << 20;
    std::chrono::milliseconds settle{2000}; ///< a file has not changed for so long
    /// Before each step ("take", "begin", "work", "result", "finish", "move"), with the file's
    /// name.
    std::function<void(std::string_view step, const std::string& name)> onStep = {};
};

/// What the work makes of a file.
struct InboxResult {
    /// Suffix and text: ".forecast.csv" is written as NAME.forecast.csv in done/.
    std::vector<std::pair<std::string, std::string>> files = {};
    std::string words = {}; ///< one sentence for people
};

/// Gets the file's place and the name it was dropped under. Failures of the disk, of memory or of
/// another program (Io, Busy, OutOfMemory, NewerVersion) and Cancelled leave the file for later,
/// all others reject it.
using InboxWork =
    std::function<Result<InboxResult>(const std::filesystem::path& file, const std::string& name)>;

enum class Fate { Done, Rejected, Later };

struct InboxItem {
    std::string name = {}; ///< as dropped
    Fate fate = Fate::Done;
    std::string words = {};           ///< what came of it, or why not
    std::filesystem::path place = {}; ///< where the file is now
    std::vector<std::filesystem::path> results = {};
};

struct InboxReport {
    std::vector<InboxItem> items = {};
    std::vector<std::string> settling = {}; ///< still being written, or too young to tell
};

class Inbox {
  public:
    static Result<Inbox> open(InboxOptions options);
    Inbox(Inbox&&) noexcept;
    Inbox& operator=(Inbox&&) noexcept;
    ~Inbox();

    /// Files that are ready, and leftovers of an earlier end; cheap, for a timer.
    bool hasWork();

    /// Works on everything that is ready, leftovers first, then by age. stop is asked between
    /// files. Busy when another program works on the folder. No file keeps others from their turn.
    Result<InboxReport> process(const InboxWork& work, const std::function<bool()>& stop = {});

  private:
    struct Seen {
        std::uintmax_t size = 0;
        std::int64_t changed = 0; ///< nanoseconds
        std::chrono::steady_clock::time_point since;
    };
    struct Ready {
        std::vector<std::string> names, settling;
    };
    struct Entry { ///< a file in working/
        std::filesystem::path path;
        std::string name;
        bool leftover = false;
    };

    explicit Inbox(InboxOptions options);
    void step(std::string_view what, const std::string& name) const;
    std::filesystem::path folder(const char* name) const { return m_options.folder / name; }
    Ready scan();
    bool hasSettled(const std::filesystem::path& path);
    std::vector<std::string> leftovers() const;
    Result<Entry> take(const std::string& name);
    InboxItem handle(const Entry& entry, const InboxWork& work);
    Result<InboxItem> workOn(const Entry& entry, const std::string& hash, Ledger& ledger,
                             const InboxWork& work);
    Result<InboxItem> finish(const Entry& entry, const std::string& hash, Ledger& ledger,
                             InboxResult result);
    Result<InboxItem> reject(const Entry& entry, const std::string& hash, Ledger& ledger,
                             const std::string& why);
    Result<InboxItem> rejectUnread(const Entry& entry, const std::string& why);
    Result<InboxItem> goOn(const Entry& entry, const LedgerRow& row);
    InboxItem later(const Entry& entry, const Error& error);

    InboxOptions m_options;
    std::map<std::string, Seen> m_seen; ///< by name
    std::map<std::string, std::chrono::steady_clock::time_point> m_notBefore;
};

} // namespace loom::predictions
