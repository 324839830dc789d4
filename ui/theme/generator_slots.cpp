// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/generator_slots.h"

#include <array>
#include <utility>

namespace loom::ui {

int generatorSlot(std::string_view id) {
    constexpr std::array<std::pair<std::string_view, int>, 21> kSlots{{
        {"quantgan", 1},
        {"quantgan_panel", 1}, // never beside the one for a single series
        {"gjr_garch_t", 2},
        {"stationary_bootstrap", 3},
        {"quantgan_svnn", 4},
        {"vae", 5},
        {"filtered_historical", 6},
        {"garch", 7},
        {"imported", 8},
        {"egarch", 9},
        {"t_copula", 9}, // of panels, the other of a single series
        {"t_copula_garch", 10},
        {"gjr_garch", 11},
        {"dcc_t", 12},
        {"block_bootstrap", 13},
        {"moving_block_bootstrap", 14},
        {"iid_bootstrap", 15},
        {"ppca", 16},
        {"gaussian", 17},
        {"shuffled_control", 0},
        {"independent_control", 0},
    }};
    for (const auto& [known, slot] : kSlots)
        if (known == id)
            return slot;
    return 8;
}

} // namespace loom::ui
