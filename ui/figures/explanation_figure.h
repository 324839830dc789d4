// SPDX-License-Identifier: GPL-3.0-or-later
// Why a model forecast what it did, as one picture: shares of features and lags with the checks
// that say whether they can be believed, the parts that the forecast is the sum of, and where a
// model with attention looked. Interface thread.
#pragma once

#include <optional>

#include "ui/charts/figure_sheet.h"
#include "ui/pages/forecast/explain/attribution.h"
#include "ui/pages/forecast/explain/decomposition_pane.h"

namespace loom::ui {

struct ExplanationPicture {
    QString asset;
    QString model;  ///< as modelWords() has it
    QString madeAt; ///< "2020-04-17"
    QString target = {}; ///< of the step that the attribution is of; empty where it is not known
    std::optional<Attribution> attribution = {};
    std::optional<DecompositionFigures> decomposition = {};
    std::optional<forecast::AttentionMaps> attention = {};
};

/// NoData when nothing of it is there.
Result<FigureSheet> explanationFigure(const ExplanationPicture& picture);

} // namespace loom::ui
