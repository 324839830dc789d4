// SPDX-License-Identifier: GPL-3.0-or-later
// The option --png of verbs that can draw what they found. Thread rule: main thread.
#pragma once

#include <filesystem>
#include <string>

#include "app/command.h"

namespace loom::app {

/// --png FILE; what: what is drawn, behind "Draw ".
CLI::Option* addPngOption(CLI::App& verb, std::filesystem::path& file, const std::string& what);

/// What can be said before the work is done: InvalidInput for another suffix, a folder of that
/// name or a build without charts, Io for a place where nothing can be written. Nothing was asked
/// for: fine.
Status checkPng(const std::filesystem::path& file);

/// Draws when a figure was asked for: draw(path) writes it. Says so on the console and lists it in
/// result["files"].
template <class Draw>
Status writePng(const std::filesystem::path& file, const Console& console, Json& result,
                Draw draw) {
    if (file.empty())
        return {};
    const auto whole = std::filesystem::absolute(file);
    if (Status written = draw(whole); !written)
        return std::move(written).error().during("draw " + whole.string());
    console.print("Wrote {}", whole.string());
    result["files"].push_back(whole.string());
    return {};
}

} // namespace loom::app
