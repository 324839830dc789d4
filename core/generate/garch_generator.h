// SPDX-License-Identifier: GPL-3.0-or-later
// The generator around a GARCH model; the models differ in their shape only.
#pragma once

#include "generate/garch_model.h"
#include "generate/generator.h"

namespace loom::generate {

/// Completes an info whose id, title and texts are set with parameters, fit and load.
GeneratorInfo makeGarchGenerator(GeneratorInfo info, GarchShape shape);

} // namespace loom::generate
