// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure.h"

namespace loom::app {

Result<bool> writeFigure(const studies::SynthesizeOutcome&, const std::filesystem::path&) {
    return false;
}

} // namespace loom::app
