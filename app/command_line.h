// SPDX-License-Identifier: GPL-3.0-or-later
// Parses the arguments and runs a verb. Without a verb the caller opens the window.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace loom::app {

/// What the arguments ask for.
struct Invocation {
    std::optional<int> exitCode;        ///< set when a verb (or --help, --version) has run
    std::filesystem::path dataDir;      ///< for the window
    std::vector<std::string> openFiles; ///< workspaces or CSV files to open in the window
};

/// Runs the verb if there is one. Prints errors in plain words and maps them to exit codes.
Invocation runCommandLine(int argc, char** argv);

} // namespace loom::app
