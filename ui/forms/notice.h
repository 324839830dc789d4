// SPDX-License-Identifier: GPL-3.0-or-later
// What a banner or a toast says: what happened, what it means, what to do. A plain value; the
// sentences follow the writing rules of the product (sentence case, no exclamation marks).
#pragma once

#include <QString>

#include <functional>
#include <vector>

#include "base/result.h"

namespace loom::ui {

/// Told by colour, shape and word together, never by colour alone.
enum class Severity { Info, Ok, Warning, Danger };

struct NoticeAction {
    QString text;              ///< a command in title case: "Retry", "Open Run"
    std::function<void()> run; ///< called on the interface thread
    bool primary = false;      ///< filled button; at most one in a notice
};

struct Notice {
    Severity severity = Severity::Info;
    QString title;        ///< what happened, one line
    QString text = {};    ///< what it means and what still works; may be empty
    QString details = {}; ///< goes to the clipboard by Copy Details; empty hides that action
    std::vector<NoticeAction> actions = {};
};

/// "Info", "Done", "Warning", "Error": the word that accompanies the shape.
QString severityWord(Severity severity);

/// A danger notice from a failed Result: message as text, code and context as details.
Notice errorNotice(const QString& title, const Error& error);

} // namespace loom::ui
