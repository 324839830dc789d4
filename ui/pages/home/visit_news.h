// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to runs and stored prices between two visits of the window: the command line and
// the scheduler work while it is closed. Reads the stores (some milliseconds); no Qt widgets.
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

#include "ui/theme/icons.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

struct VisitNews {
    Mark mark = Mark::Info;
    QString text;   ///< one line: "quantgan-gspc finished"
    QString run;    ///< opened when the line is activated; empty: none
    QString symbol; ///< the same for a series
};

/// Runs that ended, series that were updated, restatements and gaps that were noticed from `since`
/// to `until` (milliseconds since 1970 UTC); worst first. Empty when nothing happened or
/// a store cannot be read (the page then says why elsewhere).
std::vector<VisitNews> visitNews(studies::Workbench& workbench, std::int64_t since,
                                 std::int64_t until);

} // namespace loom::ui
