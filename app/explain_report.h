// SPDX-License-Identifier: GPL-3.0-or-later
// Tells why a model forecast what it did: tables with bars, and the same as JSON.
#pragma once

#include "app/console.h"
#include "studies/forecast_explain.h"

namespace loom::app {

/// The largest shares of features and lags.
void print(const forecast::Explanation& explanation, const Console& console);
/// The steps that the answer is made of, most looked at first.
void print(const forecast::AttentionView& view, const Console& console);
void print(const forecast::RandomisationReport& report, const Console& console);
void print(const forecast::StabilityReport& report, const Console& console);

} // namespace loom::app
