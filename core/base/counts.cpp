// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/counts.h"

namespace loom {

std::string grouped(std::int64_t count) {
    std::string out = std::to_string(count);
    const std::size_t first = count < 0 ? 1 : 0;
    for (std::size_t at = out.size(); at > first + 3;)
        out.insert(at -= 3, 1, ',');
    return out;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    std::string out = grouped(count) + " ";
    out += count == 1 || many.empty() ? one : many;
    if (count != 1 && many.empty())
        out += 's';
    return out;
}

} // namespace loom
