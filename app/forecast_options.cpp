// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/forecast_options.h"

#include <algorithm>
#include <filesystem>

#include "app/model_params.h"
#include "base/text.h"
#include "market/symbols.h"
#include "market/universe.h"
#include "studies/forecast_model.h"
#include "studies/usual_horizon.h"

namespace loom::app {

namespace {

using forecast::Frequency;

Status readDate(const std::string& text, std::optional<Date>& to) {
    if (text.empty())
        return {};
    const auto date = parseIsoDate(text);
    if (!date)
        return date.error();
    to = *date;
    return {};
}

Status readAssets(const ForecastDataOptions& options, const Console& console,
                  studies::ForecastSelection& out) {
    const int sources = (options.symbols.empty() ? 0 : 1) + (options.universe.empty() ? 0 : 1);
    if (sources == 2)
        return fail(ErrorCode::InvalidInput, "Give either symbols or --universe.");
    if (sources == 0 && options.file.empty())
        return fail(ErrorCode::InvalidInput,
                    "Say what to forecast: symbols such as SPY or AAPL,MSFT, --universe ten_etfs, "
                    "or --file prices.csv.");
    if (!options.universe.empty()) {
        auto universe = market::universe(options.universe);
        if (!universe)
            return std::move(universe).error();
        out.universe = universe->id;
        out.symbols = std::move(universe->symbols);
    }
    if (!options.symbols.empty()) {
        auto input = market::parseSymbols(join(options.symbols, " "));
        if (!input.errors.empty())
            return fail(ErrorCode::InvalidInput, join(input.errors, " "));
        for (const auto& note : input.notes)
            console.line(note);
        out.symbols = std::move(input.symbols);
    }
    if (!options.file.empty())
        out.file = std::filesystem::absolute(options.file).string();
    return {};
}

} // namespace

void addForecastDataOptions(CLI::App& verb, ForecastDataOptions& o) {
    verb.add_option("SYMBOL", o.symbols, "Series of the cache: SPY, or AAPL,MSFT,XOM");
    verb.add_option("--universe", o.universe,
                    "Several by name: ten_etfs, sample_stocks, sector_etfs, sp500_energy …");
    verb.add_option("--file", o.file, "A CSV of open, high, low, close instead of the cache");
    verb.add_option("--frequency", o.frequency, "5m, 15m, 1h, 1d (default) or 1w")
        ->check(CLI::IsMember({"5m", "15m", "1h", "1d", "1w"}));
    verb.add_option("--horizon", o.horizon,
                    "Steps ahead (default: 10 days, 1 week, 12 five-minute bars)")
        ->check(CLI::Range(1, 1000));
    verb.add_option("--feature", o.features,
                    "return, ohlc, volume, rsi:14, macd:12,26,9, … or a preset such as ten_day; "
                    "may be repeated");
    verb.add_option("--covariate", o.covariates,
                    "Another series, as in ^VIX:level or ^TNX:change; may be repeated");
    verb.add_option("--from", o.from, "First date, YYYY-MM-DD");
    verb.add_option("--to", o.to, "Last date, YYYY-MM-DD");
    verb.add_option("--source", o.source, "yahoo, import or sample (default: the best there is)");
    verb.add_option("--carry", o.carry,
                    "A missing bar takes the close before it, at most so many in a row (default 0)")
        ->check(CLI::Range(0, 1000));
    verb.add_flag("--inner", o.inner, "Only rows on which every asset has a bar");
}

void addIntervalsOption(CLI::App& verb, forecast::Intervals& intervals) {
    static const std::map<std::string, forecast::Intervals> kKinds{
        {"errors", forecast::Intervals::Errors}, {"quantiles", forecast::Intervals::Quantiles}};
    verb.add_option("--intervals", intervals,
                    "Around the forecast by its errors so far (errors, the default), or quantiles "
                    "that the network learns, corrected by them (quantiles)")
        ->transform(CLI::CheckedTransformer(kKinds));
}

Result<studies::ForecastSelection> forecastSelection(const ForecastDataOptions& options,
                                                     const Console& console) {
    studies::ForecastSelection out;
    out.frequency = *forecast::frequencyFromCode(options.frequency);
    out.horizon = options.horizon > 0 ? options.horizon : studies::usualHorizon(out.frequency);
    out.source = options.source;
    out.carry = options.carry;
    out.alignment = options.inner ? studies::Alignment::Inner : studies::Alignment::Ragged;
    if (auto read = readAssets(options, console, out); !read)
        return std::move(read).error();
    if (auto read = readDate(options.from, out.from); !read)
        return std::move(read).error();
    if (auto read = readDate(options.to, out.to); !read)
        return std::move(read).error();
    std::vector<std::string> features = options.features;
    if (features.empty())
        features = {out.frequency == Frequency::Day1 ? "ten_day" : "return"};
    out.features = studies::expandPresets(features);
    out.covariates = options.covariates;
    if (auto checked = studies::checkSelection(out); !checked)
        return std::move(checked).error();
    return out;
}

Result<studies::ModelChoice> forecasterChoice(const std::string& text,
                                              const std::vector<std::string>& params,
                                              const forecast::ForecasterRegistry& forecasters) {
    const auto colon = text.find(':');
    studies::ModelChoice out{.id = text.substr(0, colon), .preset = {}, .params = Json::object()};
    const auto* info = forecasters.find(out.id);
    if (info == nullptr) {
        std::vector<std::string> known;
        for (const auto& one : forecasters.all())
            known.push_back(one.id);
        const auto near = didYouMean(out.id, known);
        return fail(ErrorCode::InvalidInput,
                    fmt::format("There is no forecaster \"{}\"{}; known: {}.", out.id,
                                near ? fmt::format(" (did you mean {}?)", *near) : "",
                                join(known, ", ")));
    }
    if (colon != std::string::npos)
        out.preset = text.substr(colon + 1);
    else if (!info->presets.empty())
        out.preset = info->presets.front().id;
    if (auto applied = applyParams(params, info->params, info->id, out.params); !applied)
        return std::move(applied).error();
    return out;
}

Result<studies::ModelOrigin> registeredForecaster(studies::Workbench& workbench,
                                                  const std::string& name) {
    const studies::ForecastLibrary library(workbench.tracking(), workbench.forecasters());
    auto all = library.all();
    if (!all)
        return std::move(all).error();
    for (auto& origin : *all)
        if (name == "latest" || origin.name == name || origin.run.value.starts_with(name))
            return std::move(origin);
    if (all->empty())
        return fail(ErrorCode::NotFound, "No forecaster has been trained yet: train one with "
                                         "quantloom forecast SPY --model nbeats.");
    std::string known;
    for (const auto& origin : *all)
        if (known.find("\"" + origin.name + "\"") == std::string::npos)
            known += (known.empty() ? "\"" : ", \"") + origin.name + "\"";
    return fail(ErrorCode::NotFound, fmt::format("There is no registered forecaster \"{}\"; known: "
                                                 "{}.",
                                                 name, known));
}

} // namespace loom::app
