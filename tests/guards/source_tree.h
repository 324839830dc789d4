// SPDX-License-Identifier: GPL-3.0-or-later
// The source tree as the guard tests see it: its files with their lines, and what each library
// links.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace loom::guards {

struct SourceFile {
    std::string path; ///< below the root, with '/': "core/base/text.h"
    std::vector<std::string> lines;

    std::string extension() const; ///< "h", "cpp"; empty when none
    std::string folder() const;    ///< first two parts, "core/base"; shorter at the top
    bool isCpp() const;            ///< header or source
    bool below(std::string_view prefix) const { return path.starts_with(prefix); }
};

/// A broken rule: "core/base/text.h:12: why".
using Findings = std::vector<std::string>;

/// Every text file of the product below the root; build folders and hidden folders are left out.
std::vector<SourceFile> readTree(const std::string& root);

/// What each library links, by folder: {"core/market": {"core/net", "core/store", …}}.
using Links = std::map<std::string, std::set<std::string>>;
Links readLinks(const std::string& path);
/// What a folder reaches over one or more links; itself included.
std::set<std::string> reachable(const Links& links, const std::string& folder);

/// The targets of #include lines: {12, "base/text.h", false}; angled tells <x> from "x".
struct Include {
    std::size_t line = 0;
    std::string target;
    bool angled = false;
};
std::vector<Include> includesOf(const SourceFile& file);

/// A finding for every line of the file that the pattern (ECMAScript) matches.
Findings linesMatching(const SourceFile& file, const std::string& pattern, const std::string& why);

Findings over(const std::vector<SourceFile>& files,
              const std::function<Findings(const SourceFile&)>& rule);
/// One finding a line, for a test's message.
std::string listed(const Findings& findings);

} // namespace loom::guards
