// SPDX-License-Identifier: GPL-3.0-or-later
#include "guards/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace loom::guards {

namespace fs = std::filesystem;

namespace {

const std::set<std::string> kTextExtensions{"h",   "cpp", "cmake",   "txt", "md",
                                            "py",  "sh",  "json",    "qrc", "xml",
                                            "svg", "in",  "desktop", "ts",  ""};

std::vector<std::string> readLines(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(std::move(line));
    return lines;
}

bool isBinary(const std::vector<std::string>& lines) {
    return !lines.empty() && lines.front().find('\0') != std::string::npos;
}

} // namespace

std::string SourceFile::extension() const {
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot + 1);
}

std::string SourceFile::folder() const {
    const auto first = path.find('/');
    const auto second = first == std::string::npos ? first : path.find('/', first + 1);
    return second == std::string::npos ? path.substr(0, first) : path.substr(0, second);
}

bool SourceFile::isCpp() const {
    return extension() == "h" || extension() == "cpp";
}

std::vector<SourceFile> readTree(const std::string& root) {
    std::vector<SourceFile> files;
    const auto readFolder = [&](const fs::path& folder) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (!entry.is_regular_file())
                continue;
            SourceFile file{fs::relative(entry.path(), root).generic_string(), {}};
            if (!kTextExtensions.contains(file.extension()) ||
                file.path.find("__pycache__") != std::string::npos)
                continue;
            file.lines = readLines(entry.path());
            if (!isBinary(file.lines))
                files.push_back(std::move(file));
        }
    };
    for (const char* folder : {"core", "ui", "app", "packaging", "resources", "tests", ".ci"})
        if (fs::is_directory(fs::path(root) / folder))
            readFolder(fs::path(root) / folder);
    for (const char* name : {"CMakeLists.txt", "CMakePresets.json", "README.md"})
        if (fs::exists(fs::path(root) / name))
            files.push_back({name, readLines(fs::path(root) / name)});
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

Links readLinks(const std::string& path) {
    Links links;
    for (const auto& line : readLines(path)) {
        std::istringstream words(line);
        std::string folder;
        words >> folder;
        for (std::string word; words >> word;)
            links[folder].insert(word);
    }
    return links;
}

std::set<std::string> reachable(const Links& links, const std::string& folder) {
    std::set<std::string> seen{folder};
    std::vector<std::string> open{folder};
    while (!open.empty()) {
        const auto next = links.find(open.back());
        open.pop_back();
        if (next == links.end())
            continue;
        for (const auto& target : next->second)
            if (seen.insert(target).second)
                open.push_back(target);
    }
    return seen;
}

std::vector<Include> includesOf(const SourceFile& file) {
    static const std::regex kInclude(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
    std::vector<Include> found;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        std::smatch match;
        if (std::regex_search(file.lines[i], match, kInclude))
            found.push_back({i + 1, match[2].str(), match[1].str() == "<"});
    }
    return found;
}

Findings linesMatching(const SourceFile& file, const std::string& pattern, const std::string& why) {
    const std::regex regex(pattern);
    Findings found;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
        if (std::regex_search(file.lines[i], regex))
            found.push_back(file.path + ":" + std::to_string(i + 1) + ": " + why);
    return found;
}

Findings over(const std::vector<SourceFile>& files,
              const std::function<Findings(const SourceFile&)>& rule) {
    Findings all;
    for (const auto& file : files) {
        const auto found = rule(file);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

std::string listed(const Findings& findings) {
    std::string text;
    for (const auto& finding : findings)
        text += "\n  " + finding;
    return text;
}

} // namespace loom::guards
