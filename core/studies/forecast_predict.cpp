// SPDX-License-Identifier: GPL-3.0-or-later
// What comes after the last known bar: dates from the exchange's calendar, prices from log returns,
// intervals from the model's own past errors.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/csv.h"
#include "forecast/evaluation/plan.h"
#include "studies/forecast_explain.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using forecast::Frequency;

/// The bars that follow the last one: midnight UTC of sessions, of the last session of weeks, or
/// starts of slots.
std::vector<std::int64_t> nextTimes(const market::Calendar& calendar, Frequency frequency,
                                    std::int64_t last, Date session, std::size_t count) {
    std::vector<std::int64_t> out;
    if (frequency == Frequency::Day1) {
        for (Date day = session; out.size() < count;) {
            day = calendar.nextSession(day).date;
            out.push_back(Timestamp::atMidnightUtc(day).seconds);
        }
        return out;
    }
    if (frequency == Frequency::Week1) {
        constexpr int kWeek = 7;
        const int sinceMonday = (static_cast<int>(session.weekday()) + 6) % kWeek;
        for (Date monday = session - sinceMonday + kWeek; out.size() < count;
             monday = monday + kWeek) {
            const auto sessions = calendar.sessions(monday, monday + (kWeek - 1));
            if (!sessions.empty())
                out.push_back(Timestamp::atMidnightUtc(sessions.back().date).seconds);
        }
        return out;
    }
    for (Date day = session; out.size() < count; day = calendar.nextSession(day).date)
        for (const std::int64_t slot : calendar.slots(day, intervalOf(frequency)))
            if (slot > last && out.size() < count)
                out.push_back(slot);
    return out;
}

std::string timeText(std::int64_t time, Frequency frequency) {
    return forecast::isIntraday(frequency) ? toIso(Timestamp{time})
                                           : toIso(Timestamp{time}.utcDate());
}

/// An asset whose last bar is older than so many sessions is not forecast.
constexpr std::size_t kStaleSessions = 5;

/// The last row with a bar of each asset; nothing for one that has none in the last sessions.
std::vector<std::optional<std::size_t>> lastRows(const forecast::ForecastData& data) {
    std::size_t from = data.rows();
    for (std::size_t sessions = 0; from > 0; --from)
        if (from == data.rows() || data.sessions[from - 1] != data.sessions[from])
            if (++sessions > kStaleSessions)
                break;
    std::vector<std::optional<std::size_t>> out(data.assetCount());
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t row = data.rows(); row-- > from && !out[a];)
            if (!std::isnan(data.close(a, row)))
                out[a] = row;
    return out;
}

PredictedPath pathOf(const TrainedForecast& trained, const forecast::ForecastData& data,
                     const forecast::Forecasts& forecasts, std::size_t index, std::size_t asset,
                     std::size_t levels, const std::vector<std::int64_t>& times) {
    const std::size_t origin = forecasts.origins[index];
    PredictedPath out{.symbol = data.assets[asset],
                      .madeAt = data.times[origin],
                      .lastClose = data.close(asset, origin),
                      .steps = {}};
    const auto points = forecasts.point(index, asset);
    if (std::isnan(points.front())) {
        out.why = "Its latest window lacks bars or features that the model needs.";
        return out;
    }
    const double volatility = forecast::volatilityForecast(data, asset)[origin];
    const std::size_t width = forecasts.levels.size(); // of quantiles the model has learnt
    const auto own = forecasts.quantile(index, asset);
    for (std::size_t k = 1; k <= data.horizon; ++k) {
        PredictedPath::Step step{.time = times[k - 1],
                                 .logReturn = points[k - 1],
                                 .price = out.lastClose * std::exp(points[k - 1]),
                                 .quantiles = std::vector<double>(levels)};
        trained.intervals.quantiles(k, points[k - 1], own.subspan((k - 1) * width, width),
                                    volatility * std::sqrt(static_cast<double>(k)), step.quantiles);
        for (double& q : step.quantiles)
            q = out.lastClose * std::exp(q);
        out.steps.push_back(std::move(step));
    }
    return out;
}

} // namespace

std::vector<std::int64_t> targetTimes(const market::Calendar& calendar, const ForecastDataset& data,
                                      ExplainPlace place) {
    const auto& rows = *data.data;
    std::size_t last = rows.rows() - 1;
    while (last > place.origin && std::isnan(rows.close(place.asset, last)))
        --last;
    std::vector<std::int64_t> out;
    for (std::size_t row = place.origin + 1; row <= last && out.size() < rows.horizon; ++row)
        out.push_back(rows.times[row]);
    const auto after = nextTimes(calendar, rows.frequency, rows.times[last],
                                 Date{rows.sessions[last]}, rows.horizon - out.size());
    out.insert(out.end(), after.begin(), after.end());
    return out;
}

Result<PredictedNext> predictNext(const TrainedForecast& trained, const ForecastDataset& data,
                                  const Workbench& workbench, jobs::JobContext& context) {
    const auto& rows = *data.data;
    const auto last = lastRows(rows);
    std::vector<std::size_t> origins;
    for (const auto& row : last)
        if (row)
            origins.push_back(*row);
    std::ranges::sort(origins);
    origins.erase(std::ranges::unique(origins).begin(), origins.end());
    const auto forecasts = trained.model->forecast(rows, origins, context);
    if (!forecasts)
        return forecasts.error();
    PredictedNext out;
    out.levels = forecast::levelsFor(trained.intervals.options().coverages);
    std::vector<std::vector<std::int64_t>> times; // after each origin
    for (const std::size_t origin : origins)
        times.push_back(nextTimes(*workbench.calendar(), rows.frequency, rows.times[origin],
                                  Date{rows.sessions[origin]}, rows.horizon));
    std::size_t without = 0, earlier = 0;
    for (std::size_t a = 0; a < rows.assetCount(); ++a) {
        if (last[a]) {
            const auto at = std::ranges::lower_bound(origins, *last[a]) - origins.begin();
            const auto index = static_cast<std::size_t>(at);
            out.paths.push_back(
                pathOf(trained, rows, *forecasts, index, a, out.levels.size(), times[index]));
            earlier += *last[a] + 1 < rows.rows() && !out.paths.back().steps.empty() ? 1 : 0;
        } else {
            out.paths.push_back(
                {.symbol = rows.assets[a],
                 .madeAt = rows.times.back(),
                 .lastClose = forecast::kMissing,
                 .steps = {},
                 .why = fmt::format("It has no bar in the last {} sessions.", kStaleSessions)});
        }
        without += out.paths.back().steps.empty() ? 1 : 0;
    }
    if (earlier > 0)
        out.notes.push_back(fmt::format("{} of {} assets have no bar at the last row; they are "
                                        "forecast from their own last bar.",
                                        earlier, rows.assetCount()));
    if (without > 0)
        out.notes.push_back(
            fmt::format("{} of {} assets could not be forecast now.", without, rows.assetCount()));
    return out;
}

std::string toCsv(const PredictedNext& next, Frequency frequency) {
    std::vector<std::string> header{"symbol", "made_at", "step", "date", "price", "last_close"};
    for (const double level : next.levels)
        header.push_back(fmt::format("q{:g}", level));
    CsvWriter out;
    out.row(header);
    for (const auto& path : next.paths)
        for (std::size_t k = 0; k < path.steps.size(); ++k) {
            const auto& step = path.steps[k];
            out.cell(path.symbol).cell(timeText(path.madeAt, frequency)).cell(k + 1);
            out.cell(timeText(step.time, frequency)).cell(step.price).cell(path.lastClose);
            for (const double q : step.quantiles)
                out.cell(q);
            out.endRow();
        }
    return out.text();
}

Json toJson(const PredictedNext& next, Frequency frequency) {
    const auto number = [](double value) {
        return std::isfinite(value) ? Json(value) : Json(nullptr);
    };
    Json paths = Json::array();
    for (const auto& path : next.paths) {
        Json steps = Json::array();
        for (const auto& step : path.steps) {
            Json quantiles = Json::array();
            for (const double q : step.quantiles)
                quantiles.push_back(number(q));
            steps.push_back({{"date", timeText(step.time, frequency)},
                             {"price", number(step.price)},
                             {"log_return", number(step.logReturn)},
                             {"quantiles", quantiles}});
        }
        Json one{{"symbol", path.symbol},
                 {"made_at", timeText(path.madeAt, frequency)},
                 {"last_close", number(path.lastClose)},
                 {"steps", steps}};
        if (!path.why.empty())
            one["why"] = path.why;
        paths.push_back(std::move(one));
    }
    return {{"levels", next.levels}, {"paths", paths}, {"notes", next.notes}};
}

} // namespace loom::studies
