// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a run, below its artifact folder.
#include "tracking/store.h"

#include "base/files.h"
#include "base/text.h"
#include "tracking/detail/connection.h"
#include "tracking/detail/names.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace loom::tracking {

namespace fs = std::filesystem;

namespace {

std::string percentDecoded(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned value = 0;
        if (text[at] == '%' && at + 2 < text.size() &&
            std::from_chars(text.data() + at + 1, text.data() + at + 3, value, 16).ptr ==
                text.data() + at + 3) {
            plain += static_cast<char>(value);
            at += 2;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

bool isThere(const fs::path& path) {
    std::error_code none;
    return fs::exists(path, none);
}

} // namespace

std::optional<fs::path> localPath(std::string_view uri) {
    if (startsWithNoCase(uri, "file:")) {
        uri.remove_prefix(5);
        if (uri.starts_with("//localhost/"))
            uri.remove_prefix(11);
        else if (uri.starts_with("//"))
            uri.remove_prefix(2);
        return fs::path(percentDecoded(uri));
    }
    if (uri.find("://") != std::string_view::npos)
        return std::nullopt;
    return fs::path(uri);
}

Result<fs::path> locateArtifacts(Connection& c, const RunId& run) {
    struct Place {
        std::string uri;
        std::int64_t experiment;
    };
    const auto place = readOne(
        c, noSuchRun(run), "SELECT artifact_uri, experiment_id FROM runs WHERE run_uuid = ?",
        [](const store::Statement& row) {
            return Place{row.text(0), row.integer(1)};
        },
        run.value);
    if (!place)
        return place.error();
    const std::string& uri = place->uri;
    const auto recorded = localPath(uri);
    if (!recorded)
        return fail(ErrorCode::InvalidInput,
                    "The files of this run are kept at " + uri + ", not on this machine.");
    if (isThere(*recorded))
        return *recorded;
    auto here = c.artifactRoot / std::to_string(place->experiment) / run.value / "artifacts";
    // <root>/<experiment>/<run>/artifacts: without its root the recorded place is history.
    const bool moved =
        isThere(here) || !isThere(recorded->parent_path().parent_path().parent_path());
    return moved ? here : *recorded;
}

Result<fs::path> Store::artifactFolder(const RunId& run) const {
    const std::scoped_lock lock(m_connection->mutex);
    return locateArtifacts(*m_connection, run);
}

Status Store::logArtifact(const RunId& run, std::string_view path, std::string_view bytes) {
    if (auto valid = checkArtifactPath(path); !valid)
        return valid;
    fs::path folder;
    {
        const std::scoped_lock lock(m_connection->mutex);
        if (auto writable = requireWritable(*m_connection); !writable)
            return writable;
        if (auto active = requireActiveRun(*m_connection, run); !active)
            return std::move(active).error();
        auto located = locateArtifacts(*m_connection, run);
        if (!located)
            return std::move(located).error();
        folder = *std::move(located);
    }
    return writeFileAtomic(folder / fs::path(path), bytes);
}

Status Store::logArtifactFile(const RunId& run, std::string_view path, const fs::path& file) {
    auto bytes = readFile(file);
    if (!bytes)
        return std::move(bytes).error().during("store " + file.string() + " with the run");
    return logArtifact(run, path, *bytes);
}

Result<std::vector<ArtifactEntry>> Store::artifacts(const RunId& run,
                                                    std::string_view folder) const {
    if (!folder.empty())
        if (auto valid = checkArtifactPath(folder); !valid)
            return std::move(valid).error();
    auto root = artifactFolder(run);
    if (!root)
        return std::move(root).error();
    const fs::path place = folder.empty() ? *root : *root / fs::path(folder);
    std::vector<ArtifactEntry> entries;
    std::error_code failed;
    fs::directory_iterator walk(place, failed);
    if (failed == std::errc::no_such_file_or_directory)
        return entries;
    for (; !failed && walk != fs::directory_iterator(); walk.increment(failed)) {
        std::error_code gone; // a file that is replaced meanwhile has size 0 for a moment
        const bool isFolder = walk->is_directory(gone);
        const auto size = isFolder ? 0 : walk->file_size(gone);
        entries.push_back({.path = walk->path().lexically_relative(*root).generic_string(),
                           .isFolder = isFolder,
                           .size = gone ? 0 : size});
    }
    if (failed)
        return fail(ErrorCode::Io, "The folder " + place.string() +
                                       " cannot be listed: " + failed.message() + ".");
    std::sort(entries.begin(), entries.end(), [](const ArtifactEntry& a, const ArtifactEntry& b) {
        return a.isFolder != b.isFolder ? a.isFolder : a.path < b.path;
    });
    return entries;
}

Result<std::string> Store::readArtifact(const RunId& run, std::string_view path) const {
    if (auto valid = checkArtifactPath(path); !valid)
        return std::move(valid).error();
    auto root = artifactFolder(run);
    if (!root)
        return std::move(root).error();
    return readFile(*root / fs::path(path));
}

} // namespace loom::tracking
