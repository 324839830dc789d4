// SPDX-License-Identifier: GPL-3.0-or-later
// The banner for a training that ended with the program and can go on. Interface thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ui/forms/notice.h"

namespace loom::ui {

/// startMs since 1970 UTC; step: the last one it reported.
Notice interruptedNotice(const std::string& name, std::int64_t startMs, std::int64_t step,
                         std::function<void()> resume, std::function<void()> discard);

} // namespace loom::ui
