// SPDX-License-Identifier: GPL-3.0-or-later
#include "guards/library_names.h"

#include <algorithm>
#include <cctype>

namespace loom::guards {

namespace {

/// Names of the standard library and the headers that bring them, any one of which will do.
const std::map<std::string, std::set<std::string>, std::less<>> kStandard{
    {"abs", {"cmath", "cstdlib"}},
    {"accumulate", {"numeric"}},
    {"any", {"any"}},
    {"array", {"array"}},
    {"atomic", {"atomic"}},
    {"bitset", {"bitset"}},
    {"chrono", {"chrono"}},
    {"clamp", {"algorithm"}},
    {"complex", {"complex"}},
    {"condition_variable", {"condition_variable"}},
    {"deque", {"deque"}},
    {"exception_ptr", {"exception"}},
    {"exp", {"cmath"}},
    {"filesystem", {"filesystem"}},
    {"floor", {"cmath"}},
    {"function", {"functional"}},
    {"future", {"future"}},
    {"ifstream", {"fstream"}},
    {"int64_t", {"cstdint"}},
    {"iota", {"numeric"}},
    {"isfinite", {"cmath"}},
    {"isnan", {"cmath"}},
    {"istringstream", {"sstream"}},
    {"jthread", {"thread"}},
    {"list", {"list"}},
    {"log", {"cmath"}},
    {"lower_bound", {"algorithm"}},
    {"make_shared", {"memory"}},
    {"make_unique", {"memory"}},
    {"map", {"map"}},
    {"max", {"algorithm"}},
    {"min", {"algorithm"}},
    {"mt19937_64", {"random"}},
    {"mutex", {"mutex"}},
    {"numbers", {"numbers"}},
    {"numeric_limits", {"limits"}},
    {"ofstream", {"fstream"}},
    {"optional", {"optional"}},
    {"ostringstream", {"sstream"}},
    {"pow", {"cmath"}},
    {"promise", {"future"}},
    {"queue", {"queue"}},
    {"ranges", {"ranges", "algorithm"}},
    {"set", {"set"}},
    {"shared_ptr", {"memory"}},
    {"sort", {"algorithm"}},
    {"span", {"span"}},
    {"sqrt", {"cmath"}},
    {"stop_token", {"stop_token", "thread"}},
    {"string", {"string"}},
    {"string_view", {"string_view", "string"}},
    {"thread", {"thread"}},
    {"tuple", {"tuple"}},
    {"uint32_t", {"cstdint"}},
    {"uint64_t", {"cstdint"}},
    {"uint8_t", {"cstdint"}},
    {"unique_ptr", {"memory"}},
    {"unordered_map", {"unordered_map"}},
    {"unordered_set", {"unordered_set"}},
    {"variant", {"variant"}},
    {"vector", {"vector"}},
    {"visit", {"variant"}},
    {"weak_ptr", {"memory"}},
};

/// Classes that every header of Qt Widgets brings or declares.
const std::set<std::string, std::less<>> kWithAnyQt{
    "QByteArray",
    "QCloseEvent",
    "QColor",
    "QContextMenuEvent",
    "QDragEnterEvent",
    "QAbstractItemModel",
    "QBrush",
    "QDropEvent",
    "QEnterEvent",
    "QEvent",
    "QFocusEvent",
    "QFont",
    "QHash",
    "QIcon",
    "QImage",
    "QKeyEvent",
    "QList",
    "QMargins",
    "QModelIndex",
    "QModelIndexList",
    "QMouseEvent",
    "QObject",
    "QPaintEvent",
    "QPainter",
    "QPen",
    "QPixmap",
    "QPoint",
    "QPointF",
    "QPolygonF",
    "QRect",
    "QRectF",
    "QResizeEvent",
    "QShowEvent",
    "QSize",
    "QSizeF",
    "QString",
    "QStringList",
    "QStringLiteral",
    "QStringView",
    "QStyleOptionViewItem",
    "QUrl",
    "QVariant",
    "QWheelEvent",
    "QWidget",
    "QLatin1Char",
};

bool isWordPart(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// The line without its comment and without what stands between quotes.
std::string codeOf(const std::string& line) {
    std::string code;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '\\') {
            ++i;
        } else if (line[i] == '"' && (i == 0 || line[i - 1] != '\'')) {
            quoted = !quoted;
        } else if (!quoted) {
            if (line.compare(i, 2, "//") == 0)
                break;
            code += line[i];
        }
    }
    return code;
}

/// The words of a line that follow "std::" or begin with Q and a capital ("std" tells which).
struct Name {
    std::string text;
    bool standard = false;
};

std::vector<Name> namesIn(const std::string& code) {
    std::vector<Name> names;
    for (std::size_t i = 0; i < code.size();) {
        if (!isWordPart(code[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < code.size() && isWordPart(code[end]))
            ++end;
        const std::string word = code.substr(i, end - i);
        if (i >= 5 && code.compare(i - 5, 5, "std::") == 0 && (i == 5 || !isWordPart(code[i - 6])))
            names.push_back({word, true});
        else if (word.size() > 2 && word[0] == 'Q' &&
                 std::isupper(static_cast<unsigned char>(word[1])))
            names.push_back({word, false});
        i = end;
    }
    return names;
}

/// What a file brings: the libraries' headers that it reaches and the classes of Qt declared there.
struct Brought {
    std::set<std::string> headers;
    std::set<std::string> declared;
    bool qt = false;
};

class Includes {
  public:
    explicit Includes(const std::vector<SourceFile>& files) {
        for (const auto& file : files)
            if (file.isCpp())
                m_files[file.path] = &file;
    }

    Brought broughtBy(const SourceFile& file) const {
        Brought brought;
        std::set<std::string> seen;
        follow(file, brought, seen);
        brought.qt = std::any_of(brought.headers.begin(), brought.headers.end(),
                                 [](const std::string& header) { return header.starts_with('Q'); });
        return brought;
    }

  private:
    const SourceFile* find(const std::string& target, const SourceFile& from) const {
        const std::string beside = from.path.substr(0, from.path.rfind('/') + 1);
        for (const auto& prefix :
             {std::string(), std::string("core/"), std::string("tests/"), beside})
            if (const auto found = m_files.find(prefix + target); found != m_files.end())
                return found->second;
        return nullptr;
    }

    void follow(const SourceFile& file, Brought& brought, std::set<std::string>& seen) const {
        if (!seen.insert(file.path).second)
            return;
        for (const auto& include : includesOf(file))
            if (const auto* own = include.angled ? nullptr : find(include.target, file))
                follow(*own, brought, seen);
            else
                brought.headers.insert(include.target.substr(include.target.rfind('/') + 1));
        for (const auto& line : file.lines)
            if (const std::string code = codeOf(line); code.ends_with(';'))
                for (const char* keyword : {"class ", "struct "})
                    if (const auto at = code.find(keyword); at != std::string::npos)
                        brought.declared.insert(
                            code.substr(at + std::string_view(keyword).size(),
                                        code.size() - 1 - at - std::string_view(keyword).size()));
    }

    std::map<std::string, const SourceFile*> m_files;
};

bool isBrought(const Name& name, const Brought& brought, bool header) {
    if (!name.standard)
        return !header || brought.headers.contains(name.text) ||
               brought.declared.contains(name.text) ||
               (brought.qt && kWithAnyQt.contains(name.text)) || name.text.starts_with("QT_");
    const auto known = kStandard.find(name.text);
    return known == kStandard.end() ||
           std::any_of(known->second.begin(), known->second.end(),
                       [&](const std::string& one) { return brought.headers.contains(one); });
}

} // namespace

Findings missingLibraryIncludes(const std::vector<SourceFile>& files) {
    const Includes includes(files);
    Findings found;
    for (const auto& file : files) {
        if (!file.isCpp())
            continue;
        const Brought brought = includes.broughtBy(file);
        const bool header = file.extension() == "h" && !file.below("tests/");
        std::set<std::string> told;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string code = codeOf(file.lines[i]);
            if (code.starts_with('#'))
                continue;
            for (const auto& name : namesIn(code))
                if (!isBrought(name, brought, header) && told.insert(name.text).second)
                    found.push_back(file.path + ":" + std::to_string(i + 1) + ": uses " +
                                    (name.standard ? "std::" : "") + name.text +
                                    " and includes no header that brings it");
        }
    }
    return found;
}

} // namespace loom::guards
