// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/usual_horizon.h"

namespace loom::studies {

using forecast::Frequency;

std::size_t usualHorizon(Frequency frequency) {
    switch (frequency) {
    case Frequency::Minute5:
        return 12;
    case Frequency::Minute15:
        return 4;
    case Frequency::Hour1:
        return 7;
    case Frequency::Week1:
        return 1;
    case Frequency::Day1:
        break;
    }
    return 10;
}

} // namespace loom::studies
