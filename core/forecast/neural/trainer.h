// SPDX-License-Identifier: GPL-3.0-or-later
// One trainer for every forecasting network: batches drawn without copying windows, Adam, early
// stopping on the validation part, resumable checkpoints, metrics while it works. Equal seed and
// data give equal bytes on the same device, on the CPU for any number of threads. Thread rule:
// blocking, runs in a job.
#pragma once

#include <string>
#include <vector>

#include "forecast/forecaster.h"
#include "forecast/neural/loss.h"
#include "forecast/neural/window_maker.h"
#include "learn/network.h"
#include "learn/training_engine.h"

namespace loom::forecast {

enum class RateSchedule {
    Constant,
    Thirds, ///< halved after each third of the run (the official N-BEATS code)
    Cosine, ///< falls to zero along half a cosine
};

struct TrainConfig {
    std::int64_t steps = 2000; ///< at most
    std::size_t batch = 64;
    double rate = 1e-3;
    RateSchedule schedule = RateSchedule::Constant;
    double clip = 1.0;           ///< norm of the gradient; 0 = never
    double weightDecay = 0;      ///< decoupled (Loshchilov & Hutter 2019), a step: rate * decay
    int patience = 10;           ///< checks without a better validation loss; 0 = no early stopping
    std::int64_t checkEvery = 0; ///< steps; 0 = an epoch, but at least 20 checks a run
    PointLoss loss = PointLoss::SquaredError;
    std::size_t history = 0; ///< origins from the last so many rows of the training part; 0 = all
};

/// A parameter that is a whole number.
ParamSpec wholeSpec(std::string key, std::string title, std::int64_t value, double least,
                    double most, std::string help, bool advanced = false);
/// The parameters that every network shares, with this model's defaults; and back.
std::vector<ParamSpec> trainSpecs(const TrainConfig& defaults);
TrainConfig trainConfig(const Params& params);

struct TrainResult {
    std::vector<float> weights; ///< of the best check, or the last without validation
    std::int64_t steps = 0;     ///< that were made
    std::int64_t bestStep = 0;
    double validationLoss = kMissing; ///< at the best step; NaN without validation
    double naiveLoss = kMissing;      ///< of the last value (all outputs zero) on the same samples
    std::size_t trainingSamples = 0, validationSamples = 0;
    bool stopped = false;    ///< by the user, keeping the best so far
    std::string device = {}; ///< at the end, when it was no CPU: "cuda:0"
};

struct TrainRequest {
    learn::Network& network;
    const WindowMaker& windows;
    const ForecastData& data;
    const FitSpan& span;
    const FitOptions& options;
    TrainConfig config;
    learn::Device device = {};
    std::vector<double> levels;    ///< quantiles the network has outputs for
    std::string title;             ///< "LSTM", for sentences
    std::string fingerprint;       ///< of parameters and data, tells checkpoints apart
    std::string metricPrefix = {}; ///< of an ensemble's member: "member_3/"
    learn::EngineMaker makeEngine = learn::makeEngine;
};

/// Metrics by step: train_loss, validation_loss, validation_skill (1 - loss / loss of the last
/// value). InvalidInput when there is too little to train on, Cancelled when it is to be discarded;
/// a loss that is not finite ends the training with what was best, or with InvalidInput when
/// nothing was. When the GPU's memory is full it goes on with the CPU, from the last weights.
Result<TrainResult> trainNetwork(const TrainRequest& request, jobs::JobContext& context);

} // namespace loom::forecast
