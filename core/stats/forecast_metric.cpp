// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <fmt/format.h>

namespace loom::stats {

void registerAll_forecast_metrics(ForecastMetricRegistry& registry);

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

Status expectSize(std::span<const double> values, std::size_t expected, const char* what) {
    if (values.empty() || values.size() == expected)
        return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("There are {} {}, but {} are needed for these forecasts.",
                            values.size(), what, expected));
}

Status checkLevels(std::span<const double> levels) {
    double previous = 0;
    for (const double level : levels) {
        if (!(level > previous && level < 1))
            return fail(ErrorCode::InvalidInput, "The quantile levels must rise, each between 0 "
                                                 "and 1.");
        previous = level;
    }
    return {};
}

} // namespace

Status checkView(const ForecastView& view) {
    const std::size_t rows = view.rows();
    if (view.point.size() != rows)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("There are {} outcomes and {} forecasts; they must be as many.",
                                rows, view.point.size()));
    for (const auto& [values, expected, what] :
         {std::tuple(view.last, rows, "last values"),
          std::tuple(view.absoluteScale, rows, "in-sample absolute errors"),
          std::tuple(view.squaredScale, rows, "in-sample squared errors"),
          std::tuple(view.quantiles, rows * view.levels.size(), "quantiles"),
          std::tuple(view.samples, rows * view.samplesPerRow, "samples"),
          std::tuple(view.weights, rows * view.samplesPerRow, "sample weights")})
        if (auto fits = expectSize(values, expected, what); !fits)
            return fits;
    return checkLevels(view.levels);
}

const ForecastMetricInfo* ForecastMetricRegistry::find(std::string_view id) const {
    const auto found = std::find_if(m_infos.begin(), m_infos.end(),
                                    [&](const ForecastMetricInfo& info) { return info.id == id; });
    return found == m_infos.end() ? nullptr : &*found;
}

ForecastMetricRegistry makeForecastMetricRegistry(ForecastMetricOptions options) {
    ForecastMetricRegistry registry(std::move(options));
    registerAll_forecast_metrics(registry);
    return registry;
}

bool applies(const ForecastMetricInfo& metric, const ForecastView& view) {
    if (!(view.target == ForecastTarget::Prices ? metric.onPrices : metric.onReturns))
        return false;
    switch (metric.needs) {
    case ForecastInput::Point:
        return true;
    case ForecastInput::Scale:
        return !view.absoluteScale.empty() || !view.squaredScale.empty();
    case ForecastInput::Quantiles:
        return !view.quantiles.empty();
    case ForecastInput::Samples:
        return !view.samples.empty();
    }
    return false;
}

ForecastScore meanOverRows(std::size_t rows, const std::function<double(std::size_t)>& valueOf) {
    ForecastScore out{.value = kMissing};
    double sum = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const double value = valueOf(row);
        if (std::isfinite(value)) {
            sum += value;
            ++out.rows;
        }
    }
    out.leftOut = rows - out.rows;
    if (out.rows > 0)
        out.value = sum / static_cast<double>(out.rows);
    return out;
}

ForecastScore skill(std::span<const double> actual, std::span<const double> forecast,
                    std::span<const double> benchmark) {
    const std::size_t rows = std::min({actual.size(), forecast.size(), benchmark.size()});
    ForecastScore out{.value = kMissing};
    double ofForecast = 0, ofBenchmark = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const double e = actual[row] - forecast[row], b = actual[row] - benchmark[row];
        if (!std::isfinite(e) || !std::isfinite(b))
            continue;
        ofForecast += e * e;
        ofBenchmark += b * b;
        ++out.rows;
    }
    out.leftOut = rows - out.rows;
    if (ofBenchmark > 0)
        out.value = 1 - ofForecast / ofBenchmark;
    return out;
}

bool findInterval(std::span<const double> levels, double coverage, IntervalColumns& columns) {
    const auto at = [&](double level, std::size_t& column) {
        const auto found = std::find_if(levels.begin(), levels.end(),
                                        [&](double l) { return std::abs(l - level) < 1e-9; });
        column = static_cast<std::size_t>(found - levels.begin());
        return found != levels.end();
    };
    return at((1 - coverage) / 2, columns.lower) && at((1 + coverage) / 2, columns.upper);
}

} // namespace loom::stats
