// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "indicators/indicator.h"

namespace loom::indicators {

namespace {

struct NamedColumn {
    unsigned flag;
    std::string_view name;
    std::span<const double> values;
    bool price;
};

std::vector<NamedColumn> neededColumns(const Bars& bars, unsigned inputs) {
    std::vector<NamedColumn> columns{{kOpen, "open", bars.open, true},
                                     {kHigh, "high", bars.high, true},
                                     {kLow, "low", bars.low, true},
                                     {kClose, "close", bars.close, true},
                                     {kVolume, "volume", bars.volume, false}};
    std::erase_if(columns, [&](const auto& column) { return (inputs & column.flag) == 0; });
    return columns;
}

/// Whether all values are finite: x - x is 0 for finite x and NaN otherwise. Eight sums at once.
bool allFinite(std::span<const double> values) {
    std::array<double, 8> sums{};
    const double* x = values.data();
    std::size_t i = 0;
    for (; i + 8 <= values.size(); i += 8)
        for (std::size_t k = 0; k < 8; ++k)
            sums[k] += x[i + k] - x[i + k];
    for (; i < values.size(); ++i)
        sums[0] += x[i] - x[i];
    return std::ranges::all_of(sums, [](double s) { return s == 0; });
}

Status checkColumn(const NamedColumn& column, std::size_t count, bool positive) {
    const auto refuse = [&](std::string_view what) {
        return fail(ErrorCode::InvalidInput, fmt::format("the {} {}", column.name, what));
    };
    if (column.values.empty() && count > 0)
        return refuse("is missing and the indicator needs it");
    if (column.values.size() != count)
        return refuse(fmt::format("has {} values for {} bars", column.values.size(), count));
    if (!allFinite(column.values)) {
        const auto bad =
            std::ranges::find_if_not(column.values, [](double x) { return std::isfinite(x); });
        return refuse(fmt::format("of bar {} is not a finite number; leave out bars with missing "
                                  "values",
                                  bad - column.values.begin() + 1));
    }
    if (!positive || !column.price)
        return {};
    const auto bad = std::ranges::find_if(column.values, [](double x) { return x <= 0; });
    if (bad != column.values.end())
        return refuse(fmt::format("of bar {} is not above zero; the indicator takes logarithms",
                                  bad - column.values.begin() + 1));
    return {};
}

Status checkTimes(const Bars& bars, unsigned inputs) {
    const std::size_t count = bars.size();
    for (const auto& [name, size] :
         {std::pair("times", bars.times.size()), std::pair("sessions", bars.sessions.size())})
        if (size != 0 && size != count)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("there are {} {} for {} bars", size, name, count));
    if ((inputs & kSession) != 0 && bars.times.empty() && bars.sessions.empty() && count > 0)
        return fail(ErrorCode::InvalidInput,
                    "the bars have no times, and the indicator must know their sessions");
    return {};
}

std::vector<std::string> warningsOf(const Indicator& indicator, const Bars& bars) {
    std::vector<std::string> warnings;
    const bool needsVolume = (indicator.info().inputs & kVolume) != 0;
    if (needsVolume && std::ranges::all_of(bars.volume, [](double v) { return v == 0; }))
        warnings.push_back(fmt::format(
            "{} needs volume, and the volume of every bar is zero: its values say nothing.",
            indicator.label()));
    if (bars.size() <= indicator.warmUp())
        warnings.push_back(fmt::format("{} needs {} bars for its first full values; there are {}.",
                                       indicator.label(), indicator.warmUp() + 1, bars.size()));
    return warnings;
}

} // namespace

Result<Computed> Indicator::compute(const Bars& bars) const {
    // The number of bars is the length of close, so close is always there.
    const unsigned inputs = m_info->inputs | kClose;
    const bool positive = m_info->needsPositivePrices && m_info->needsPositivePrices(m_settings);
    for (const auto& column : neededColumns(bars, inputs))
        if (auto fits = checkColumn(column, bars.size(), positive); !fits)
            return std::move(fits).error().during("compute " + label());
    if (auto fits = checkTimes(bars, inputs); !fits)
        return std::move(fits).error().during("compute " + label());

    Computed computed{.warnings = warningsOf(*this, bars)};
    const auto names = columnNames();
    std::vector<std::span<double>> out;
    for (std::size_t k = 0; k < names.size(); ++k)
        computed.columns.push_back({.name = names[k],
                                    .warmUp = std::min(warmUp(k), bars.size()),
                                    .values = std::vector<double>(bars.size())});
    for (auto& column : computed.columns)
        out.emplace_back(column.values);
    start()->append(bars, 0, out);
    return computed;
}

Result<Computed> compute(std::string_view specText, const Bars& bars, Convention convention) {
    const auto indicator = makeIndicatorRegistry().parse(specText, convention);
    if (!indicator)
        return indicator.error();
    return indicator->compute(bars);
}

} // namespace loom::indicators
