// SPDX-License-Identifier: GPL-3.0-or-later
// Trains a Quant GAN in the background. Thread rule: call from one job.
#pragma once

#include <memory>

#include "generate/generator.h"
#include "generate/quantgan/config.h"

namespace loom::generate {

/// Metrics by step: loss_critic, loss_generator; and at every check validation_emd_1,
/// validation_acf_abs, validation_leverage (shares of what a model without dynamics scores),
/// validation_volatility, validation_score. The best check on validation data is kept. Stopping
/// with KeepBest returns the best so far. The data must have passed checkTraining() or
/// checkPanel(). Fails in plain words when stopped with Discard, and when training diverged before
/// the first check.
Result<std::unique_ptr<Generator>> trainQuantGan(const QuantGanConfig& config,
                                                 const TrainingData& data,
                                                 const FitOptions& options,
                                                 jobs::JobContext& context);

} // namespace loom::generate
