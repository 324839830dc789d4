// SPDX-License-Identifier: GPL-3.0-or-later
// Words of core as sentences that can stand one behind the other. Pure function.
#pragma once

#include <QString>

namespace loom::ui {

/// With a full stop unless there is one.
inline QString sentence(const QString& words) {
    return words.isEmpty() || words.endsWith(u'.') ? words : words + u'.';
}

} // namespace loom::ui
