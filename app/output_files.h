// SPDX-License-Identifier: GPL-3.0-or-later
// The files that --out asks for. Thread rule: called from the main thread.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "app/console.h"
#include "base/json.h"
#include "base/result.h"

namespace loom::app {

/// Name and content.
using OutputFiles = std::vector<std::pair<std::string, std::string>>;

/// Writes them into the folder, which is made when missing, says so on the console and lists them
/// in result["files"]. Does nothing when no folder was asked for.
Status writeFiles(const OutputFiles& files, const std::filesystem::path& folder,
                  const Console& console, Json& result);

} // namespace loom::app
