// SPDX-License-Identifier: GPL-3.0-or-later
// A temporal fusion transformer over the features of the last rows, all steps of the horizon at
// once; it shows which features it read and which bars it looked at.
#include "forecast/neural/single_network.h"
#include "learn/temporal_fusion.h"

namespace loom::forecast {

void register_tft(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "tft";
constexpr std::string_view kTitle = "Temporal fusion transformer";

std::unique_ptr<learn::Network> networkOf(const Json& json) {
    learn::TemporalFusionShape shape;
    json.at("steps").get_to(shape.steps);
    json.at("features").get_to(shape.features);
    json.at("width").get_to(shape.width);
    json.at("heads").get_to(shape.heads);
    json.at("dropout").get_to(shape.dropout);
    json.at("outputs").get_to(shape.outputs);
    if (shape.steps < 1 || shape.features < 1 || shape.heads < 1 || shape.width < 1 ||
        shape.width % shape.heads != 0 || shape.outputs < 1)
        throw Json::type_error::create(302, "shape", &json);
    return std::make_unique<learn::TemporalFusion>(shape);
}

class FusionForecaster final : public NeuralForecaster {
  public:
    using NeuralForecaster::NeuralForecaster;

    Result<AttentionMaps> attention(const ForecastData& data, std::size_t origin,
                                    std::size_t asset) const override;
};

Result<AttentionMaps> FusionForecaster::attention(const ForecastData& data, std::size_t origin,
                                                  std::size_t asset) const {
    const NetworkMember& member = members().front();
    const auto& network = static_cast<const learn::TemporalFusion&>(*member.network);
    const auto workspace = network.workspace();
    learn::RowBlock outputs;
    if (auto looked = look(member, data, asset, origin, *workspace, outputs); !looked)
        return std::move(looked).error();
    const auto& shape = network.shape();
    AttentionMaps out;
    out.size = static_cast<std::size_t>(shape.steps);
    out.layers = 1;
    out.heads = static_cast<std::size_t>(shape.heads);
    out.labels = barLabels(data, origin, out.size);
    out.reading.assign(out.size, 0.0);
    out.reading.back() = 1;
    for (int head = 0; head < shape.heads; ++head) {
        const auto map = network.attention(*workspace, 0, head);
        out.weights.insert(out.weights.end(), map.begin(), map.end());
    }
    out.features = data.featureNames;
    out.selection = network.selection(*workspace, 0);
    return out;
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    if (auto checked = checkHasFeatures(data, "temporal fusion transformer"); !checked)
        return std::move(checked).error();
    const Params& params = options.params;
    Json shape{{"steps", windowOf(params)},
               {"features", data.featureCount()},
               {"width", params.integer("heads") * params.integer("head_units")},
               {"heads", params.integer("heads")},
               {"dropout", params.real("dropout")},
               {"outputs", answersOf(data, options)}};
    auto windows = makeFeatureWindow(windowOf(params), data, span);
    return forecasterOf<FusionForecaster>(fitNetworks(
        singlePlan(kId, kTitle, networkOf, std::move(windows), std::move(shape), options), data,
        span, options, context));
}

Result<std::unique_ptr<Forecaster>> load(std::string_view bytes) {
    return forecasterOf<FusionForecaster>(readNetworks(kId, kTitle, bytes, networkOf));
}

std::vector<ParamSpec> specs() {
    return withTraining(
        {windowSpec(60, 2, "How far back the network looks."),
         wholeSpec("heads", "Attention heads", 4, 1, 64,
                   "Each looks at the window in its own way; their mean is what is shown."),
         wholeSpec("head_units", "Units of a head", 4, 1, 64,
                   "Times the heads: the numbers that stand for a bar. Time grows with the number "
                   "of features too."),
         dropoutSpec("Share of units left out in front of every gate while training.")},
        usualTraining(1e-3, 0.01));
}

} // namespace

void register_tft(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Lim, Arik, Loeff and Pfister 2021",
         .summary = "Weighs the features of every bar, reads the bars one by one, and shows which "
                    "features and bars its answer is made of.",
         .params = specs(),
         .presets = {{.id = "quick",
                      .title = "Quick",
                      .expectation = "A small network for a first look.",
                      .values = {{"steps", 200}, {"window", 20}, {"head_units", 2}}},
                     {.id = "standard",
                      .title = "Standard",
                      .expectation = "Four heads, 16 numbers for each of 60 bars.",
                      .values = Json::object()},
                     {.id = "large",
                      .title = "Large",
                      .expectation = "48 numbers for each of 120 bars; several times as slow.",
                      .values = {{"window", 120}, {"head_units", 12}, {"steps", 3000}}}},
         .trains = true,
         .usesFeatures = true,
         .quantiles = true,
         .testParams =
             {{"steps", 20}, {"heads", 2}, {"head_units", 2}, {"window", 6}, {"batch", 32}},
         .window = [](const Params& params, const ForecastData&) { return windowOf(params); },
         .fit = fit,
         .load = load});
}

} // namespace loom::forecast
