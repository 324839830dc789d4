// SPDX-License-Identifier: GPL-3.0-or-later
// The settings for online prices as the Settings dialog shows them, over the workbench that keeps
// them. Interface thread; the workbench must outlive what is returned.
#pragma once

#include "ui/shell/settings.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

DataSettings dataSettings(studies::Workbench& workbench);

} // namespace loom::ui
