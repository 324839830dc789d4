// SPDX-License-Identifier: GPL-3.0-or-later
// A Transformer over the assets: each asset's window of returns is one token, attention is between
// assets, and its maps can be shown.
#include "forecast/neural/single_network.h"
#include "learn/inverted_transformer.h"

namespace loom::forecast {

void register_itransformer(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "itransformer";
constexpr std::string_view kTitle = "iTransformer";

std::unique_ptr<learn::Network> networkOf(const Json& json) {
    learn::InvertedTransformerShape shape;
    json.at("steps").get_to(shape.steps);
    json.at("series").get_to(shape.series);
    json.at("width").get_to(shape.width);
    json.at("blocks").get_to(shape.blocks);
    json.at("heads").get_to(shape.heads);
    json.at("feed_forward").get_to(shape.feedForward);
    json.at("dropout").get_to(shape.dropout);
    json.at("answers").get_to(shape.answers);
    if (shape.steps < 1 || shape.series < 1 || shape.heads < 1 || shape.width < 1 ||
        shape.width % shape.heads != 0 || shape.blocks < 1 || shape.feedForward < 1 ||
        shape.answers < 1)
        throw Json::type_error::create(302, "shape", &json);
    return std::make_unique<learn::InvertedTransformer>(shape);
}

class InvertedForecaster final : public NeuralForecaster {
  public:
    using NeuralForecaster::NeuralForecaster;

    Result<AttentionMaps> attention(const ForecastData& data, std::size_t origin,
                                    std::size_t asset) const override;
};

/// Which asset looked at which. Every asset's answer is made of its own token, so the answers
/// together read all of them alike.
Result<AttentionMaps> InvertedForecaster::attention(const ForecastData& data, std::size_t origin,
                                                    std::size_t) const {
    const NetworkMember& member = members().front();
    const auto& network = static_cast<const learn::InvertedTransformer&>(*member.network);
    const auto workspace = network.workspace();
    learn::RowBlock outputs;
    if (auto looked = look(member, data, 0, origin, *workspace, outputs); !looked)
        return std::move(looked).error();
    const auto& shape = network.shape();
    AttentionMaps out;
    out.size = static_cast<std::size_t>(shape.series);
    out.layers = static_cast<std::size_t>(shape.blocks);
    out.heads = static_cast<std::size_t>(shape.heads);
    out.labels = data.assets;
    out.reading.assign(out.size, 1 / static_cast<double>(out.size));
    for (int block = 0; block < shape.blocks; ++block)
        for (int head = 0; head < shape.heads; ++head) {
            const auto map = network.attention(*workspace, 0, block, head);
            out.weights.insert(out.weights.end(), map.begin(), map.end());
        }
    return out;
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    if (data.assetCount() < 2)
        return fail(ErrorCode::InvalidInput,
                    "The iTransformer looks from asset to asset; the data have one. Add assets, or "
                    "choose the LSTM or the TCN.");
    const Params& params = options.params;
    Json shape{{"steps", windowOf(params)},
               {"series", data.assetCount()},
               {"width", params.integer("heads") * params.integer("head_units")},
               {"blocks", params.integer("blocks")},
               {"heads", params.integer("heads")},
               {"feed_forward", params.integer("feed_forward")},
               {"dropout", params.real("dropout")},
               {"answers", answersOf(data, options)}};
    auto windows = makeJointWindow(windowOf(params), data, span);
    return forecasterOf<InvertedForecaster>(fitNetworks(
        singlePlan(kId, kTitle, networkOf, std::move(windows), std::move(shape), options), data,
        span, options, context));
}

Result<std::unique_ptr<Forecaster>> load(std::string_view bytes) {
    return forecasterOf<InvertedForecaster>(readNetworks(kId, kTitle, bytes, networkOf));
}

std::vector<ParamSpec> specs() {
    return withTraining({windowSpec(30, 1, "How much of each asset's past one token is."),
                         wholeSpec("blocks", "Encoder blocks", 2, 1, 8,
                                   "Attention and feed-forward, on top of each other."),
                         wholeSpec("heads", "Attention heads", 4, 1, 64,
                                   "Each looks from asset to asset in its own way."),
                         wholeSpec("head_units", "Units of a head", 8, 1, 128,
                                   "Times the heads: the numbers that stand for an asset."),
                         wholeSpec("feed_forward", "Feed-forward units", 64, 1, 4096,
                                   "Within an encoder block.", true),
                         dropoutSpec("Share of units left out while training.")},
                        usualTraining(5e-4, 0.05));
}

} // namespace

void register_itransformer(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Liu, Hu, Zhang, Wu, Wang, Ma and Long 2024",
         .summary = "Makes one token of each asset's past and shows which asset looked at which.",
         .params = specs(),
         .presets =
             {{.id = "quick",
               .title = "Quick",
               .expectation = "A small network for a first look.",
               .values = {{"steps", 200}, {"blocks", 1}, {"head_units", 4}, {"feed_forward", 32}}},
              {.id = "standard",
               .title = "Standard",
               .expectation = "Two blocks of four heads, 32 numbers for an asset's 30 bars.",
               .values = Json::object()},
              {.id = "large",
               .title = "Large",
               .expectation = "Three blocks, 128 numbers for an asset's 60 bars; for many "
                              "assets.",
               .values = {{"window", 60},
                          {"blocks", 3},
                          {"heads", 8},
                          {"head_units", 16},
                          {"feed_forward", 256},
                          {"steps", 3000}}}},
         .trains = true,
         .jointAssets = true,
         .quantiles = true,
         .minAssets = 2,
         .testParams = {{"steps", 10},
                        {"heads", 2},
                        {"head_units", 4},
                        {"feed_forward", 8},
                        {"window", 6},
                        {"batch", 32}},
         .window = [](const Params& params, const ForecastData&) { return windowOf(params) + 1; },
         .fit = fit,
         .load = load});
}

} // namespace loom::forecast
