// SPDX-License-Identifier: GPL-3.0-or-later
// What the inbox asks of the file system. Thread rule: free functions; no state.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loom::predictions {

struct FileStamp {
    std::uintmax_t size = 0;
    std::int64_t changed = 0; ///< last change of the content, nanoseconds since 1970
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// Nothing for what is gone, and for links and folders.
std::optional<FileStamp> stampOf(const std::filesystem::path& file);

/// Names that other programs use while they write, and hidden ones.
bool isPartialName(std::string_view name);

/// Another program has the file open for writing (Linux leases; false where they are unknown).
bool isBeingWritten(const std::filesystem::path& file);

/// "is a link", "is a folder", …; empty for a regular file.
std::string notAFile(const std::filesystem::path& path);

/// SHA-256 of the content, read in pieces.
Result<std::string> hashFile(const std::filesystem::path& file);

/// NAME, or "NAME-2.csv" … when the folder has such a file.
std::string freeName(const std::filesystem::path& folder, const std::string& name);

Status moveFile(const std::filesystem::path& from, const std::filesystem::path& to);

/// One program at a time; let go at the end of the process whatever its end.
class FolderLock {
  public:
    /// Busy when another holds it.
    static Result<FolderLock> take(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;

  private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

} // namespace loom::predictions
