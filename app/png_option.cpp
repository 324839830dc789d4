// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/png_option.h"

#include <unistd.h>

#include "app/figure.h"
#include "base/text.h"

namespace loom::app {

CLI::Option* addPngOption(CLI::App& verb, std::filesystem::path& file, const std::string& what) {
    return verb.add_option("--png", file,
                           "Draw " + what + " into this PNG file (one that exists is replaced)");
}

Status checkPng(const std::filesystem::path& file) {
    if (file.empty())
        return {};
    if (const Status charts = checkCharts(); !charts)
        return charts;
    if (toLower(file.extension().string()) != ".png")
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("--png writes a PNG file: \"{}\" does not end in .png.", file.string()));
    std::error_code none;
    if (std::filesystem::is_directory(file, none))
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("\"{}\" is a folder; name a file in it with --png.", file.string()));
    // Missing folders are made, below the first one that is there.
    auto folder = std::filesystem::absolute(file).parent_path();
    while (!std::filesystem::exists(folder, none) && folder.has_relative_path())
        folder = folder.parent_path();
    if (!std::filesystem::is_directory(folder, none))
        return fail(ErrorCode::Io, fmt::format("The figure cannot be written: {} is not a folder.",
                                               folder.string()));
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return fail(ErrorCode::Io,
                    fmt::format("The figure cannot be written: {} is read-only for you. Choose "
                                "another folder, or change its permissions.",
                                folder.string()));
    return {};
}

} // namespace loom::app
