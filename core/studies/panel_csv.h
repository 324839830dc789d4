// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of a panel as CSV in long form: path, day, one column an asset. Thread rule: pure function.
#pragma once

#include <span>
#include <string>

#include "generate/paths.h"

namespace loom::studies {

/// Log returns; path and day count from 1.
std::string panelPathsCsv(const generate::Paths& paths, std::span<const std::string> assets);

} // namespace loom::studies
