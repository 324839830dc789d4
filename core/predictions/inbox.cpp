// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/inbox.h"

#include <algorithm>
#include <new>

#include <fmt/format.h>

#include "base/files.h"
#include "predictions/inbox_files.h"

namespace loom::predictions {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr const char* kWorking = "working";
constexpr const char* kDone = "done";
constexpr const char* kRejected = "rejected";
constexpr const char* kReason = ".reason.txt";
constexpr std::int64_t kMostAttempts = 3;
constexpr auto kPause = 60s; ///< after a failure that was not the file's

/// Not the file's fault: another time it may be worked on.
bool isForLater(ErrorCode code) {
    return code == ErrorCode::Io || code == ErrorCode::Busy || code == ErrorCode::OutOfMemory ||
           code == ErrorCode::NewerVersion || code == ErrorCode::Cancelled;
}

std::string sizeWords(std::uintmax_t bytes) {
    return fmt::format("{:.0f} MB", static_cast<double>(bytes) / (1 << 20));
}

std::string day(Timestamp at) {
    return toIso(at.utcDate());
}

/// Exceptions of the work, too, end at this file.
Result<InboxResult> guarded(const InboxWork& work, const fs::path& file, const std::string& name) {
    try {
        return work(file, name);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "The memory of this machine is used up.");
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal,
                    fmt::format("The work ended unexpectedly ({}).", e.what()));
    }
}

} // namespace

Inbox::Inbox(InboxOptions options) : m_options(std::move(options)) {}
Inbox::Inbox(Inbox&&) noexcept = default;
Inbox& Inbox::operator=(Inbox&&) noexcept = default;
Inbox::~Inbox() = default;

Result<Inbox> Inbox::open(InboxOptions options) {
    for (const char* name : {kWorking, kDone, kRejected}) {
        std::error_code failed;
        fs::create_directories(options.folder / name, failed);
        if (failed)
            return fail(ErrorCode::Io,
                        fmt::format("The inbox {} cannot be made: {}. Choose another data folder.",
                                    (options.folder / name).string(), failed.message()));
    }
    return Inbox(std::move(options));
}

void Inbox::step(std::string_view what, const std::string& name) const {
    if (m_options.onStep)
        m_options.onStep(what, name);
}

/// Its last change lies back long enough by the clock of the file system, or it was seen unchanged
/// for as long (a file whose time stamp lies in the future).
bool Inbox::hasSettled(const fs::path& path) {
    const auto stamp = stampOf(path);
    if (!stamp)
        return true; // a link, a folder: nothing that grows
    if (isBeingWritten(path))
        return false;
    const auto steady = std::chrono::steady_clock::now();
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto age = now - std::chrono::nanoseconds(stamp->changed);
    if (age >= m_options.settle)
        return true;
    auto& seen = m_seen[path.filename().string()];
    if (seen.size != stamp->size || seen.changed != stamp->changed ||
        seen.since == std::chrono::steady_clock::time_point{})
        seen = {.size = stamp->size, .changed = stamp->changed, .since = steady};
    return steady - seen.since >= m_options.settle;
}

Inbox::Ready Inbox::scan() {
    struct Found {
        std::int64_t changed;
        std::string name;
        auto operator<=>(const Found&) const = default;
    };
    std::vector<Found> found;
    Ready out;
    std::error_code ended;
    for (fs::directory_iterator at(m_options.folder, ended), end; !ended && at != end;
         at.increment(ended)) {
        const std::string name = at->path().filename().string();
        if (name == kWorking || name == kDone || name == kRejected || isPartialName(name))
            continue;
        const auto pause = m_notBefore.find(name);
        if (pause != m_notBefore.end() && std::chrono::steady_clock::now() < pause->second)
            continue;
        if (!hasSettled(at->path())) {
            out.settling.push_back(name);
            continue;
        }
        const auto stamp = stampOf(at->path());
        found.push_back({.changed = stamp ? stamp->changed : 0, .name = name});
    }
    std::ranges::sort(found);
    std::ranges::sort(out.settling);
    for (auto& one : found)
        out.names.push_back(std::move(one.name));
    std::erase_if(m_seen, [&](const auto& seen) {
        return std::ranges::find(out.settling, seen.first) == out.settling.end();
    });
    return out;
}

std::vector<std::string> Inbox::leftovers() const {
    std::vector<std::string> out;
    std::error_code ended;
    for (fs::directory_iterator at(folder(kWorking), ended), end; !ended && at != end;
         at.increment(ended)) {
        std::string name = at->path().filename().string();
        const auto pause = m_notBefore.find(name);
        if (pause == m_notBefore.end() || std::chrono::steady_clock::now() >= pause->second)
            out.push_back(std::move(name));
    }
    std::ranges::sort(out);
    return out;
}

bool Inbox::hasWork() {
    return !leftovers().empty() || !scan().names.empty();
}

Result<Inbox::Entry> Inbox::take(const std::string& name) {
    step("take", name);
    Entry entry{.path = folder(kWorking) / name, .name = name};
    if (auto moved = moveFile(m_options.folder / name, entry.path); !moved)
        return std::move(moved).error();
    return entry;
}

InboxItem Inbox::later(const Entry& entry, const Error& error) {
    m_notBefore[entry.path.filename().string()] = std::chrono::steady_clock::now() + kPause;
    return {.name = entry.name,
            .fate = Fate::Later,
            .words = error.text(),
            .place = entry.path,
            .results = {}};
}

/// Only the move into done/ was missing.
Result<InboxItem> Inbox::goOn(const Entry& entry, const LedgerRow& row) {
    InboxItem item{.name = row.name,
                   .fate = Fate::Done,
                   .words = row.words,
                   .place = folder(kDone) / row.place,
                   .results = {}};
    step("move", entry.name);
    if (auto moved = moveFile(entry.path, item.place); !moved)
        return std::move(moved).error();
    return item;
}

Result<InboxItem> Inbox::finish(const Entry& entry, const std::string& hash, Ledger& ledger,
                                InboxResult result) {
    InboxItem item{.name = entry.name, .fate = Fate::Done, .words = result.words};
    const std::string place = freeName(folder(kDone), entry.name);
    for (const auto& [suffix, text] : result.files) {
        step("result", entry.name);
        item.results.push_back(folder(kDone) / (place + suffix));
        if (auto written = writeFileAtomic(item.results.back(), text); !written)
            return std::move(written).error();
    }
    step("finish", entry.name);
    if (auto kept =
            ledger.finish(hash, LedgerState::Done, place, result.words, m_options.clock->now());
        !kept)
        return std::move(kept).error();
    step("move", entry.name);
    item.place = folder(kDone) / place;
    if (auto moved = moveFile(entry.path, item.place); !moved)
        return std::move(moved).error();
    return item;
}

Result<InboxItem> Inbox::rejectUnread(const Entry& entry, const std::string& why) {
    const std::string place = freeName(folder(kRejected), entry.name);
    step("result", entry.name);
    if (auto written = writeFileAtomic(
            folder(kRejected) / (place + kReason),
            fmt::format("{}\n\n{}, {}\n", why, entry.name, toIso(m_options.clock->now())));
        !written)
        return std::move(written).error();
    step("move", entry.name);
    InboxItem item{.name = entry.name,
                   .fate = Fate::Rejected,
                   .words = why,
                   .place = folder(kRejected) / place,
                   .results = {folder(kRejected) / (place + kReason)}};
    if (auto moved = moveFile(entry.path, item.place); !moved)
        return std::move(moved).error();
    return item;
}

Result<InboxItem> Inbox::reject(const Entry& entry, const std::string& hash, Ledger& ledger,
                                const std::string& why) {
    step("finish", entry.name);
    // The reason is written again by rejectUnread() when the move below is cut off, so the ledger
    // may come first: what is known as rejected and still lies in working/ goes that way.
    if (auto kept = ledger.finish(hash, LedgerState::Rejected, "", why, m_options.clock->now());
        !kept)
        return std::move(kept).error();
    return rejectUnread(entry, why);
}

Result<InboxItem> Inbox::workOn(const Entry& entry, const std::string& hash, Ledger& ledger,
                                const InboxWork& work) {
    step("begin", entry.name);
    const auto before = ledger.begin(hash, entry.name, m_options.clock->now());
    if (!before)
        return before.error();
    if (*before >= kMostAttempts)
        return reject(entry, hash, ledger,
                      fmt::format("The program ended {} times while it worked on this file. It "
                                  "will not be tried again; report it with this file.",
                                  *before));
    const auto stamp = stampOf(entry.path);
    step("work", entry.name);
    auto result = guarded(work, entry.path, entry.name);
    if (result && stampOf(entry.path) != stamp)
        result = fail(ErrorCode::Busy, "The file was changed while it was being worked on.");
    if (result)
        return finish(entry, hash, ledger, std::move(*result));
    if (!isForLater(result.error().code))
        return reject(entry, hash, ledger, result.error().text());
    if (auto kept = ledger.postpone(hash); !kept)
        return std::move(kept).error();
    return std::move(result).error();
}

InboxItem Inbox::handle(const Entry& entry, const InboxWork& work) {
    const auto settle = [&](Result<InboxItem> item) {
        return item ? *std::move(item) : later(entry, item.error());
    };
    if (const auto why = notAFile(entry.path); !why.empty())
        return settle(rejectUnread(entry, fmt::format("{} {}.", entry.name, why)));
    const auto stamp = stampOf(entry.path);
    if (!stamp || stamp->size == 0)
        return settle(rejectUnread(entry, entry.name + " is empty. Write the prices into it "
                                                       "before it is put into the inbox."));
    if (stamp->size > m_options.maxBytes)
        return settle(rejectUnread(
            entry, fmt::format("{} is too large ({}; the limit is {}). Cut it into smaller files.",
                               entry.name, sizeWords(stamp->size), sizeWords(m_options.maxBytes))));
    const auto hash = hashFile(entry.path);
    if (!hash)
        return settle(rejectUnread(entry, hash.error().text()));
    auto ledger = Ledger::open(m_options.database);
    if (!ledger)
        return later(entry, ledger.error());
    const auto known = ledger->find(*hash);
    if (!known)
        return later(entry, known.error());
    if (*known && entry.leftover && (*known)->state == LedgerState::Rejected)
        return settle(rejectUnread(entry, (*known)->words));
    if (*known && (*known)->state == LedgerState::Done) {
        std::error_code none;
        const bool moved = fs::exists(folder(kDone) / (*known)->place, none);
        if (entry.leftover && !moved)
            return settle(goOn(entry, **known));
        return settle(rejectUnread(
            entry, fmt::format("Its content was worked on before, on {} as {}: {} Nothing is done "
                               "twice; the results lie in the folder \"done\".",
                               day((*known)->finishedAt), (*known)->name, (*known)->words)));
    }
    return settle(workOn(entry, *hash, *ledger, work));
}

Result<InboxReport> Inbox::process(const InboxWork& work, const std::function<bool()>& stop) {
    const auto lock = FolderLock::take(m_options.folder);
    if (!lock)
        return lock.error();
    const auto stopped = [&] { return stop && stop(); };
    InboxReport report;
    for (const auto& name : leftovers()) {
        if (stopped())
            return report;
        report.items.push_back(
            handle({.path = folder(kWorking) / name, .name = name, .leftover = true}, work));
    }
    auto ready = scan();
    report.settling = std::move(ready.settling);
    for (const auto& name : ready.names) {
        if (stopped())
            break;
        std::error_code none;
        if (fs::exists(fs::symlink_status(folder(kWorking) / name, none)))
            continue; // the one before it under this name is not finished
        auto entry = take(name);
        if (entry) {
            report.items.push_back(handle(*entry, work));
            continue;
        }
        if (!fs::exists(fs::symlink_status(m_options.folder / name, none)))
            continue; // its owner took it back
        report.items.push_back(
            later({.path = m_options.folder / name, .name = name}, entry.error()));
    }
    return report;
}

} // namespace loom::predictions
