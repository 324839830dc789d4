// SPDX-License-Identifier: GPL-3.0-or-later
// N-BEATS: generic and interpretable, alone or as an ensemble over look-backs, losses and seeds.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "forecast/neural/neural_forecaster.h"
#include "learn/nbeats.h"

namespace loom::forecast {

void register_nbeats(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "nbeats";
constexpr std::string_view kTitle = "N-BEATS";

enum class Kind { Generic, Interpretable };

Json shapeJson(Kind kind, int lookback, std::size_t horizon, std::size_t levels, int extras,
               const Params& params) {
    return {{"kind", kind == Kind::Generic ? "generic" : "interpretable"},
            {"lookback", lookback},
            {"horizon", horizon},
            {"levels", levels},
            {"extras", extras},
            {"stacks", params.integer("stacks")},
            {"layers", params.integer("layers")},
            {"width", params.integer("width")},
            {"trend_width", params.integer("trend_width")},
            {"seasonal_width", params.integer("seasonal_width")}};
}

learn::NBeatsShape shapeOf(const Json& json) {
    const auto number = [&json](const char* key) { return json.at(key).get<int>(); };
    const bool generic = json.at("kind").get<std::string>() == "generic";
    const int lookback = number("lookback"), horizon = number("horizon");
    auto shape =
        generic ? learn::NBeatsShape::generic(lookback, horizon, number("stacks"), number("width"))
                : learn::NBeatsShape::interpretable(lookback, horizon, number("trend_width"),
                                                    number("seasonal_width"));
    for (auto& stack : shape.stacks)
        stack.layers = number("layers");
    shape.levels = number("levels");
    shape.extras = number("extras");
    if (lookback < 2 || horizon < 1 || shape.stacks.empty() || shape.levels < 1)
        throw Json::type_error::create(302, "shape", &json);
    return shape;
}

std::unique_ptr<learn::Network> networkOf(const Json& json) {
    return std::make_unique<learn::NBeats>(shapeOf(json));
}

/// "2, 3, 5": whole numbers from 1 to 100.
Result<std::vector<int>> lookbacksOf(const Params& params) {
    std::vector<int> out;
    for (const auto part : split(params.text("lookbacks"), ',')) {
        const auto value = parseInt(trim(part));
        if (!value || *value < 1 || *value > 100)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("Look-backs are whole multiples of the horizon from 1 to 100, "
                                    "as in \"2,3,5\"; \"{}\" is none.",
                                    trim(part)));
        out.push_back(static_cast<int>(*value));
    }
    return out;
}

Result<std::vector<PointLoss>> lossesOf(const Params& params) {
    std::vector<PointLoss> out;
    for (const auto part : split(params.text("losses"), ',')) {
        const auto loss = lossFromCode(trim(part));
        if (!loss)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("\"{}\" is no loss. There are smape, mase, mape, mse, mae and "
                                    "huber.",
                                    trim(part)));
        out.push_back(*loss);
    }
    return out;
}

std::vector<Kind> kindsOf(const Params& params) {
    const auto& text = params.text("architecture");
    if (text == "both")
        return {Kind::Generic, Kind::Interpretable};
    return {text == "generic" ? Kind::Generic : Kind::Interpretable};
}

class NBeatsForecaster final : public NeuralForecaster {
  public:
    using NeuralForecaster::NeuralForecaster;

    Result<Decomposition> decompose(const ForecastData& data, std::size_t origin,
                                    std::size_t asset) const override;

  private:
    /// Parts of one member in log returns; each part is [step].
    Result<Decomposition> decomposeMember(const NetworkMember& member, const ForecastData& data,
                                          std::size_t origin, std::size_t asset) const;
};

std::string partName(const learn::NBeatsStack& stack, std::size_t index) {
    switch (stack.basis) {
    case learn::NBeatsBasis::Trend:
        return "Trend";
    case learn::NBeatsBasis::Seasonality:
        return "Waves within the horizon";
    case learn::NBeatsBasis::Generic:
        break;
    }
    return fmt::format("Stack {}", index + 1);
}

Result<Decomposition> NBeatsForecaster::decomposeMember(const NetworkMember& member,
                                                        const ForecastData& data,
                                                        std::size_t origin,
                                                        std::size_t asset) const {
    const auto& network = static_cast<const learn::NBeats&>(*member.network);
    const auto workspace = network.workspace();
    learn::RowBlock outputs;
    if (auto looked = look(member, data, asset, origin, *workspace, outputs); !looked)
        return std::move(looked).error();
    std::vector<double> units(data.horizon);
    member.windows->units(data, asset, origin, units);
    Decomposition out;
    const auto parts = network.decomposition(*workspace);
    // Differences of the network's own partial sums: in double they add up to its output.
    std::vector<float> sums(data.horizon, 0.0F);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Decomposition::Part part{.name = partName(network.shape().stacks[i], i), .values = {}};
        for (std::size_t k = 0; k < data.horizon; ++k) {
            const float before = sums[k];
            sums[k] = i == 0 ? parts[i].row(0)[k] : before + parts[i].row(0)[k];
            part.values.push_back(units[k] *
                                  (static_cast<double>(sums[k]) - static_cast<double>(before)));
        }
        out.parts.push_back(std::move(part));
    }
    return out;
}

double total(const Decomposition& parts, std::size_t step) {
    double sum = 0;
    for (const auto& part : parts.parts)
        sum += part.values[step];
    return sum;
}

/// Of an ensemble the parts of the member in the middle, step by step (the mean of the two middle
/// ones when their number is even): so the parts still add up to the median. Members of another
/// architecture have other parts, and then all their parts are listed under their own names.
Result<Decomposition> NBeatsForecaster::decompose(const ForecastData& data, std::size_t origin,
                                                  std::size_t asset) const {
    std::vector<Decomposition> all;
    for (const NetworkMember& member : members()) {
        auto parts = decomposeMember(member, data, origin, asset);
        if (!parts)
            return std::move(parts).error();
        all.push_back(std::move(parts).value());
    }
    if (all.size() == 1)
        return std::move(all.front());
    Decomposition out;
    const auto partOf = [&](const std::string& name) -> std::vector<double>& {
        const auto at = std::ranges::find(out.parts, name, &Decomposition::Part::name);
        if (at != out.parts.end())
            return at->values;
        out.parts.push_back({.name = name, .values = std::vector<double>(data.horizon, 0.0)});
        return out.parts.back().values;
    };
    std::vector<std::size_t> order(all.size());
    for (std::size_t k = 0; k < data.horizon; ++k) {
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            return total(all[a], k) < total(all[b], k);
        });
        for (const std::size_t member : {order[(order.size() - 1) / 2], order[order.size() / 2]})
            for (const auto& part : all[member].parts)
                partOf(part.name)[k] += part.values[k] / 2;
    }
    return out;
}

std::vector<ParamSpec> specs() {
    const auto whole = [](const char* key, const char* title, std::int64_t value, double least,
                          double most, const char* help) {
        return wholeSpec(key, title, value, least, most, help, true);
    };
    std::vector<ParamSpec> out{
        {.key = "architecture",
         .title = "Architecture",
         .type = ParamType::Choice,
         .defaultValue = std::string("generic"),
         .help = "Generic learns its basis; interpretable adds a trend and waves that can be "
                 "shown.",
         .choices = {{"generic", "Generic"},
                     {"interpretable", "Interpretable"},
                     {"both", "Both, as an ensemble"}}},
        {.key = "lookbacks",
         .title = "Look-backs",
         .type = ParamType::Text,
         .defaultValue = std::string("5"),
         .unit = "horizons",
         .help = "Windows as multiples of the horizon; several make an ensemble."},
        {.key = "losses",
         .title = "Losses",
         .type = ParamType::Text,
         .defaultValue = std::string("mae"),
         .help = "smape, mase, mape, mae, mse or huber; several make an ensemble."},
        whole("seeds", "Initialisations", 1, 1, 100,
              "Fresh starts of each member; several make an ensemble."),
        {.key = "time_of_day",
         .title = "Time of day",
         .type = ParamType::Bool,
         .defaultValue = true,
         .help = "Intraday bars only: the place in the session as an input.",
         .advanced = true},
        whole("stacks", "Generic stacks", 6, 1, 100, "Of one block each; the paper has 30."),
        whole("layers", "Layers of a block", 4, 1, 8, "Fully connected, before the basis."),
        whole("width", "Generic width", 128, 8, 2048, "Units of each layer; the paper has 512."),
        whole("trend_width", "Trend width", 128, 8, 4096, "The paper has 256."),
        whole("seasonal_width", "Wave width", 256, 8, 4096, "The paper has 2048."),
    };
    for (auto& spec : trainSpecs({.steps = 1500,
                      .batch = 512,
                      .rate = 1e-3,
                      .schedule = RateSchedule::Thirds,
                      .clip = 1,
                      .patience = 8,
                      .loss = PointLoss::AbsoluteError}))
        if (spec.key != "loss")
            out.push_back(std::move(spec));
    return out;
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    const auto lookbacks = lookbacksOf(options.params);
    if (!lookbacks)
        return lookbacks.error();
    const auto losses = lossesOf(options.params);
    if (!losses)
        return losses.error();
    if (data.horizon == 1 && options.params.text("architecture") != "generic")
        return fail(ErrorCode::InvalidInput,
                    "One step ahead has neither trend nor waves: choose the generic architecture "
                    "or a longer horizon.");
    Params trainParams = options.params;
    trainParams.set("loss", std::string("mae"));
    const TrainConfig base = trainConfig(trainParams);
    FitPlan plan{
        .id = std::string(kId), .title = std::string(kTitle), .network = networkOf, .members = {}};
    for (const Kind kind : kindsOf(options.params))
        for (const int multiple : *lookbacks)
            for (const PointLoss loss : *losses)
                for (std::int64_t k = 0; k < options.params.integer("seeds"); ++k) {
                    const auto lookback =
                        std::max<std::size_t>(2, static_cast<std::size_t>(multiple) * data.horizon);
                    MemberPlan member;
                    member.windows =
                        makePathWindow(lookback, options.params.boolean("time_of_day"), data, span);
                    const int extras = member.windows->width() - static_cast<int>(lookback);
                    member.shape = shapeJson(kind, static_cast<int>(lookback), data.horizon,
                                             1 + options.levels.size(), extras, options.params);
                    member.config = base;
                    member.config.loss = loss;
                    member.seed = options.seed + 7919 * static_cast<std::uint64_t>(k);
                    plan.members.push_back(std::move(member));
                }
    return forecasterOf<NBeatsForecaster>(
        fitNetworks(std::move(plan), data, span, options, context));
}

Result<std::unique_ptr<Forecaster>> load(std::string_view bytes) {
    return forecasterOf<NBeatsForecaster>(readNetworks(kId, kTitle, bytes, networkOf));
}

std::size_t windowOf(const Params& params, const ForecastData& data) {
    const auto lookbacks = lookbacksOf(params);
    const int most = lookbacks && !lookbacks->empty() ? *std::ranges::max_element(*lookbacks) : 1;
    return std::max<std::size_t>(2, static_cast<std::size_t>(most) * data.horizon);
}

} // namespace

void register_nbeats(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Oreshkin, Carpov, Chapados and Bengio 2020",
         .summary = "One network for all assets that sees only each one's own recent path; its "
                    "forecast is a sum of parts.",
         .params = specs(),
         .presets = {{.id = "quick",
                      .title = "Quick",
                      .expectation = "One small generic network.",
                      .values = {{"steps", 400}}},
                     {.id = "standard",
                      .title = "Standard",
                      .expectation = "Six small networks, generic and interpretable, over three "
                                     "look-backs; the median counts.",
                      .values = {{"architecture", "both"}, {"lookbacks", "2,4,6"}}},
                     {.id = "paper",
                      .title = "Paper",
                      .expectation = "The sizes of the paper with 18 members: hours on two cores.",
                      .values = {{"architecture", "generic"},
                                 {"lookbacks", "2,3,4,5,6,7"},
                                 {"losses", "smape,mase,mape"},
                                 {"stacks", 30},
                                 {"width", 512},
                                 {"batch", 1024},
                                 {"steps", 5000},
                                 {"patience", 0}}}},
         .trains = true,
         .quantiles = true,
         .testParams = {{"steps", 30},
                        {"stacks", 2},
                        {"width", 16},
                        {"batch", 32},
                        {"lookbacks", "2,3"},
                        {"layers", 2}},
         .window = windowOf,
         .fit = fit,
         .load = load});
}

} // namespace loom::forecast
