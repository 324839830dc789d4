// SPDX-License-Identifier: GPL-3.0-or-later
// What an update of prices tells its user, in plain words. Pure function; interface thread for tr.
#pragma once

#include "market/updater.h"
#include "ui/forms/notice.h"

namespace loom::ui {

/// Severity, title, text and details of an update; the actions are the caller's.
Notice fetchNotice(const market::UpdateReport& report);

/// Nothing was refused, unknown or left out.
bool wentWell(const market::UpdateReport& report);

/// What asking again can help: not reached, refused, or no network. Not what has arrived, so that
/// going on with a reload does not begin anew.
std::vector<market::UpdateTarget> stillToFetch(const market::UpdateReport& report);

} // namespace loom::ui
