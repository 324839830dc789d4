// SPDX-License-Identifier: GPL-3.0-or-later
// The program's version, stored with runs and model bundles.
#pragma once

namespace loom {

inline constexpr const char* kVersion = LOOM_VERSION;

} // namespace loom
