// SPDX-License-Identifier: GPL-3.0-or-later
// Model parameters as a shell gives them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "generate/generator.h"

namespace loom::app {

/// "hidden=50" by the model's own parameter description; InvalidInput names the known keys.
Status applyParams(const std::vector<std::string>& texts, const generate::GeneratorInfo& info,
                   Json& params);

} // namespace loom::app
