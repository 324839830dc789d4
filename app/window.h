// SPDX-License-Identifier: GPL-3.0-or-later
// Opens the window: application, theme, single instance, workbench, pages, in this order.
#pragma once

#include "app/command_line.h"

namespace loom::app {

/// Runs until the window is closed; returns the exit code. A second start hands its files to the
/// first one and returns at once. When the data folder cannot be used a dialog says why; without a
/// display a line on standard error does.
int runWindow(int argc, char** argv, const Invocation& invocation);

} // namespace loom::app
