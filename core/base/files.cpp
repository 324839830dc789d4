// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace loom {

namespace fs = std::filesystem;

namespace {

Error ioError(std::string what, const fs::path& path, int code) {
    std::string why = std::strerror(code);
    if (code == ENOSPC)
        why = "the disk is full";
    else if (code == EACCES || code == EPERM)
        why = "permission denied";
    else if (code == EROFS)
        why = "the disk is read-only";
    return fail(ErrorCode::Io, fmt::format("cannot {} {}: {}", what, path.string(), why));
}

/// Closes the descriptor, and removes the temporary file unless it was kept.
class TemporaryFile {
  public:
    explicit TemporaryFile(const fs::path& target)
        : m_path(target.string() + fmt::format(".part{}", ::getpid())),
          m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {}
    ~TemporaryFile() {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        if (!m_kept)
            ::unlink(m_path.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    bool isOpen() const { return m_descriptor >= 0; }
    bool write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::write(m_descriptor, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    bool sync() { return ::fsync(m_descriptor) == 0; }
    bool renameTo(const fs::path& target) {
        m_kept = ::rename(m_path.c_str(), target.c_str()) == 0;
        return m_kept;
    }

  private:
    std::string m_path;
    int m_descriptor;
    bool m_kept = false;
};

fs::path environmentPath(const char* variable, const fs::path& fallback) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value == '/' ? fs::path(value) : fallback;
}

} // namespace

Result<std::string> readFile(const fs::path& path, std::uint64_t maxBytes) {
    std::error_code ec;
    if (!fs::exists(path, ec))
        return fail(ErrorCode::NotFound, fmt::format("{} does not exist", path.string()));
    if (fs::is_directory(path, ec))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} is a folder, not a file", path.string()));
    const auto size = fs::file_size(path, ec);
    if (!ec && size > maxBytes)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} is too large ({} MB; the limit is {} MB)", path.string(),
                                size >> 20, maxBytes >> 20));
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return ioError("read", path, errno);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad())
        return ioError("read", path, errno);
    return bytes;
}

Status writeFileAtomic(const fs::path& path, std::string_view bytes) {
    return writeFileAtomic(path, std::span(&bytes, 1));
}

Status writeFileAtomic(const fs::path& path, std::span<const std::string_view> parts) {
    std::error_code ec;
    if (path.has_parent_path())
        fs::create_directories(path.parent_path(), ec);
    if (ec)
        return ioError("create the folder", path.parent_path(), ec.value());
    TemporaryFile file(path);
    const auto written = [&](std::string_view part) { return file.write(part); };
    if (!file.isOpen() || !std::all_of(parts.begin(), parts.end(), written) || !file.sync() ||
        !file.renameTo(path))
        return ioError("write", path, errno);
    return {};
}

DataPaths dataPaths(const fs::path& dataDir) {
    const char* homeVariable = std::getenv("HOME");
    const fs::path home = homeVariable != nullptr ? homeVariable : "/tmp";
    const fs::path data =
        dataDir.empty() ? environmentPath("XDG_DATA_HOME", home / ".local/share") / "quantloom"
                        : dataDir;
    const fs::path cache = dataDir.empty()
                               ? environmentPath("XDG_CACHE_HOME", home / ".cache") / "quantloom"
                               : dataDir;
    return {.marketDb = cache / "market.db",
            .marketSettings = data / "market_settings.json",
            .trackingDb = data / "tracking.db",
            .artifacts = data / "artifacts",
            .workstationDb = data / "workstation.db",
            .models = data / "models",
            .logs = data / "logs",
            .workspaces = data / "workspaces"};
}

} // namespace loom
