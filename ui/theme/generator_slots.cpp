// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/generator_slots.h"

#include <array>
#include <utility>

namespace loom::ui {

int generatorSlot(std::string_view id) {
    constexpr std::array<std::pair<std::string_view, int>, 12> kSlots{{
        {"quantgan", 1},
        {"quantgan_panel", 1}, // never beside the one for a single series
        {"gjr_garch_t", 2},
        {"stationary_bootstrap", 3},
        {"quantgan_csvnn", 4},
        {"quantgan_svnn", 4},
        {"csvnn", 4},
        {"vae", 5},
        {"filtered_historical", 6},
        {"garch", 7},
        {"shuffled_control", 0},
        {"imported", 8},
    }};
    for (const auto& [known, slot] : kSlots)
        if (known == id)
            return slot;
    return 8;
}

} // namespace loom::ui
