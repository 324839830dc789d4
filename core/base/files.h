// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and writing whole files without half-written results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loom {

/// The whole file as bytes. Fails in plain words when missing, unreadable or above maxBytes.
Result<std::string> readFile(const std::filesystem::path& path,
                             std::uint64_t maxBytes = std::uint64_t{1} << 32);

/// Writes beside the target, syncs, then renames: readers see the old file or the new one, never
/// a part. Creates missing folders. Fails on a full or read-only disk and leaves the old file.
Status writeFileAtomic(const std::filesystem::path& path, std::string_view bytes);
/// The same for a file in parts that nobody wants to copy together first.
Status writeFileAtomic(const std::filesystem::path& path, std::span<const std::string_view> parts);

/// Where the product keeps its files (XDG base directories; DESIGN section 5).
struct DataPaths {
    std::filesystem::path marketDb;
    std::filesystem::path marketSettings;
    std::filesystem::path trackingDb;
    std::filesystem::path artifacts;
    std::filesystem::path workstationDb;
    std::filesystem::path models;
    std::filesystem::path logs;
    std::filesystem::path workspaces;
};

/// XDG_DATA_HOME/quantloom and XDG_CACHE_HOME/quantloom, or everything below dataDir if not empty.
DataPaths dataPaths(const std::filesystem::path& dataDir = {});

} // namespace loom
