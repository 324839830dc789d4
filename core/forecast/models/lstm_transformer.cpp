// SPDX-License-Identifier: GPL-3.0-or-later
// LSTM layers and Transformer encoder blocks over the returns of all assets together.
#include <fmt/format.h>

#include "forecast/neural/single_network.h"
#include "learn/lstm_transformer.h"

namespace loom::forecast {

void register_lstm_transformer(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "lstm_transformer";
constexpr std::string_view kTitle = "LSTM-Transformer";

std::unique_ptr<learn::Network> networkOf(const Json& json) {
    learn::LstmTransformerShape shape;
    json.at("steps").get_to(shape.steps);
    json.at("features").get_to(shape.features);
    json.at("hidden").get_to(shape.hidden);
    json.at("lstm_layers").get_to(shape.lstmLayers);
    json.at("blocks").get_to(shape.blocks);
    json.at("heads").get_to(shape.heads);
    json.at("feed_forward").get_to(shape.feedForward);
    json.at("dropout").get_to(shape.dropout);
    json.at("head").get_to(shape.head);
    json.at("outputs").get_to(shape.outputs);
    const bool mean = json.at("reads").get<std::string>() == "mean";
    shape.reads = mean ? learn::HeadReads::MeanOfSteps : learn::HeadReads::LastStep;
    if (shape.steps < 1 || shape.features < 1 || shape.heads < 1 || shape.hidden < 1 ||
        shape.hidden % shape.heads != 0 || shape.outputs < 1)
        throw Json::type_error::create(302, "shape", &json);
    return std::make_unique<learn::LstmTransformer>(shape);
}

class HybridForecaster final : public NeuralForecaster {
  public:
    using NeuralForecaster::NeuralForecaster;

    Result<AttentionMaps> attention(const ForecastData& data, std::size_t origin,
                                    std::size_t asset) const override;
};

Result<AttentionMaps> HybridForecaster::attention(const ForecastData& data, std::size_t origin,
                                                  std::size_t) const {
    const NetworkMember& member = members().front();
    const auto& network = static_cast<const learn::LstmTransformer&>(*member.network);
    const auto workspace = network.workspace();
    learn::RowBlock outputs;
    if (auto looked = look(member, data, 0, origin, *workspace, outputs); !looked)
        return std::move(looked).error();
    const auto& shape = network.shape();
    AttentionMaps out;
    out.size = static_cast<std::size_t>(shape.steps);
    out.layers = static_cast<std::size_t>(shape.blocks);
    out.heads = static_cast<std::size_t>(shape.heads);
    out.labels = barLabels(data, origin, out.size);
    const bool mean = shape.reads == learn::HeadReads::MeanOfSteps;
    out.reading.assign(out.size, mean ? 1 / static_cast<double>(out.size) : 0.0);
    if (!mean)
        out.reading.back() = 1;
    for (int block = 0; block < shape.blocks; ++block)
        for (int head = 0; head < shape.heads; ++head) {
            const auto map = network.attention(*workspace, 0, block, head);
            out.weights.insert(out.weights.end(), map.begin(), map.end());
        }
    return out;
}

Status checkParams(const ForecastData& data, const Params& params) {
    if (data.assetCount() < 2)
        return fail(ErrorCode::InvalidInput,
                    "The LSTM-Transformer looks at several assets together; the data have one. Add "
                    "assets, or choose the LSTM.");
    if (params.integer("hidden") % params.integer("heads") != 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} hidden units cannot be shared by {} heads: choose a multiple.",
                                params.integer("hidden"), params.integer("heads")));
    return {};
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    const Params& params = options.params;
    if (auto checked = checkParams(data, params); !checked)
        return std::move(checked).error();
    Json shape{{"steps", windowOf(params)},
               {"features", data.assetCount()},
               {"hidden", params.integer("hidden")},
               {"lstm_layers", params.integer("lstm_layers")},
               {"blocks", params.integer("blocks")},
               {"heads", params.integer("heads")},
               {"feed_forward", params.integer("feed_forward")},
               {"dropout", params.real("dropout")},
               {"reads", params.text("reads")},
               {"head", headOf(params)},
               {"outputs", data.assetCount() * answersOf(data, options)}};
    auto windows = makeJointWindow(windowOf(params), data, span);
    return forecasterOf<HybridForecaster>(fitNetworks(
        singlePlan(kId, kTitle, networkOf, std::move(windows), std::move(shape), options), data,
        span, options, context));
}

Result<std::unique_ptr<Forecaster>> load(std::string_view bytes) {
    return forecasterOf<HybridForecaster>(readNetworks(kId, kTitle, bytes, networkOf));
}

std::vector<ParamSpec> specs() {
    return withTraining({windowSpec(30, 1, "How far back the network looks."),
                         wholeSpec("hidden", "Hidden units", 32, 1, 1024,
                                   "Of the LSTM and the attention; a multiple of the heads."),
                         wholeSpec("lstm_layers", "LSTM layers", 1, 1, 8, "Before the attention."),
                         wholeSpec("blocks", "Encoder blocks", 1, 1, 8,
                                   "Attention and feed-forward, on top of each other."),
                         wholeSpec("heads", "Attention heads", 4, 1, 64,
                                   "Each looks at the window in its own way."),
                         wholeSpec("feed_forward", "Feed-forward units", 64, 1, 4096,
                                   "Within an encoder block.", true),
                         dropoutSpec("Share of units left out while training."),
                         {.key = "reads",
                          .title = "Head reads",
                          .type = ParamType::Choice,
                          .defaultValue = std::string("last"),
                          .help = "What of the encoded window the answer is made of.",
                          .choices = {{"last", "The last step"}, {"mean", "The mean of all steps"}},
                          .advanced = true},
                         headSpec("attention")},
                        usualTraining(5e-4, 0.05));
}

} // namespace

void register_lstm_transformer(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Hochreiter and Schmidhuber 1997; Vaswani et al. 2017",
         .summary = "Reads the returns of all assets together and shows which of the past "
                    "steps it looked at.",
         .params = specs(),
         .presets = {{.id = "quick",
                      .title = "Quick",
                      .expectation = "A small network for a first look.",
                      .values = {{"steps", 200}, {"hidden", 16}, {"feed_forward", 32}}},
                     {.id = "standard",
                      .title = "Standard",
                      .expectation = "32 units, four heads, one block over 30 bars.",
                      .values = Json::object()},
                     {.id = "large",
                      .title = "Large",
                      .expectation = "64 units, two LSTM layers; overfits a thousand weeks "
                                     "unless stopped early.",
                      .values = {{"hidden", 64},
                                 {"lstm_layers", 2},
                                 {"feed_forward", 128},
                                 {"steps", 3000}}}},
         .trains = true,
         .jointAssets = true,
         .quantiles = true,
         .minAssets = 2,
         .testParams = {{"steps", 10},
                        {"hidden", 8},
                        {"heads", 2},
                        {"feed_forward", 8},
                        {"window", 6},
                        {"batch", 32}},
         .window = [](const Params& params, const ForecastData&) { return windowOf(params) + 1; },
         .fit = fit,
         .load = load});
}

} // namespace loom::forecast
