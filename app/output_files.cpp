// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output_files.h"

#include "base/files.h"

namespace loom::app {

Status writeFiles(const OutputFiles& files, const std::filesystem::path& folder,
                  const Console& console, Json& result) {
    if (folder.empty())
        return {};
    result["files"] = Json::array();
    for (const auto& [name, content] : files) {
        const auto file = std::filesystem::absolute(folder) / name;
        if (auto saved = writeFileAtomic(file, content); !saved)
            return saved;
        console.print("Wrote {}", file.string());
        result["files"].push_back(file.string());
    }
    return {};
}

} // namespace loom::app
