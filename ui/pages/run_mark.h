// SPDX-License-Identifier: GPL-3.0-or-later
// The status mark of a run, the same on every page. Pure function.
#pragma once

#include "tracking/types.h"
#include "ui/theme/icons.h"

namespace loom::ui {

inline Mark runMark(tracking::RunStatus status) {
    switch (status) {
    case tracking::RunStatus::Finished:
        return Mark::Ok;
    case tracking::RunStatus::Failed:
        return Mark::Danger;
    case tracking::RunStatus::Killed:
        return Mark::Warning;
    case tracking::RunStatus::Running:
    case tracking::RunStatus::Scheduled:
        return Mark::Info;
    }
    return Mark::Info;
}

} // namespace loom::ui
