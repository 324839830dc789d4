// SPDX-License-Identifier: GPL-3.0-or-later
// Trains a cross-section VAE. Reports per epoch: train_loss, reconstruction, divergence,
// active_units and, with validation days, validation_loss. Thread rule: blocking, runs in a job.
#pragma once

#include <memory>

#include "generate/generator.h"
#include "generate/vae/config.h"

namespace loom::generate {

/// Fewest training days: enough for a Pareto tail of each asset.
inline constexpr std::size_t kFewestVaeDays = 60;

Result<std::unique_ptr<Generator>> trainVae(const VaeConfig& config, const TrainingData& data,
                                            const FitOptions& options, jobs::JobContext& context);

} // namespace loom::generate
