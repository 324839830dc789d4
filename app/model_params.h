// SPDX-License-Identifier: GPL-3.0-or-later
// Model parameters as a shell gives them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/param_spec.h"

namespace loom::app {

/// "hidden=50" by the model's own parameter description; InvalidInput names the known keys.
Status applyParams(const std::vector<std::string>& texts, std::span<const ParamSpec> specs,
                   std::string_view model, Json& params);

} // namespace loom::app
