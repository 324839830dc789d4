// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/detail/owner.h"

#include "base/text.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace loom::tracking {

namespace {

std::string readAll(const std::filesystem::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string bootId() {
    return std::string(trim(readAll("/proc/sys/kernel/random/boot_id")));
}

std::string pidNamespace() {
    std::error_code none;
    return std::filesystem::read_symlink("/proc/self/ns/pid", none).string();
}

/// Field 22 of /proc/<pid>/stat (proc(5)), clock ticks after boot; empty when there is no such
/// process or it is a zombie.
std::string startTime(std::string_view pid) {
    const std::string stat = readAll("/proc/" + std::string(pid) + "/stat");
    // Field 2, the program's name, stands in parentheses and may contain blanks.
    const auto nameEnd = stat.rfind(')');
    if (nameEnd == std::string::npos)
        return {};
    const auto fields = split(trim(std::string_view(stat).substr(nameEnd + 1)), ' ');
    constexpr std::size_t kState = 0, kStart = 19; // fields 3 and 22
    if (fields.size() <= kStart || fields[kState] == "Z" || fields[kState] == "X")
        return {};
    return std::string(fields[kStart]);
}

} // namespace

std::string processOwner() {
    const std::string pid = std::to_string(::getpid());
    return bootId() + "/" + pidNamespace() + "/" + pid + "/" + startTime(pid);
}

bool ownerHasEnded(std::string_view owner) {
    const auto parts = split(owner, '/');
    if (parts.size() != 4 || parts[0].empty() || !parseInt(parts[2]))
        return false;
    if (parts[0] != bootId())
        return true;
    return parts[1] == pidNamespace() && startTime(parts[2]) != parts[3];
}

} // namespace loom::tracking
