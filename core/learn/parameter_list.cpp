// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/parameter_list.h"

namespace loom::learn::detail {

void fillUniform(std::span<float> piece, double bound, Rng& rng) {
    for (float& value : piece)
        value = static_cast<float>(bound * (2 * rng.uniform() - 1));
}

} // namespace loom::learn::detail
