// SPDX-License-Identifier: GPL-3.0-or-later
// Where a model with attention looked, over all its layers and heads: attention rollout (Abnar &
// Zuidema 2020). A map says where the tokens looked, not what moved the forecast: read it beside
// the attributions. Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

/// Square matrices, row = the step or asset that looks, column = the one looked at; each row sums
/// to one.
struct AttentionView {
    std::vector<std::string> labels;        ///< of rows and columns
    std::vector<std::vector<double>> heads; ///< means over heads, [layer][row * size + column]
    std::vector<double> rollout;            ///< [row * size + column]
    std::vector<double> read;               ///< rollout of what the answer is made of, [column]
    std::vector<std::string> features = {}; ///< of a model that weighs them
    std::vector<double> selected = {};      ///< weight of each feature, mean over the columns
};

/// Of each layer the mean of its heads, half of it kept by the residual connection:
/// rollout = A'_L … A'_1 with A' = (A + I) / 2.
AttentionView attentionView(const AttentionMaps& maps);

/// The largest distance of a row's sum from one, over all maps.
double rowError(const AttentionMaps& maps);

Json toJson(const AttentionView& view);
/// "map,looking,looked_at,weight": map = layer 1 …, rollout, read or selected (of features).
std::string toCsv(const AttentionView& view);

} // namespace loom::forecast
