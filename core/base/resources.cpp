// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/resources.h"

#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace loom {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> candidates() {
    if (const char* chosen = std::getenv("QUANTLOOM_RESOURCES");
        chosen != nullptr && *chosen != '\0')
        return {fs::path(chosen)};
    std::vector<fs::path> found;
    std::error_code ec;
    if (const fs::path program = fs::read_symlink("/proc/self/exe", ec); !ec)
        found.push_back(program.parent_path().parent_path() / "share/quantloom");
    found.emplace_back(LOOM_SOURCE_RESOURCES);
    return found;
}

} // namespace

Result<fs::path> resourceRoot() {
    std::string looked;
    for (const fs::path& folder : candidates()) {
        std::error_code ec;
        if (fs::is_directory(folder, ec))
            return folder;
        looked += (looked.empty() ? "" : ", ") + folder.string();
    }
    return fail(ErrorCode::NotFound,
                fmt::format("the program's own files were not found (looked in {}); install it "
                            "again, or set QUANTLOOM_RESOURCES to the folder that holds them",
                            looked));
}

Result<fs::path> resourcePath(std::string_view relative) {
    auto root = resourceRoot();
    if (!root)
        return root;
    fs::path path = *root / relative;
    std::error_code ec;
    if (!fs::exists(path, ec))
        return fail(ErrorCode::NotFound,
                    fmt::format("the program's own file {} is missing from {}; install it again",
                                relative, root->string()));
    return path;
}

} // namespace loom
