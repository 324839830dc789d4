// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/trainer.h"

namespace loom::forecast {

namespace {

std::string_view scheduleCode(RateSchedule schedule) {
    switch (schedule) {
    case RateSchedule::Thirds:
        return "thirds";
    case RateSchedule::Cosine:
        return "cosine";
    case RateSchedule::Constant:
        break;
    }
    return "constant";
}

RateSchedule scheduleFromCode(std::string_view code) {
    return code == "thirds"   ? RateSchedule::Thirds
           : code == "cosine" ? RateSchedule::Cosine
                              : RateSchedule::Constant;
}

ParamSpec number(std::string key, std::string title, std::int64_t value, double least, double most,
                 std::string unit, std::string help) {
    auto spec =
        wholeSpec(std::move(key), std::move(title), value, least, most, std::move(help), true);
    spec.unit = std::move(unit);
    return spec;
}

ParamSpec real(std::string key, std::string title, double value, double least, double most,
               ParamScale scale, std::string help) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Real,
            .defaultValue = value,
            .minimum = least,
            .maximum = most,
            .scale = scale,
            .help = std::move(help),
            .advanced = true};
}

} // namespace

ParamSpec wholeSpec(std::string key, std::string title, std::int64_t value, double least,
                    double most, std::string help, bool advanced) {
    return {.key = std::move(key),
            .title = std::move(title),
            .type = ParamType::Integer,
            .defaultValue = value,
            .minimum = least,
            .maximum = most,
            .help = std::move(help),
            .advanced = advanced};
}

std::vector<ParamSpec> trainSpecs(const TrainConfig& defaults) {
    std::vector<ParamSpec> out;
    auto steps = number("steps", "Steps", defaults.steps, 1, 1e6, "steps",
                        "At most so many updates of the weights; training ends earlier when the "
                        "validation loss stops falling.");
    steps.advanced = false;
    out.push_back(std::move(steps));
    out.push_back(number("batch", "Batch", static_cast<std::int64_t>(defaults.batch), 1, 65536,
                         "samples", "Windows in one update."));
    out.push_back(real("rate", "Learning rate", defaults.rate, 1e-6, 1, ParamScale::Log,
                       "Step size of Adam."));
    out.push_back({.key = "schedule",
                   .title = "Rate schedule",
                   .type = ParamType::Choice,
                   .defaultValue = std::string(scheduleCode(defaults.schedule)),
                   .help = "How the learning rate falls during the run.",
                   .choices = {{"constant", "Constant"},
                               {"thirds", "Halved after each third"},
                               {"cosine", "Cosine to zero"}},
                   .advanced = true});
    out.push_back(real("clip", "Gradient clipping", defaults.clip, 0, 1000, ParamScale::Linear,
                       "Longest gradient; 0 switches clipping off."));
    out.push_back(real("weight_decay", "Weight decay", defaults.weightDecay, 0, 10,
                       ParamScale::Linear, "Decoupled decay of the weights (AdamW)."));
    out.push_back(number("patience", "Patience", defaults.patience, 0, 1000, "checks",
                         "Checks on the validation part without a gain before training ends; 0 "
                         "runs all steps."));
    out.push_back(number("check_every", "Check every", defaults.checkEvery, 0, 1e6, "steps",
                         "Steps between checks; 0 chooses an epoch, or a twentieth of the run "
                         "when that is shorter."));
    out.push_back({.key = "loss",
                   .title = "Loss",
                   .type = ParamType::Choice,
                   .defaultValue = std::string(lossCode(defaults.loss)),
                   .help = "What the point forecast makes small. Squared error aims at the mean, "
                           "absolute errors at the median.",
                   .choices = lossChoices(),
                   .advanced = true});
    out.push_back(number("history", "Training history", static_cast<std::int64_t>(defaults.history),
                         0, 1e9, "rows", "Learn from the last so many origins only; 0 takes all."));
    return out;
}

TrainConfig trainConfig(const Params& params) {
    TrainConfig out;
    out.steps = params.integer("steps");
    out.batch = static_cast<std::size_t>(params.integer("batch"));
    out.rate = params.real("rate");
    out.schedule = scheduleFromCode(params.text("schedule"));
    out.clip = params.real("clip");
    out.weightDecay = params.real("weight_decay");
    out.patience = static_cast<int>(params.integer("patience"));
    out.checkEvery = params.integer("check_every");
    out.loss = lossFromCode(params.text("loss")).value_or(PointLoss::SquaredError);
    out.history = static_cast<std::size_t>(params.integer("history"));
    return out;
}

} // namespace loom::forecast
