// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_stationarity.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/text.h"
#include "stats/parallel.h"

namespace loom::studies {

namespace {

using forecast::ForecastData;
using stats::StationarityVerdict;

constexpr std::size_t kMostSeries = 200;
constexpr std::size_t kFewestValues = 30;
constexpr std::size_t kNamed = 5; // series that a note names before it counts the rest

/// Where a series is found: an asset and a column of its features, or its returns.
struct Place {
    static constexpr std::size_t kReturns = static_cast<std::size_t>(-1);
    std::size_t asset = 0;
    std::size_t feature = kReturns;
    bool everyAsset = false;
};

bool ofTime(const std::string& name) {
    return name.starts_with("time_of_day") || name.starts_with("day_of_week");
}

/// Covariates have the same values for every asset.
bool sameForEvery(const ForecastData& data, std::size_t feature, std::size_t from, std::size_t to) {
    for (std::size_t a = 1; a < data.assetCount(); ++a)
        for (std::size_t row = from; row < to; ++row) {
            const double first = data.feature(0, row)[feature];
            const double own = data.feature(a, row)[feature];
            if (first != own && !(std::isnan(first) && std::isnan(own)))
                return false;
        }
    return data.assetCount() > 1;
}

std::vector<Place> placesOf(const ForecastData& data, std::size_t from, std::size_t to) {
    std::vector<Place> out;
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        out.push_back({.asset = a});
    if (data.assetCount() * (1 + data.featureCount()) > kMostSeries)
        return out;
    for (std::size_t f = 0; f < data.featureCount(); ++f) {
        if (ofTime(data.featureNames[f]) || data.featureNames[f] == "return")
            continue;
        const bool once = sameForEvery(data, f, from, to);
        for (std::size_t a = 0; a < (once ? 1 : data.assetCount()); ++a)
            out.push_back({.asset = a, .feature = f, .everyAsset = once});
    }
    return out;
}

std::vector<double> valuesOf(const ForecastData& data, const Place& place, std::size_t from,
                             std::size_t to) {
    std::vector<double> out;
    const auto logs = data.logs(place.asset);
    for (std::size_t row = from; row < to; ++row) {
        const double value = place.feature != Place::kReturns
                                 ? data.feature(place.asset, row)[place.feature]
                             : row > from ? logs[row] - logs[row - 1]
                                          : forecast::kMissing;
        if (std::isfinite(value))
            out.push_back(value);
    }
    return out;
}

SeriesCheck checkOne(const ForecastData& data, const Place& place, std::size_t from,
                     std::size_t to) {
    SeriesCheck out{.asset = place.everyAsset ? "" : data.assets[place.asset],
                    .series = place.feature == Place::kReturns ? "return"
                                                               : data.featureNames[place.feature]};
    const auto values = valuesOf(data, place, from, to);
    if (values.size() < kFewestValues) {
        out.why = fmt::format("only {} values; a test needs {}", values.size(), kFewestValues);
        return out;
    }
    auto tested = stats::stationarity(values);
    if (tested)
        out.result = std::move(*tested);
    else
        out.why = tested.error().message;
    return out;
}

std::string nameOf(const SeriesCheck& check, bool severalAssets) {
    return severalAssets && !check.asset.empty() ? check.asset + " " + check.series : check.series;
}

/// "SPY sma_5, QQQ sma_5 and 3 more"; empty for none.
std::string namesWith(const std::vector<SeriesCheck>& checks, StationarityVerdict verdict) {
    const bool several = std::ranges::any_of(
        checks, [&](const auto& c) { return c.asset != checks.front().asset && !c.asset.empty(); });
    std::vector<std::string> names;
    for (const auto& check : checks)
        if (check.why.empty() && check.result.verdict == verdict)
            names.push_back(nameOf(check, several));
    const std::size_t more = names.size() > kNamed ? names.size() - kNamed : 0;
    names.resize(names.size() - more);
    return join(names, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

} // namespace

Result<std::vector<SeriesCheck>> checkStationarity(const ForecastData& data, std::size_t from,
                                                   std::size_t to, jobs::JobContext& context) {
    const auto places = placesOf(data, from, to);
    std::vector<SeriesCheck> out(places.size());
    const auto discarded = [&] { return context.stopRequest() == jobs::StopRequest::Discard; };
    stats::parallelFor(places.size(), [&](std::size_t i) {
        if (!discarded())
            out[i] = checkOne(data, places[i], from, to);
    });
    if (discarded())
        return fail(ErrorCode::Cancelled, "The study was stopped.");
    return out;
}

std::vector<std::string> stationarityNotes(const std::vector<SeriesCheck>& checks) {
    const auto tested =
        std::ranges::count_if(checks, [](const auto& check) { return check.why.empty(); });
    if (tested == 0)
        return {};
    const auto stationary = std::ranges::count_if(checks, [](const auto& check) {
        return check.why.empty() && check.result.verdict == StationarityVerdict::Stationary;
    });
    std::vector<std::string> out{fmt::format(
        "ADF and KPSS at 5 % on the training rows: {} of {} series (returns and features) are "
        "stationary.",
        stationary, tested)};
    if (const auto names = namesWith(checks, StationarityVerdict::UnitRoot); !names.empty())
        out.push_back(fmt::format("Unit root: {}. Give the model changes instead (change:FEATURE, "
                                  "or ^VIX:change for a covariate).",
                                  names));
    if (const auto names = namesWith(checks, StationarityVerdict::Conflicting); !names.empty())
        out.push_back(fmt::format("Both tests reject, which points to a break or a changing "
                                  "variance: {}.",
                                  names));
    if (const auto names = namesWith(checks, StationarityVerdict::Undecided); !names.empty())
        out.push_back(fmt::format("Neither test rejects, too little data to tell: {}.", names));
    return out;
}

std::string toCsv(const std::vector<SeriesCheck>& checks) {
    CsvWriter out;
    out.row({"asset", "series", "verdict", "adf", "adf_p", "adf_lags", "kpss", "kpss_p",
             "observations", "text"});
    for (const auto& check : checks) {
        out.cell(check.asset).cell(check.series);
        if (check.why.empty()) {
            const auto& r = check.result;
            out.cell(stats::verdictId(r.verdict)).cell(r.adf.statistic).cell(r.adf.pValue);
            out.cell(r.adf.lags).cell(r.kpss.statistic).cell(r.kpss.pValue);
            out.cell(r.adf.observations).cell(r.text);
        } else {
            out.cell("untested").cell("").cell("").cell("").cell("").cell("").cell("");
            out.cell(check.why);
        }
        out.endRow();
    }
    return out.text();
}

Json toJson(const std::vector<SeriesCheck>& checks) {
    Json out = Json::array();
    for (const auto& check : checks) {
        Json one{{"asset", check.asset}, {"series", check.series}};
        if (check.why.empty())
            one.update({{"verdict", stats::verdictId(check.result.verdict)},
                        {"adf", check.result.adf.statistic},
                        {"adf_p", check.result.adf.pValue},
                        {"kpss", check.result.kpss.statistic},
                        {"kpss_p", check.result.kpss.pValue},
                        {"text", check.result.text}});
        else
            one.update({{"verdict", "untested"}, {"text", check.why}});
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace loom::studies
