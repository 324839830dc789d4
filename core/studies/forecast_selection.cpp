// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_selection.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "market/symbols.h"
#include "market/universe.h"
#include "studies/forecast_covariates.h"
#include "studies/forecast_features.h"
#include "studies/study_data.h"

namespace loom::studies {

namespace {

const std::vector<std::string> kFrequencies{"5m", "15m", "1h", "1d", "1w"};
const std::vector<std::string> kAdjustments{"as_stored", "split_and_dividend"};
const std::vector<std::string> kAlignments{"inner", "ragged"};
constexpr std::int64_t kLongestHorizon = 1000;
constexpr std::int64_t kLongestCarry = 20;

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

void readSymbols(ObjectReader& in, ForecastSelection& data) {
    for (const auto& text : in.texts("symbols")) {
        auto symbol = market::checkSymbol(text);
        if (symbol)
            data.symbols.push_back(std::move(*symbol));
        else
            in.addProblem("symbols", symbol.error().message);
    }
    data.universe = in.text("universe", "");
    if (data.universe.empty())
        return;
    const auto universe = market::universe(data.universe);
    if (!universe)
        in.addProblem("universe", universe.error().message);
    else if (data.symbols.empty())
        data.symbols = universe->symbols;
}

void readFile(ObjectReader& in, const Json& json, ForecastSelection& data) {
    data.file = in.text("file", "");
    if (data.file.empty())
        return;
    for (const char* key : {"universe", "source"})
        if (json.contains(key))
            in.addProblem(key, "selects from the cache; a file is read as it is");
}

std::optional<std::string> twice(const std::vector<std::string>& names) {
    for (auto at = names.begin(); at != names.end(); ++at)
        if (std::find(names.begin(), at, *at) != at)
            return *at;
    return std::nullopt;
}

Status checkCovariates(const ForecastSelection& selection) {
    const auto specs = parseCovariates(selection.covariates, intervalOf(selection.frequency));
    if (!specs)
        return specs.error();
    for (const auto& spec : *specs)
        if (std::find(selection.symbols.begin(), selection.symbols.end(), spec.symbol) !=
            selection.symbols.end())
            return invalid(fmt::format(
                "{} is forecast and cannot be its own covariate: a model would be handed its "
                "target. Its past is in the features already; leave it out of one of the two.",
                spec.symbol));
    return {};
}

} // namespace

market::Interval intervalOf(forecast::Frequency frequency) {
    switch (frequency) {
    case forecast::Frequency::Minute5:
        return market::Interval::Minute5;
    case forecast::Frequency::Minute15:
        return market::Interval::Minute15;
    case forecast::Frequency::Hour1:
        return market::Interval::Hour1;
    case forecast::Frequency::Day1:
    case forecast::Frequency::Week1:
        break;
    }
    return market::Interval::Day1;
}

const std::vector<FeaturePreset>& featurePresets() {
    static const std::vector<FeaturePreset> presets{
        {.id = "returns",
         .title = "Returns",
         .note = "The last return of each asset and nothing else.",
         .features = {"return"}},
        {.id = "ten_day",
         .title = "OHLC, RSI, MACD and averages",
         .note = "Open, high, low and close with RSI 14, MACD 12-26, SMA 5 and 15 and EMA 20.",
         .features = {"ohlc", "rsi:14", "macd:12,26,9", "sma:5", "sma:15", "ema:20"}},
        {.id = "closes",
         .title = "Returns, RSI, MACD and averages",
         .note = "The same without open, high and low: all that a recursive forecast can go on "
                 "with.",
         .features = {"return", "rsi:14", "macd:12,26,9", "sma:5", "sma:15", "ema:20"}},
        {.id = "hour_ahead",
         .title = "Returns, volume and time of day",
         .note = "For bars within the day: volume and volatility change with the hour.",
         .features = {"return", "volume", "time_of_day"}},
    };
    return presets;
}

std::vector<std::string> expandPresets(std::span<const std::string> features) {
    std::vector<std::string> out;
    for (const auto& feature : features) {
        const auto& presets = featurePresets();
        const auto preset = std::ranges::find(presets, feature, &FeaturePreset::id);
        if (preset == presets.end())
            out.push_back(feature);
        else
            out.insert(out.end(), preset->features.begin(), preset->features.end());
    }
    return out;
}

ForecastSelection readForecastData(ObjectReader& parent) {
    const Json json = parent.object("data");
    ObjectReader in(json, parent.pathOf("data"));
    ForecastSelection data;
    readSymbols(in, data);
    readFile(in, json, data);
    data.frequency =
        *forecast::frequencyFromCode(kFrequencies[in.choice("frequency", kFrequencies, 3)]);
    data.from = in.date("from");
    data.to = in.date("to");
    data.adjustment = in.choice("adjustment", kAdjustments, 1) == 0
                          ? market::Adjustment::AsStored
                          : market::Adjustment::SplitAndDividend;
    data.source = in.text("source", "");
    data.horizon = static_cast<std::size_t>(
        in.integer("horizon", static_cast<std::int64_t>(data.horizon), 1, kLongestHorizon));
    if (const auto features = in.texts("features"); json.contains("features"))
        data.features = expandPresets(features);
    data.covariates = in.texts("covariates");
    data.carry = static_cast<std::size_t>(in.integer("carry", 0, 0, kLongestCarry));
    data.alignment =
        in.choice("alignment", kAlignments, 1) == 0 ? Alignment::Inner : Alignment::Ragged;
    parent.absorb(in.finish());
    if (auto good = checkSelection(data); !good)
        parent.addProblem("data", good.error().message);
    return data;
}

Json toJson(const ForecastSelection& data) {
    Json out{{"frequency", forecast::frequencyCode(data.frequency)},
             {"adjustment", kAdjustments[data.adjustment == market::Adjustment::AsStored ? 0 : 1]},
             {"horizon", data.horizon},
             {"features", data.features},
             {"covariates", data.covariates},
             {"carry", data.carry},
             {"alignment", kAlignments[data.alignment == Alignment::Inner ? 0 : 1]}};
    if (!data.symbols.empty())
        out["symbols"] = data.symbols;
    if (!data.universe.empty())
        out["universe"] = data.universe;
    if (!data.file.empty())
        out["file"] = data.file;
    if (!data.source.empty())
        out["source"] = data.source;
    if (data.from)
        out["from"] = toIso(*data.from);
    if (data.to)
        out["to"] = toIso(*data.to);
    return out;
}

std::string dataTitle(const ForecastSelection& selection) {
    DataSelection same;
    same.symbol = selection.symbols.size() == 1 ? selection.symbols.front() : "";
    if (selection.symbols.size() > 1)
        same.symbols = selection.symbols;
    same.universe = selection.universe;
    same.file = selection.file;
    return dataTitle(same);
}

Status checkSelection(const ForecastSelection& selection) {
    if (selection.symbols.empty() && selection.file.empty())
        return invalid("Nothing is selected to be forecast. Name symbols, a universe or a file.");
    if (const auto symbol = twice(selection.symbols))
        return invalid(fmt::format("{} is given twice. Name every asset once.", *symbol));
    if (selection.from && selection.to && *selection.to < *selection.from)
        return invalid(fmt::format("The last day, {}, lies before the first, {}. Exchange them.",
                                   toIso(*selection.to), toIso(*selection.from)));
    const auto specs = parseFeatures(selection.features, selection.frequency);
    if (!specs)
        return specs.error();
    const auto column = std::ranges::find(*specs, FeatureKind::Column, &FeatureSpec::kind);
    if (column != specs->end() && selection.file.empty())
        return invalid(fmt::format("The feature \"{}\" is a column of a file, and these prices "
                                   "come from the cache. Give a file or leave it out.",
                                   column->text));
    return checkCovariates(selection);
}

} // namespace loom::studies
