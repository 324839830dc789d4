// SPDX-License-Identifier: GPL-3.0-or-later
// An LSTM over the features of the last rows: all steps of the horizon at once (direct), or one
// step that is fed its own forecasts (recursive).
#include "learn/lstm.h"
#include "forecast/neural/recursive_forecaster.h"
#include "forecast/neural/single_network.h"

namespace loom::forecast {

void register_lstm(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "lstm";
constexpr std::string_view kTitle = "LSTM";

std::unique_ptr<learn::Network> networkOf(const Json& json) {
    learn::LstmShape shape;
    json.at("steps").get_to(shape.steps);
    json.at("features").get_to(shape.features);
    json.at("hidden").get_to(shape.hidden);
    json.at("layers").get_to(shape.layers);
    json.at("dropout").get_to(shape.dropout);
    json.at("head").get_to(shape.head);
    json.at("outputs").get_to(shape.outputs);
    if (shape.steps < 1 || shape.features < 1 || shape.hidden < 1 || shape.layers < 1 ||
        shape.outputs < 1)
        throw Json::type_error::create(302, "shape", &json);
    return std::make_unique<learn::Lstm>(shape);
}

FitPlan planOf(const ForecastData& data, const FitSpan& span, const FitOptions& options) {
    const Params& params = options.params;
    Json shape{{"steps", windowOf(params)},          {"features", data.featureCount()},
               {"hidden", params.integer("hidden")}, {"layers", params.integer("layers")},
               {"dropout", params.real("dropout")},  {"head", headOf(params)},
               {"outputs", answersOf(data, options)}};
    auto windows = makeFeatureWindow(windowOf(params), data, span);
    return singlePlan(kId, kTitle, networkOf, std::move(windows), std::move(shape), options);
}

/// Learns the next step alone.
Result<std::unique_ptr<Forecaster>> fitRecursive(const ForecastData& data, const FitSpan& span,
                                                 const FitOptions& options,
                                                 jobs::JobContext& context) {
    if (auto continuable = checkContinuable(data); !continuable)
        return std::move(continuable).error();
    if (!options.levels.empty())
        return fail(ErrorCode::InvalidInput,
                    "A recursive forecast learns no quantiles: those of one step do not add up to "
                    "those of several. Take intervals from past errors, or choose the direct "
                    "output.");
    ForecastData next = data;
    next.horizon = 1;
    auto state = fitNetworks(planOf(next, span, options), next, span, options, context);
    if (state) {
        state->kind = DataKind::of(data, false);
        state->ahead = 1;
    }
    return forecasterOf<RecursiveForecaster>(std::move(state));
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    if (auto checked = checkHasFeatures(data, kTitle); !checked)
        return std::move(checked).error();
    // One step ahead both are the same.
    if (options.params.text("output") == "recursive" && data.horizon > 1)
        return fitRecursive(data, span, options, context);
    return forecasterOf<NeuralForecaster>(
        fitNetworks(planOf(data, span, options), data, span, options, context));
}

Result<std::unique_ptr<Forecaster>> load(std::string_view bytes) {
    auto state = readNetworks(kId, kTitle, bytes, networkOf);
    if (state && state->ahead > 0)
        return forecasterOf<RecursiveForecaster>(std::move(state));
    return forecasterOf<NeuralForecaster>(std::move(state));
}

std::vector<ParamSpec> specs() {
    return withTraining(
        {windowSpec(60, 2, "How far back the network looks."),
         wholeSpec("hidden", "Hidden units", 32, 1, 1024,
                   "Of each layer. More remember more, and overfit sooner."),
         wholeSpec("layers", "Layers", 1, 1, 8, "LSTM layers on top of each other."),
         dropoutSpec("Share of units left out between the layers while training; without effect on "
                     "a single layer."),
         headSpec("LSTM"),
         {.key = "output",
          .title = "Output",
          .type = ParamType::Choice,
          .defaultValue = std::string("direct"),
          .help = "Direct answers all steps at once. Recursive answers the next step and is fed "
                  "its own forecasts; it can use features of closes only, such as return, rsi:14 "
                  "or the list closes.",
          .choices = {{"direct", "Direct"}, {"recursive", "Recursive"}},
          .advanced = true}},
        usualTraining(1e-3, 0.01));
}

} // namespace

void register_lstm(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Hochreiter and Schmidhuber 1997",
         .summary = "Reads the features of the last bars one by one and answers with the "
                    "returns of all coming ones.",
         .params = specs(),
         .presets = {{.id = "quick",
                      .title = "Quick",
                      .expectation = "A small network for a first look.",
                      .values = {{"steps", 300}, {"hidden", 16}, {"window", 30}}},
                     {.id = "standard",
                      .title = "Standard",
                      .expectation = "One layer of 32 units over 60 bars.",
                      .values = Json::object()},
                     {.id = "deep",
                      .title = "Two layers",
                      .expectation = "Two layers of 64 units with dropout.",
                      .values = {{"layers", 2}, {"hidden", 64}, {"steps", 3000}}}},
         .trains = true,
         .usesFeatures = true,
         .quantiles = true,
         .testParams = {{"steps", 20}, {"hidden", 8}, {"window", 8}, {"batch", 32}},
         .window = [](const Params& params, const ForecastData&) { return windowOf(params); },
         .fit = fit,
         .load = load});
}

} // namespace loom::forecast
