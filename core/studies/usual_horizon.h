// SPDX-License-Identifier: GPL-3.0-or-later
// How far ahead is forecast when nobody says. Thread rule: pure.
#pragma once

#include <cstddef>

#include "forecast/frequency.h"

namespace loom::studies {

/// Ten days, one week, an hour of five- and fifteen-minute bars, a day of hourly ones.
std::size_t usualHorizon(forecast::Frequency frequency);

} // namespace loom::studies
