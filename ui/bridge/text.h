// SPDX-License-Identifier: GPL-3.0-or-later
// Text between core (UTF-8 std::string) and Qt, and spans of time in words. Numbers on screen are
// ui/theme/format.h's.
#pragma once

#include <QString>

#include <chrono>
#include <string>
#include <string_view>

namespace loom::ui {

inline QString qstr(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
inline std::string str(const QString& text) {
    return text.toStdString();
}

/// "41 s", "3 min 9 s", "2 h 5 min".
QString durationText(std::chrono::seconds duration);
/// "just now", "5 min ago", "2 h ago", "3 days ago".
QString ageText(std::chrono::seconds age);

} // namespace loom::ui
