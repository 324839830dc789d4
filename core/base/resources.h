// SPDX-License-Identifier: GPL-3.0-or-later
// Where the files that ship with the program are: sample data, help pages, licences. Looked for, in
// this order, in
//   1. the folder QUANTLOOM_RESOURCES names, when that variable is set (then nowhere else),
//   2. ../share/quantloom beside the program's folder (an installed program),
//   3. resources/ of the source tree (a program run from its build folder).
// Only reads the environment and the file system: call from any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace loom {

/// The folder with the resources. Fails with NotFound, naming where was looked.
Result<std::filesystem::path> resourceRoot();

/// One resource by its path below that folder, "sample/manifest.json". Fails with NotFound when
/// there is no such file.
Result<std::filesystem::path> resourcePath(std::string_view relative);

} // namespace loom
