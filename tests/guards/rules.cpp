// SPDX-License-Identifier: GPL-3.0-or-later
#include "guards/rules.h"

#include <algorithm>
#include <regex>

namespace loom::guards {

namespace {

/// The arrows of the design between the folders of core.
const Links kArrows{
    {"core/base", {}},
    {"core/jobs", {"core/base"}},
    {"core/store", {"core/base"}},
    {"core/net", {"core/base"}},
    {"core/market", {"core/store", "core/net", "core/jobs"}},
    {"core/stats", {"core/base"}},
    {"core/indicators", {"core/base"}},
    {"core/learn", {"core/stats", "core/jobs"}},
    {"core/generate", {"core/learn", "core/stats"}},
    {"core/forecast", {"core/learn", "core/stats", "core/indicators"}},
    {"core/predictions", {"core/forecast", "core/market"}},
    {"core/portfolio", {"core/stats"}},
    {"core/backtest", {"core/portfolio", "core/market", "core/stats"}},
    {"core/broker", {"core/portfolio", "core/net", "core/store"}},
    {"core/tracking", {"core/store"}},
    {"core/tuning", {"core/base", "core/store"}},
    {"core/schedule", {"core/market", "core/store"}},
    {"core/monitor", {"core/stats", "core/tracking"}},
    {"core/studies",
     {"core/generate", "core/forecast", "core/predictions", "core/backtest", "core/broker",
      "core/tuning", "core/schedule", "core/monitor"}},
};

std::string at(const SourceFile& file, std::size_t line) {
    return file.path + ":" + std::to_string(line) + ": ";
}

/// Where a quoted include leads: "core/base", "ui/theme"; empty when it stays in the own folder.
std::string folderOf(const std::string& target, const Links& links) {
    const SourceFile file{target, {}};
    if (target.starts_with("ui/") || target.starts_with("app/") || target.starts_with("core/"))
        return target.starts_with("app/") ? "app" : file.folder();
    const std::string core = "core/" + target.substr(0, target.find('/'));
    return target.find('/') != std::string::npos && (links.contains(core) || kArrows.contains(core))
               ? core
               : "";
}

bool isScript(const SourceFile& file) {
    return !file.lines.empty() && file.lines.front().starts_with("#!");
}

} // namespace

Findings wrongLinks(const Links& links) {
    Findings found;
    for (const auto& [folder, targets] : links) {
        if (!folder.starts_with("core/"))
            continue;
        if (!kArrows.contains(folder))
            found.push_back(folder + " is not in the design's list of folders");
        const auto allowed = reachable(kArrows, folder);
        for (const auto& target : targets) {
            if (target.starts_with("Qt6::"))
                found.push_back(folder + " links " + target + "; core knows no Qt");
            if (target.starts_with("ui/") ||
                (target.starts_with("core/") && !allowed.contains(target)))
                found.push_back(folder + " links " + target + ", against the arrows");
        }
    }
    return found;
}

Findings wrongIncludes(const SourceFile& file, const Links& links) {
    if (!file.isCpp() || !(file.below("core/") || file.below("ui/")))
        return {};
    // A folder of headers alone has no library; it may include what the arrows allow.
    const auto allowed = reachable(links.contains(file.folder()) ? links : kArrows, file.folder());
    Findings found;
    for (const auto& include : includesOf(file)) {
        const auto target = include.angled ? std::string() : folderOf(include.target, links);
        if (!target.empty() && !allowed.contains(target))
            found.push_back(at(file, include.line) + "includes " + include.target + ", but " +
                            file.folder() + " does not link " + target);
    }
    return found;
}

Findings qtInCore(const SourceFile& file) {
    if (!file.below("core/") || !file.isCpp())
        return {};
    return linesMatching(file, R"(#\s*include\s*<Q)", "Qt header in core");
}

Findings torchOutside(const SourceFile& file) {
    if (!file.isCpp() || file.below("tests/") || file.below("packaging/cmake/precompiled/"))
        return {};
    const bool modelFolder =
        file.below("core/learn/") || file.below("core/generate/") || file.below("core/forecast/");
    if (modelFolder &&
        (file.extension() == "cpp" || file.path.find("/detail/") != std::string::npos))
        return {};
    return linesMatching(
        file, R"(#\s*include\s*[<"](torch|ATen|c10)/)",
        "LibTorch header outside the .cpp files and detail/ of learn, generate, forecast");
}

Findings chartsOutside(const SourceFile& file) {
    if (!file.isCpp() || !(file.below("ui/") || file.below("app/")) || file.below("ui/charts/"))
        return {};
    return linesMatching(file,
                         R"(#\s*include\s*<(QtCharts|QChart|QAbstractAxis|Q\w+Axis>|Q\w+Series>))",
                         "Qt Charts outside ui/charts");
}

Findings colourLiterals(const SourceFile& file) {
    if (!file.isCpp() || !(file.below("ui/") || file.below("app/")) || file.below("ui/theme/"))
        return {};
    static const std::string kPattern =
        R"re("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})["; ]|QColor\(\s*([0-9"]|QStringLiteral|u")|)re"
        R"re(QColor::fromR|\bqRgba?\(\s*[0-9]|)re"
        R"re(Qt::(white|black|red|darkRed|green|darkGreen|blue|darkBlue|cyan|magenta|yellow|gray|darkGray|lightGray)\b)re";
    return linesMatching(file, kPattern, "literal colour outside ui/theme");
}

Findings missingLicence(const SourceFile& file) {
    const auto extension = file.extension();
    const bool covered = file.isCpp() || extension == "cmake" || extension == "py" ||
                         extension == "sh" || extension == "desktop" ||
                         file.path.ends_with("CMakeLists.txt") || isScript(file);
    if (!covered)
        return {};
    const std::size_t line = isScript(file) ? 1 : 0;
    if (file.lines.size() > line &&
        std::regex_match(file.lines[line],
                         std::regex("(//|#) SPDX-License-Identifier: GPL-3.0-or-later")))
        return {};
    return {at(file, line + 1) + "the SPDX licence line is missing or misspelt"};
}

Findings missingTopComment(const SourceFile& file) {
    if (file.extension() != "h" || (file.lines.size() > 1 && file.lines[1].starts_with("// ")))
        return {};
    return {at(file, 2) + "a header says what it is right below the licence line"};
}

Findings tooLong(const SourceFile& file) {
    const bool covered = file.isCpp() || file.extension() == "py" || isScript(file);
    if (!covered || file.lines.size() <= 500)
        return {};
    return {file.path + " has " + std::to_string(file.lines.size()) +
            " lines; split it by idea (500 at most)"};
}

Findings machinePaths(const SourceFile& file) {
    if (file.below("tests/guards/"))
        return {};
    auto found = linesMatching(file, R"((^|[^\w./~-])/(work|home|root|Users)/)",
                               "path of one machine");
    const auto hosts = linesMatching(
        file,
        R"((pypi\.org|pythonhosted\.org|registry\.npmjs|download\.pytorch\.org|deb\.debian\.org))",
        "host name of a package registry");
    found.insert(found.end(), hosts.begin(), hosts.end());
    return found;
}

Findings leftovers(const SourceFile& file) {
    const bool covered = file.isCpp() || file.extension() == "cmake" || file.extension() == "py" ||
                         file.path.ends_with("CMakeLists.txt") || isScript(file);
    if (!covered || file.below("tests/guards/"))
        return {};
    return linesMatching(
        file, R"(\b(TODO|FIXME|XXX|HACK)\b|\b[Nn]ot yet implemented\b)",
        "note about work left to do");
}

} // namespace loom::guards
