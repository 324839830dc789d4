// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/explain/explanation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/date.h"

namespace loom::forecast {

namespace {

std::vector<Share> addedUp(const NamedGroups& named, std::span<const Share> inputs) {
    std::vector<Share> out;
    for (std::size_t g = 0; g < named.groups.size(); ++g) {
        Share share{.name = named.names[g]};
        for (const std::size_t place : named.groups[g])
            share.value += inputs[place].value;
        out.push_back(std::move(share));
    }
    return out;
}

/// From single inputs to features and lags. Standard errors of sums are not known from those of
/// their parts: the groups have none.
void addUp(Explanation& out) {
    out.features = addedUp(groupsOf(out.places, Players::Features, out.frequency), out.inputs);
    out.lags = addedUp(groupsOf(out.places, Players::Lags, out.frequency), out.inputs);
}

Status byGradients(const WindowFunction& function, const ExplainOptions& options, Explanation& out,
                   jobs::JobContext& context) {
    const auto found = integratedGradients(function, options.step - 1, options.gradients, context);
    if (!found)
        return found.error();
    out.forecast = found->forecast;
    out.base = found->base;
    out.evaluations = found->gradients;
    out.places = function.inputs();
    for (std::size_t i = 0; i < out.places.size(); ++i)
        out.inputs.push_back(
            {.name = inWords(out.places[i], out.frequency), .value = found->values[i]});
    addUp(out);
    return {};
}

Status byShapley(const WindowFunction& function, const ExplainOptions& options, Explanation& out,
                 jobs::JobContext& context) {
    const auto named = groupsOf(function.inputs(), options.players, out.frequency);
    const auto found =
        shapleyValues(function, options.step - 1, named.groups, options.shapley, context);
    if (!found)
        return found.error();
    out.forecast = found->forecast;
    out.base = found->base;
    out.evaluations = found->evaluations;
    out.exact = found->exact;
    out.stopped = found->stopped;
    std::vector<Share> shares;
    for (std::size_t g = 0; g < named.groups.size(); ++g)
        shares.push_back({.name = named.names[g],
                          .value = found->values[g],
                          .standardError = found->standardErrors[g]});
    switch (options.players) {
    case Players::Features:
        out.features = std::move(shares);
        break;
    case Players::Lags:
        out.lags = std::move(shares);
        break;
    case Players::Inputs:
        out.places = function.inputs();
        out.inputs = std::move(shares);
        addUp(out);
        break;
    }
    return {};
}

/// JSON has no NaN: nothing was sampled is null.
Json numberJson(double value) {
    return std::isnan(value) ? Json(nullptr) : Json(value);
}

Json sharesJson(std::span<const Share> shares) {
    Json out = Json::array();
    for (const Share& share : shares)
        out.push_back({{"name", share.name},
                       {"log_return", share.value},
                       {"standard_error", numberJson(share.standardError)}});
    return out;
}

std::string originText(const Explanation& explanation) {
    const Timestamp time{explanation.madeAt};
    return isIntraday(explanation.frequency) ? toIso(time) : toIso(time.utcDate());
}

void csvRows(CsvWriter& csv, std::string_view kind, std::span<const Share> shares,
             std::span<const InputPlace> places) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
        csv.cell(kind).cell(shares[i].name);
        if (places.empty())
            csv.cell(std::string_view()).cell(std::string_view());
        else
            csv.cell(places[i].feature).cell(places[i].lag);
        csv.cell(shares[i].value);
        if (std::isnan(shares[i].standardError))
            csv.cell(std::string_view());
        else
            csv.cell(shares[i].standardError);
        csv.endRow();
    }
}

} // namespace

NamedGroups groupsOf(std::span<const InputPlace> inputs, Players players, Frequency frequency) {
    NamedGroups out;
    if (players == Players::Lags) {
        std::size_t lags = 0;
        for (const InputPlace& place : inputs)
            lags = std::max(lags, place.lag + 1);
        out.groups.resize(lags);
        for (std::size_t lag = 0; lag < lags; ++lag)
            out.names.push_back(lagInWords(lag, frequency));
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::size_t group = out.groups.size();
        if (players == Players::Lags)
            group = inputs[i].lag;
        else if (players == Players::Features)
            group = static_cast<std::size_t>(std::ranges::find(out.names, inputs[i].feature) -
                                             out.names.begin());
        if (group == out.groups.size()) {
            out.groups.emplace_back();
            out.names.push_back(players == Players::Features ? inputs[i].feature
                                                             : inWords(inputs[i], frequency));
        }
        out.groups[group].push_back(i);
    }
    return out;
}

double Explanation::gap() const {
    const auto& shares = !inputs.empty() ? inputs : !features.empty() ? features : lags;
    double sum = 0;
    for (const Share& share : shares)
        sum += share.value;
    return sum - (forecast - base);
}

Result<Explanation> explain(const Forecaster& model, const ForecastData& data, std::size_t asset,
                            std::size_t origin, const ExplainOptions& options,
                            jobs::JobContext& context) {
    const InputModel* inputs = model.inputModel();
    if (inputs == nullptr)
        return fail(ErrorCode::InvalidInput,
                    "This model cannot be explained by its inputs: it is not made of networks, or "
                    "it is fed its own forecasts. Choose N-BEATS, the TCN, a Transformer or the "
                    "LSTM with direct output.");
    return explain(*inputs, data, asset, origin, options, context);
}

Result<Explanation> explain(const InputModel& model, const ForecastData& data, std::size_t asset,
                            std::size_t origin, const ExplainOptions& options,
                            jobs::JobContext& context) {
    if (options.step < 1 || options.step > data.horizon)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("Step {} is beyond the horizon: choose 1 to {}.", options.step,
                                data.horizon));
    const auto function = model.at(data, asset, origin, options.baseline);
    if (!function)
        return function.error();
    Explanation out{.method = options.method,
                    .baseline = options.baseline,
                    .frequency = data.frequency,
                    .asset = data.assets[asset],
                    .madeAt = data.times[origin],
                    .step = options.step};
    auto done = options.method == ExplainMethod::Shapley
                    ? byShapley(**function, options, out, context)
                    : byGradients(**function, options, out, context);
    if (!done)
        return std::move(done).error();
    return out;
}

std::string_view methodWord(ExplainMethod method) {
    return method == ExplainMethod::Shapley ? "Shapley values" : "integrated gradients";
}

Json toJson(const Explanation& explanation) {
    Json inputs = sharesJson(explanation.inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        inputs[i]["feature"] = explanation.places[i].feature;
        inputs[i]["lag"] = explanation.places[i].lag;
    }
    return {{"method", methodWord(explanation.method)},
            {"baseline", baselineWord(explanation.baseline)},
            {"asset", explanation.asset},
            {"made_at", originText(explanation)},
            {"frequency", frequencyCode(explanation.frequency)},
            {"step", explanation.step},
            {"forecast", explanation.forecast},
            {"base", explanation.base},
            {"gap", explanation.gap()},
            {"unit", "cumulative log return"},
            {"evaluations", explanation.evaluations},
            {"exact", explanation.exact},
            {"stopped", explanation.stopped},
            {"inputs", inputs},
            {"features", sharesJson(explanation.features)},
            {"lags", sharesJson(explanation.lags)}};
}

std::string toCsv(const Explanation& explanation) {
    CsvWriter csv;
    csv.row({"of", "name", "feature", "lag", "log_return", "standard_error"});
    csvRows(csv, "feature", explanation.features, {});
    csvRows(csv, "lag", explanation.lags, {});
    csvRows(csv, "input", explanation.inputs, explanation.places);
    return csv.text();
}

} // namespace loom::forecast
