// SPDX-License-Identifier: GPL-3.0-or-later
// Ridge regression of each step's outcome on the last returns and the features (Hoerl & Kennard
// 1970): the direct linear model that a network must beat. One model an asset, or one for all with
// returns in units of each asset's own size.
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "forecast/asset_model.h"
#include "forecast/lag_inputs.h"
#include "forecast/ridge_fit.h"
#include "stats/parallel.h"

namespace loom::forecast {

void register_ridge(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "ridge";
constexpr std::string_view kTitle = "Ridge";
constexpr std::size_t kPooledFrom = 21; ///< assets, when nobody says otherwise
constexpr std::size_t kFewestReturns = 30;

/// How one asset is forecast: by which model, in which unit; or why not.
struct Asset {
    std::string name;
    std::size_t model = 0;
    double scale = 1;
    std::string why = {}; ///< not empty: not forecast
};

struct State {
    DataKind kind = {};
    std::size_t lags = 0;
    std::vector<RidgeModel> models = {};
    std::vector<Asset> assets = {};
    bool pooled = false;
};

Json toJson(const RidgeModel& model) {
    Json out{{"mean", model.mean},
             {"deviation", model.deviation},
             {"intercept", model.intercept},
             {"coefficients", model.coefficients},
             {"lambda", model.lambda}};
    if (!std::isnan(model.r2))
        out["r2"] = model.r2;
    return out;
}

RidgeModel modelFrom(const Json& json) {
    RidgeModel out;
    json.at("mean").get_to(out.mean);
    json.at("deviation").get_to(out.deviation);
    json.at("intercept").get_to(out.intercept);
    json.at("coefficients").get_to(out.coefficients);
    json.at("lambda").get_to(out.lambda);
    out.r2 = json.value("r2", kMissing);
    return out;
}

bool isWhole(const State& state) {
    const std::size_t inputs = state.lags + state.kind.features.size();
    for (const auto& model : state.models)
        if (model.mean.size() != inputs || model.deviation.size() != inputs ||
            model.intercept.size() != state.kind.horizon ||
            model.coefficients.size() != inputs * state.kind.horizon)
            return false;
    return std::ranges::all_of(state.assets, [&](const Asset& asset) {
        return !asset.why.empty() || asset.model < state.models.size();
    });
}

class Ridge final : public SeriesForecaster {
  public:
    explicit Ridge(State state) : m_state(std::move(state)) {
        for (const Asset& asset : m_state.assets)
            m_assets.emplace(asset.name, &asset);
    }
    Ridge(const Ridge&) = delete;
    Ridge& operator=(const Ridge&) = delete;

    std::vector<Fact> facts() const override {
        std::vector<double> lambdas, r2;
        for (const auto& model : m_state.models) {
            lambdas.push_back(model.lambda);
            if (!std::isnan(model.r2))
                r2.push_back(100 * model.r2);
        }
        std::vector<Fact> out{
            {.name = "Inputs",
             .value = fmt::format("{} returns, {} features", m_state.lags,
                                  m_state.kind.features.size())},
            {.name = "Fitted",
             .value = m_state.pooled ? "one model for all assets" : "one model an asset"},
            {.name = "Penalty (lambda)", .value = valuesInWords(lambdas)}};
        if (!r2.empty())
            out.push_back(
                {.name = "R2 on blocks left out", .value = valuesInWords(r2), .unit = "%"});
        for (const Asset& asset : m_state.assets)
            if (!asset.why.empty())
                out.push_back({.name = "Left out", .value = asset.why, .warning = true});
        return out;
    }

    Result<std::string> serialize() const override {
        Json models = Json::array(), assets = Json::array();
        for (const auto& model : m_state.models)
            models.push_back(toJson(model));
        for (const Asset& asset : m_state.assets)
            assets.push_back({{"name", asset.name},
                              {"model", asset.model},
                              {"scale", asset.scale},
                              {"why", asset.why}});
        return sealState(kId, {{"data", m_state.kind.toJson()},
                               {"lags", m_state.lags},
                               {"pooled", m_state.pooled},
                               {"models", std::move(models)},
                               {"assets", std::move(assets)}});
    }

    static std::unique_ptr<Forecaster> read(const Json& json) {
        State state{.kind = DataKind::fromJson(json.at("data"))};
        json.at("lags").get_to(state.lags);
        json.at("pooled").get_to(state.pooled);
        for (const Json& model : json.at("models"))
            state.models.push_back(modelFrom(model));
        for (const Json& asset : json.at("assets"))
            state.assets.push_back({.name = asset.at("name").get<std::string>(),
                                    .model = asset.at("model").get<std::size_t>(),
                                    .scale = asset.at("scale").get<double>(),
                                    .why = asset.at("why").get<std::string>()});
        return isWhole(state) ? std::make_unique<Ridge>(std::move(state)) : nullptr;
    }

  private:
    Status check(const ForecastData& data) const override {
        if (auto same = m_state.kind.checkSame(data, kTitle); !same)
            return same;
        std::vector<std::string> known;
        for (const Asset& asset : m_state.assets)
            known.push_back(asset.name);
        return checkAnyKnown(data, known, kTitle);
    }

    void forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out) const override {
        const auto found = m_assets.find(data.assets[asset]);
        if (found == m_assets.end() || !found->second->why.empty())
            return;
        const RidgeModel& model = m_state.models[found->second->model];
        const double scale = found->second->scale;
        OriginWalk walk(out);
        LagInputs inputs(data, asset, m_state.lags, scale, 0);
        for (std::size_t row = 0; row < walk.end(); ++row) {
            inputs.take(row);
            walk.at(row, [&](std::size_t i) {
                const auto x = inputs.at(row);
                if (x.empty())
                    return;
                const auto point = out.point(i, asset);
                model.forecast(x, point);
                for (double& value : point)
                    value *= scale;
            });
        }
    }

    const State m_state;
    std::map<std::string_view, const Asset*> m_assets; ///< of m_state
};

/// Root mean square of the one-step returns of each asset that has enough of them; else the asset
/// gets the reason.
std::vector<double> scalesOf(const ForecastData& data, const FitSpan& span,
                             std::vector<Asset>& assets) {
    std::vector<double> scales(data.assetCount(), 1.0);
    for (std::size_t a = 0; a < data.assetCount(); ++a) {
        const auto steps = trainingSteps(data, span, a, kFewestReturns, kTitle);
        if (!steps) {
            assets[a].why = steps.error().message;
            continue;
        }
        double squares = 0;
        for (const double r : *steps)
            squares += r * r;
        scales[a] = std::sqrt(squares / static_cast<double>(steps->size()));
    }
    return scales;
}

Status fitPooled(State& state, RidgeTask task) {
    for (std::size_t a = 0; a < state.assets.size(); ++a)
        if (state.assets[a].why.empty()) {
            task.assets.push_back(a);
            state.assets[a].scale = task.scales[a];
        }
    auto model = fitRidge(task, namesInWords(task.data.assets));
    if (!model)
        return std::move(model).error();
    state.models.push_back(std::move(*model));
    return {};
}

Status fitEach(State& state, const RidgeTask& task, jobs::JobContext& context) {
    std::vector<RidgeModel> models(state.assets.size());
    stats::parallelFor(
        state.assets.size(),
        [&](std::size_t a) {
            Asset& asset = state.assets[a];
            if (!asset.why.empty() || context.shouldStop())
                return;
            RidgeTask one = task;
            one.assets = {a};
            one.threads = 1;
            asset.scale = task.scales[a];
            if (auto model = fitRidge(one, asset.name))
                models[a] = std::move(*model);
            else
                asset.why = model.error().message;
        },
        task.threads);
    for (std::size_t a = 0; a < models.size(); ++a)
        if (state.assets[a].why.empty()) {
            state.assets[a].model = state.models.size();
            state.models.push_back(std::move(models[a]));
        }
    return {};
}

bool isPooled(const Params& params, const ForecastData& data) {
    const std::string& pooling = params.text("pooling");
    return pooling == "pooled" || (pooling == "auto" && data.assetCount() >= kPooledFrom);
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                        const FitOptions& options, jobs::JobContext& context) {
    const auto stopped = [] { return fail(ErrorCode::Cancelled, "The fit was stopped."); };
    if (context.shouldStop())
        return stopped();
    State state{.kind = DataKind::of(data, false),
                .lags = static_cast<std::size_t>(options.params.integer("lags")),
                .pooled = isPooled(options.params, data)};
    if (state.lags + data.featureCount() == 0)
        return fail(ErrorCode::InvalidInput,
                    "Ridge has nothing to learn from: choose at least one lag or one feature.");
    for (const auto& name : data.assets)
        state.assets.push_back({.name = name});
    const RidgeTask task{.data = data,
                         .span = span,
                         .lags = state.lags,
                         .lambda = options.params.real("lambda"),
                         .scales = scalesOf(data, span, state.assets),
                         .threads = options.threads};
    if (std::ranges::none_of(state.assets, [](const Asset& asset) { return asset.why.empty(); }))
        return fail(ErrorCode::InvalidInput, state.assets.front().why);
    if (auto done = state.pooled ? fitPooled(state, task) : fitEach(state, task, context); !done)
        return std::move(done).error();
    if (context.shouldStop())
        return stopped();
    if (state.models.empty())
        return fail(ErrorCode::InvalidInput, state.assets.front().why);
    return std::unique_ptr<Forecaster>(std::make_unique<Ridge>(std::move(state)));
}

std::vector<ParamSpec> params() {
    return {{.key = "lags",
             .title = "Returns looked at",
             .type = ParamType::Integer,
             .defaultValue = std::int64_t{10},
             .minimum = 0,
             .maximum = 250,
             .unit = "bars",
             .help = "The last one-step returns before each forecast; features come on top."},
            {.key = "pooling",
             .title = "Fitted on",
             .type = ParamType::Choice,
             .defaultValue = std::string("auto"),
             .help = "One model for all assets learns from more samples, one an asset may differ. "
                     "Automatic takes one for all when there are more than 20.",
             .choices = {{"auto", "Automatic"},
                         {"each", "Each asset by itself"},
                         {"pooled", "All assets together"}}},
            {.key = "lambda",
             .title = "Penalty",
             .type = ParamType::Real,
             .defaultValue = 0.0,
             .minimum = 0,
             .maximum = 1e6,
             .help = "Of standardised inputs, in units of their variance. 0 chooses it on five "
                     "blocks of the training part left out in turn.",
             .advanced = true}};
}

} // namespace

void register_ridge(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Hoerl & Kennard 1970",
         .summary = "Each step's outcome is a linear function of the last returns and the "
                    "features, shrunk towards the mean.",
         .kind = ForecasterKind::Baseline,
         .params = params(),
         .testParams = {{"lags", 4}},
         .window =
             [](const Params& chosen, const ForecastData&) {
                 return static_cast<std::size_t>(chosen.integer("lags")) + 1;
             },
         .fit = fit,
         .load = [](std::string_view bytes) { return loadState(kId, bytes, Ridge::read); }});
}

} // namespace loom::forecast
