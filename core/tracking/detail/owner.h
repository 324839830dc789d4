// SPDX-License-Identifier: GPL-3.0-or-later
// Which process a run belongs to, so that runs of a process that died can be told from those of a
// living one: "<boot id>/<pid namespace>/<pid>/<start time of the process>".
#pragma once

#include <string>
#include <string_view>

namespace loom::tracking {

inline constexpr std::string_view kOwnerTag = "quantloom.owner";

/// This process. The same text for its whole life; a new one after fork().
std::string processOwner();

/// True only when the process has certainly ended: an earlier boot, or nobody with that number and
/// start time in our process namespace. False for text of another form.
bool ownerHasEnded(std::string_view owner);

} // namespace loom::tracking
