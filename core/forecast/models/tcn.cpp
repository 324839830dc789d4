// SPDX-License-Identifier: GPL-3.0-or-later
// A temporal convolutional network over the features of the last rows, all steps of the horizon at
// once.
#include <algorithm>

#include <fmt/format.h>

#include "forecast/neural/single_network.h"
#include "learn/temporal_conv.h"

namespace loom::forecast {

void register_tcn(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "tcn";
constexpr std::string_view kTitle = "TCN";
constexpr int kMostBlocks = 10, kFewestTaps = 2, kMostTaps = 16;

std::unique_ptr<learn::Network> networkOf(const Json& json) {
    learn::TemporalConvShape shape;
    json.at("steps").get_to(shape.steps);
    json.at("features").get_to(shape.features);
    json.at("channels").get_to(shape.channels);
    json.at("blocks").get_to(shape.blocks);
    json.at("taps").get_to(shape.taps);
    json.at("weight_norm").get_to(shape.weightNorm);
    json.at("dropout").get_to(shape.dropout);
    json.at("head").get_to(shape.head);
    json.at("outputs").get_to(shape.outputs);
    if (shape.steps < 1 || shape.features < 1 || shape.channels < 1 || shape.blocks < 1 ||
        shape.blocks > kMostBlocks || shape.taps < kFewestTaps || shape.taps > kMostTaps ||
        shape.outputs < 1)
        throw Json::type_error::create(302, "shape", &json);
    return std::make_unique<learn::TemporalConv>(shape);
}

class TcnForecaster final : public NeuralForecaster {
  public:
    using NeuralForecaster::NeuralForecaster;

    /// With how far back the answer reaches: bars of the window beyond it are never seen.
    std::vector<Fact> facts() const override {
        const auto& network = static_cast<const learn::TemporalConv&>(*members().front().network);
        const int window = network.shape().steps;
        const int seen = std::min(window, network.shape().receptiveField());
        auto out = NeuralForecaster::facts();
        out.push_back({.name = "Bars seen",
                       .value = fmt::format("{} of {}", seen, window),
                       .warning = seen < window});
        return out;
    }
};

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    if (auto checked = checkHasFeatures(data, kTitle); !checked)
        return std::move(checked).error();
    const Params& params = options.params;
    Json shape{{"steps", windowOf(params)},
               {"features", data.featureCount()},
               {"channels", params.integer("channels")},
               {"blocks", params.integer("blocks")},
               {"taps", params.integer("taps")},
               {"weight_norm", params.boolean("weight_norm")},
               {"dropout", params.real("dropout")},
               {"head", headOf(params)},
               {"outputs", answersOf(data, options)}};
    auto windows = makeFeatureWindow(windowOf(params), data, span);
    return forecasterOf<TcnForecaster>(fitNetworks(
        singlePlan(kId, kTitle, networkOf, std::move(windows), std::move(shape), options), data,
        span, options, context));
}

Result<std::unique_ptr<Forecaster>> load(std::string_view bytes) {
    return forecasterOf<TcnForecaster>(readNetworks(kId, kTitle, bytes, networkOf));
}

std::vector<ParamSpec> specs() {
    return withTraining(
        {windowSpec(60, 2, "How far back the network may look."),
         wholeSpec("channels", "Channels", 32, 1, 512,
                   "Of every block. More remember more, and overfit sooner."),
         wholeSpec("blocks", "Blocks", 4, 1, kMostBlocks,
                   "Each looks twice as far back as the one below it. With three taps 3, 4 and 5 "
                   "blocks see 29, 61 and 125 bars."),
         wholeSpec("taps", "Taps", 3, kFewestTaps, kMostTaps,
                   "Places that one convolution looks at (the kernel size)."),
         dropoutSpec("Share of channels left out behind each convolution while training."),
         {.key = "weight_norm",
          .title = "Weight normalisation",
          .type = ParamType::Bool,
          .defaultValue = true,
          .help = "Learns the length and the direction of each filter apart, as the paper does.",
          .advanced = true},
         headSpec("convolutions")},
        usualTraining(1e-3, 0.01));
}

} // namespace

void register_tcn(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Bai, Kolter and Koltun 2018",
         .summary = "Convolutions over the features of the last bars, each block looking twice as "
                    "far back as the one below it.",
         .params = specs(),
         .presets =
             {{.id = "quick",
               .title = "Quick",
               .expectation = "A small network for a first look.",
               .values = {{"steps", 300}, {"channels", 16}, {"blocks", 3}, {"window", 30}}},
              {.id = "standard",
               .title = "Standard",
               .expectation = "Four blocks of 32 channels over 60 bars.",
               .values = Json::object()},
              {.id = "long",
               .title = "Long memory",
               .expectation = "Six blocks of 48 channels over a year of daily bars.",
               .values = {{"window", 250}, {"blocks", 6}, {"channels", 48}, {"steps", 3000}}}},
         .trains = true,
         .usesFeatures = true,
         .quantiles = true,
         .testParams =
             {{"steps", 20}, {"channels", 8}, {"blocks", 2}, {"window", 8}, {"batch", 32}},
         .window = [](const Params& params, const ForecastData&) { return windowOf(params); },
         .fit = fit,
         .load = load});
}

} // namespace loom::forecast
