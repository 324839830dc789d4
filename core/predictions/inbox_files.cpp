// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/inbox_files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"

namespace loom::predictions {

namespace fs = std::filesystem;

namespace {

Error ioError(const std::string& what, int code) {
    const char* why = code == ENOSPC   ? "the disk is full"
                      : code == EROFS  ? "the disk is read-only"
                      : code == EACCES ? "permission denied"
                                       : std::strerror(code);
    return fail(ErrorCode::Io, fmt::format("Cannot {}: {}.", what, why));
}

/// Closes itself.
class Descriptor {
  public:
    Descriptor(const fs::path& file, int flags) : m_number(::open(file.c_str(), flags)) {}
    ~Descriptor() {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }

  private:
    int m_number;
};

constexpr int kReading = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

} // namespace

std::optional<FileStamp> stampOf(const fs::path& file) {
    struct stat found {};
    if (::lstat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode))
        return std::nullopt;
    constexpr std::int64_t kNano = 1'000'000'000;
    return FileStamp{.size = static_cast<std::uintmax_t>(found.st_size),
                     .changed = found.st_mtim.tv_sec * kNano + found.st_mtim.tv_nsec};
}

bool isPartialName(std::string_view name) {
    static constexpr std::array<std::string_view, 7> kEndings{
        ".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", "~"};
    const std::string lower = toLower(name);
    for (const auto ending : kEndings)
        if (lower.ends_with(ending))
            return true;
    return name.starts_with('.');
}

bool isBeingWritten(const fs::path& file) {
    const Descriptor opened(file, kReading);
    if (!opened.isOpen())
        return false;
    // A read lease is refused while anybody has the file open for writing.
    if (::fcntl(opened.number(), F_SETLEASE, F_RDLCK) == 0) {
        ::fcntl(opened.number(), F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN;
}

std::string notAFile(const fs::path& path) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return "is gone";
    if (S_ISREG(found.st_mode))
        return {};
    if (S_ISLNK(found.st_mode))
        return "is a link to another file. Put a copy of that file into the inbox";
    if (S_ISDIR(found.st_mode))
        return "is a folder. Put the files themselves into the inbox";
    return "is no ordinary file. Put a CSV of prices into the inbox";
}

Result<std::string> hashFile(const fs::path& file) {
    const Descriptor opened(file, kReading);
    if (!opened.isOpen())
        return ioError("read the file", errno);
    Sha256 hash;
    std::vector<char> piece(std::size_t{1} << 20);
    for (;;) {
        const ssize_t count = ::read(opened.number(), piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return ioError("read the file", errno);
        if (count == 0)
            return hash.hex();
        hash.add(std::string_view(piece.data(), static_cast<std::size_t>(count)));
    }
}

std::string freeName(const fs::path& folder, const std::string& name) {
    const fs::path path(name);
    std::error_code none;
    std::string candidate = name;
    for (int i = 2; fs::exists(fs::symlink_status(folder / candidate, none)); ++i)
        candidate = fmt::format("{}-{}{}", path.stem().string(), i, path.extension().string());
    return candidate;
}

Status moveFile(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0)
        return ioError(fmt::format("move {} to {}", from.string(), to.parent_path().string()),
                       errno);
    return {};
}

Result<FolderLock> FolderLock::take(const fs::path& folder) {
    const fs::path file = folder / ".lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0)
        return ioError("open " + file.string(), errno);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return FolderLock(descriptor);
    const int code = errno;
    ::close(descriptor);
    if (code == EWOULDBLOCK)
        return fail(ErrorCode::Busy,
                    "Another Quantloom is working on the inbox. It takes what lies there.");
    return ioError("lock " + file.string(), code);
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FolderLock::~FolderLock() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace loom::predictions
