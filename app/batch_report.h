// SPDX-License-Identifier: GPL-3.0-or-later
// Forecasts of price files from the command line: files by name, or what lies in the inbox.
#pragma once

#include <filesystem>
#include <vector>

#include "app/command.h"
#include "studies/batch_forecast.h"

namespace loom::app {

/// Every file gets its turn; NAME.forecast.csv goes to out, if one is given. InvalidInput at the
/// end when any could not be forecast.
Status forecastFiles(const std::vector<std::filesystem::path>& files,
                     const studies::BatchOptions& options, const std::filesystem::path& out,
                     CommandEnvironment& environment, Json& result);

/// Works on what lies in the inbox, waiting a few seconds for files that are being written.
Status forecastInbox(const studies::BatchOptions& options, CommandEnvironment& environment,
                     Json& result);

} // namespace loom::app
