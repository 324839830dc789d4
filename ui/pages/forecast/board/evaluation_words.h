// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation says in sentences. Pure functions.
#pragma once

#include <QString>

#include "generate/fidelity.h"
#include "studies/forecast_run.h"

namespace loom::ui {

/// Claim and evidence of the verdict bar. A failed leak test is told before any score.
generate::Verdict evaluationVerdict(const forecast::EvaluationReport& report);

/// Below the board: what the overlapping origins are worth and how models are compared.
QString boardFootnote(const forecast::EvaluationReport& report);
QString pairFootnote();
/// Which rule is traded, at which costs.
QString tradingFootnote(const forecast::EvaluationReport& report);
/// "LSTM beats the last value on 12 of 20 assets (skill above 0)."
QString assetFootnote(const forecast::ModelScores& model);

} // namespace loom::ui
