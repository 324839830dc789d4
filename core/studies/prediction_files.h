// SPDX-License-Identifier: GPL-3.0-or-later
// Kept predictions as files. Thread rule: pure functions.
#pragma once

#include <span>
#include <string>

#include "base/json.h"
#include "predictions/prediction.h"

namespace loom::studies {

/// "2024-06-05", or an instant in UTC for bars within the day.
std::string barText(std::int64_t time, forecast::Frequency frequency);

/// A line a prediction, a column a quantile that any of them has.
std::string toCsv(std::span<const predictions::Prediction> predictions);
Json toJson(std::span<const predictions::Prediction> predictions);

} // namespace loom::studies
