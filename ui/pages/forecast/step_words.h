// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of a forecast in words. Thread rule: pure functions.
#pragma once

#include <QString>

#include "forecast/frequency.h"

namespace loom::ui {

/// "sessions", "weeks" or "bars".
QString stepUnit(forecast::Frequency frequency);
/// "10 sessions", "1 week".
QString stepsWords(std::size_t steps, forecast::Frequency frequency);

} // namespace loom::ui
