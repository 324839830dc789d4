// SPDX-License-Identifier: GPL-3.0-or-later
// The program's log: a rotating file, standard error when asked, and listeners such as the Log dock.
#pragma once

#include <filesystem>
#include <functional>
#include <spdlog/spdlog.h>
#include <string>

#include "base/date.h"

namespace loom {

struct LogRecord {
    Timestamp time;
    spdlog::level::level_enum level = spdlog::level::info;
    std::string text;
};

/// Starts the file log (3 files of 2 MB) below the folder; without one the log goes to standard
/// error only. Call once at start, before any thread. Log with spdlog::info("…", …).
void startLog(const std::filesystem::path& folder, bool toStandardError);

/// Calls the listener for each record, on the thread that logs. Remove it by the returned id.
int addLogListener(std::function<void(const LogRecord&)> listener);
void removeLogListener(int id);

} // namespace loom
