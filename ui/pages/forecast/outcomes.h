// SPDX-License-Identifier: GPL-3.0-or-later
// Results of forecast studies as the views of the page share them: immutable, null = none yet.
#pragma once

#include <memory>

#include "studies/forecast_run.h"

namespace loom::ui {

using ForecastPtr = std::shared_ptr<const studies::ForecastOutcome>;
using EvaluatePtr = std::shared_ptr<const studies::EvaluateOutcome>;

} // namespace loom::ui
