// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/single_network.h"

#include <fmt/format.h>

#include "base/date.h"

namespace loom::forecast {

ParamSpec windowSpec(std::int64_t value, double least, std::string help) {
    constexpr double kMost = 2000;
    auto spec = wholeSpec("window", "Window", value, least, kMost, std::move(help));
    spec.unit = "bars";
    return spec;
}

ParamSpec dropoutSpec(std::string help) {
    return {.key = "dropout",
            .title = "Dropout",
            .type = ParamType::Real,
            .defaultValue = 0.2,
            .minimum = 0,
            .maximum = 0.9,
            .help = std::move(help)};
}

ParamSpec headSpec(std::string behind) {
    constexpr double kMost = 1024;
    return wholeSpec(
        "head", "Head units", 0, 0, kMost,
        fmt::format("A dense layer between the {} and the outputs; 0 leaves it out.", behind),
        true);
}

TrainConfig usualTraining(double rate, double weightDecay) {
    return {.steps = 1500,
            .batch = 64,
            .rate = rate,
            .schedule = RateSchedule::Cosine,
            .clip = 1,
            .weightDecay = weightDecay,
            .patience = 6,
            .loss = PointLoss::SquaredError};
}

std::vector<ParamSpec> withTraining(std::vector<ParamSpec> own, const TrainConfig& defaults) {
    for (auto& spec : trainSpecs(defaults))
        own.push_back(std::move(spec));
    return own;
}

std::size_t windowOf(const Params& params) {
    return static_cast<std::size_t>(params.integer("window"));
}

Json headOf(const Params& params) {
    const auto units = params.integer("head");
    return units > 0 ? Json::array({units}) : Json::array();
}

std::size_t answersOf(const ForecastData& data, const FitOptions& options) {
    return data.horizon * (1 + options.levels.size());
}

FitPlan singlePlan(std::string_view id, std::string_view title, NetworkFactory network,
                   std::unique_ptr<WindowMaker> windows, Json shape, const FitOptions& options) {
    FitPlan plan{.id = std::string(id),
                 .title = std::string(title),
                 .joint = windows->assetsPerSample() > 1,
                 .network = std::move(network),
                 .members = {}};
    plan.members.push_back({.shape = std::move(shape),
                            .windows = std::move(windows),
                            .config = trainConfig(options.params),
                            .seed = options.seed});
    return plan;
}

Status checkHasFeatures(const ForecastData& data, std::string_view model) {
    if (data.featureCount() > 0)
        return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("The {} needs at least one feature: add the return, "
                            "open-high-low-close or an indicator.",
                            model));
}

std::vector<std::string> barLabels(const ForecastData& data, std::size_t origin,
                                   std::size_t steps) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < steps; ++i) {
        const Timestamp time{data.times[origin + 1 - steps + i]};
        out.push_back(isIntraday(data.frequency) ? toIso(time) : toIso(time.utcDate()));
    }
    return out;
}

} // namespace loom::forecast
