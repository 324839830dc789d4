// SPDX-License-Identifier: GPL-3.0-or-later
// What every page works with. Everything outlives the pages. Interface thread; jobs may use the
// workbench from their own threads.
#pragma once

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class JobModel;
class Settings;

struct PageServices {
    studies::Workbench& workbench;
    JobModel& jobs;
    Settings& settings;
};

} // namespace loom::ui
