// SPDX-License-Identifier: GPL-3.0-or-later
// What the run table shows, as CSV: every row and column, units in the header, run ids first.
#pragma once

#include <string>

namespace loom::ui {

class RunTableModel;

/// Interface thread; reads the pages that are not yet there.
std::string runsAsCsv(const RunTableModel& model);

} // namespace loom::ui
