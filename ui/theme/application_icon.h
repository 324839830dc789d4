// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own icon in its own colours, for the window and the task list where no desktop
// entry supplies it. Interface thread.
#pragma once

#include <QIcon>

namespace loom::ui {

QIcon applicationIcon();

} // namespace loom::ui
