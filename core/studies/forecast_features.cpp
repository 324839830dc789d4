// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_features.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "base/text.h"
#include "forecast/data.h"

namespace loom::studies {

namespace {

using forecast::kMissing;

constexpr std::string_view kChange = "change:";
constexpr std::size_t kVolumeBars = 20;
constexpr double kLeastVolume = 0.01; // of its mean; the logarithm of none is no number

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

const indicators::IndicatorRegistry& registry() {
    static const indicators::IndicatorRegistry all = indicators::makeIndicatorRegistry();
    return all;
}

std::optional<FeatureSpec> wordSpec(const std::string& word) {
    if (word == "return")
        return FeatureSpec{.kind = FeatureKind::Return, .text = word, .columns = {"return"}};
    if (word == "ohlc")
        return FeatureSpec{
            .kind = FeatureKind::Ohlc, .text = word, .columns = {"open", "high", "low", "return"}};
    if (word == "volume")
        return FeatureSpec{
            .kind = FeatureKind::Volume, .text = word, .columns = {"volume"}, .usesVolume = true};
    if (word == "time_of_day")
        return FeatureSpec{.kind = FeatureKind::TimeOfDay,
                           .text = word,
                           .columns = {"time_of_day_sin", "time_of_day_cos"}};
    if (word == "day_of_week")
        return FeatureSpec{.kind = FeatureKind::DayOfWeek,
                           .text = word,
                           .columns = {"day_of_week_sin", "day_of_week_cos"}};
    return std::nullopt;
}

Error unknown(std::string_view text, const Error& why) {
    std::vector<std::string> known;
    for (const auto& word : featureWords())
        known.push_back(word.id);
    for (const auto& preset : featurePresets())
        known.push_back(preset.id);
    const std::string words = join(known, ", ");
    for (const auto& info : registry().all())
        known.push_back(info->id);
    const std::string id(trim(text.substr(0, text.find_first_of(":@"))));
    if (registry().find(toLower(id)) != nullptr)
        return invalid(fmt::format("The feature \"{}\" cannot be read: {}.", text, why.message));
    if (const auto near = didYouMean(toLower(id), known))
        return invalid(
            fmt::format("There is no feature \"{}\"; did you mean \"{}\"?", text, *near));
    return invalid(
        fmt::format("There is no feature \"{}\". Known are {} and every indicator, such as rsi:14.",
                    text, words));
}

/// The change of a feature from row to row.
Result<FeatureSpec> changeOf(std::string_view text, forecast::Frequency frequency) {
    auto spec = parseFeature(text, frequency);
    if (!spec)
        return spec;
    if (spec->change)
        return invalid(fmt::format("A change of a change is not offered. Take {} once.", kChange));
    if (isShared(spec->kind))
        return invalid(fmt::format("The change of {} says nothing new. Leave it out.", spec->text));
    spec->change = true;
    spec->text = std::string(kChange) + spec->text;
    for (auto& column : spec->columns)
        column += " change";
    return spec;
}

/// Mean volume of the last kVolumeBars bars up to each; NaN before there are so many. Every window
/// is summed anew, so that a value depends on its window alone.
std::vector<double> meanVolume(const AssetBars& bars) {
    std::vector<double> out(bars.size(), kMissing);
    for (std::size_t i = kVolumeBars - 1; i < bars.size(); ++i) {
        double sum = 0;
        for (std::size_t k = i + 1 - kVolumeBars; k <= i; ++k)
            sum += bars.volume[k];
        out[i] = sum / static_cast<double>(kVolumeBars);
    }
    return out;
}

/// value(bar) of every row that has a bar.
template <class Value>
void scatter(const PlacedAsset& asset, FeatureBlock out, std::size_t column, Value&& value) {
    for (std::size_t row = 0; row < asset.barAtRow.size(); ++row) {
        const std::int32_t bar = asset.barAtRow[row];
        out.values[row * out.stride + column] =
            bar < 0 ? kMissing : value(static_cast<std::size_t>(bar));
    }
}

/// ln(price / close of the row before).
void addLogReturns(const PlacedAsset& asset, const std::vector<double>& prices, FeatureBlock out,
                   std::size_t column) {
    const auto& close = asset.bars.close;
    for (std::size_t row = 0; row < asset.barAtRow.size(); ++row) {
        double value = kMissing;
        if (row > 0 && asset.has(row) && asset.has(row - 1))
            value = std::log(prices[static_cast<std::size_t>(asset.barAtRow[row])] /
                             close[static_cast<std::size_t>(asset.barAtRow[row - 1])]);
        out.values[row * out.stride + column] = value;
    }
}

void addVolume(const PlacedAsset& asset, FeatureBlock out) {
    const auto mean = meanVolume(asset.bars);
    scatter(asset, out, 0, [&](std::size_t i) {
        return mean[i] > 0 ? std::log(std::max(asset.bars.volume[i] / mean[i], kLeastVolume))
                           : kMissing;
    });
}

void addCircle(double turn, FeatureBlock out, std::size_t row) {
    const double angle = 2 * std::numbers::pi * turn;
    out.values[row * out.stride] = std::sin(angle);
    out.values[row * out.stride + 1] = std::cos(angle);
}

void addTimeOfDay(const ForecastGrid& grid, std::int64_t step, const SessionClock& clock,
                  FeatureBlock out) {
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        const auto end = clock.secondOfDay(grid.times[row]) + step;
        addCircle(static_cast<double>(end) / 86'400, out, row);
    }
}

void addDayOfWeek(const ForecastGrid& grid, FeatureBlock out) {
    for (std::size_t row = 0; row < grid.rows(); ++row)
        addCircle(static_cast<double>(Date{grid.sessions[row]}.weekday()) / 7, out, row);
}

/// What divides a pure number without a range.
double outermostGuide(const indicators::IndicatorInfo& info) {
    double out = 0;
    for (const double guide : info.guides)
        out = std::max(out, std::abs(guide));
    return out > 0 ? out : 1;
}

Status addIndicator(const FeatureSpec& spec, const PlacedAsset& asset, const ForecastGrid& grid,
                    FeatureBlock out) {
    const AssetBars& own = asset.bars;
    std::vector<std::int64_t> sessions(own.size(), 0);
    for (std::size_t row = 0; row < grid.rows(); ++row)
        if (asset.has(row))
            sessions[static_cast<std::size_t>(asset.barAtRow[row])] = grid.sessions[row];
    const indicators::Bars bars{.times = own.times,
                                .open = own.open,
                                .high = own.high,
                                .low = own.low,
                                .close = own.close,
                                .volume = own.volume,
                                .sessions = sessions};
    const auto computed = spec.indicator->compute(bars);
    if (!computed)
        return computed.error();
    for (std::size_t c = 0; c < computed->columns.size(); ++c) {
        const auto& values = computed->columns[c].values;
        const auto rule = scaleRule(spec.indicator->info());
        const auto mean = rule ? std::vector<double>() : meanVolume(own);
        scatter(asset, out, c, [&](std::size_t i) {
            if (std::isnan(values[i]))
                return kMissing;
            if (rule)
                return rule(values[i], own.close[i]);
            return i > 0 && mean[i] > 0 ? (values[i] - values[i - 1]) / mean[i] : kMissing;
        });
    }
    return {};
}

} // namespace

const std::vector<FeatureWord>& featureWords() {
    static const std::vector<FeatureWord> words{
        {"return", "Return", "Log return since the row before."},
        {"ohlc", "Open, high, low, close", "Each against the close of the row before."},
        {"volume", "Volume", "Logarithm of the volume over its mean of 20 bars."},
        {"time_of_day", "Time of day", "Sine and cosine of the local time; within the day only."},
        {"day_of_week", "Day of the week", "Sine and cosine of the weekday; not for weeks."},
    };
    return words;
}

Result<FeatureSpec> parseFeature(std::string_view text, forecast::Frequency frequency) {
    const std::string word = toLower(trim(text));
    if (word.starts_with(kChange))
        return changeOf(trim(text).substr(kChange.size()), frequency);
    if (word.empty())
        return invalid("A feature is empty. Name one, such as return, ohlc or rsi:14.");
    if (word == "time_of_day" && !forecast::isIntraday(frequency))
        return invalid(fmt::format("The feature time_of_day is the same at every {} bar. It is for "
                                   "bars within the day; leave it out.",
                                   forecast::frequencyWord(frequency)));
    if (word == "day_of_week" && frequency == forecast::Frequency::Week1)
        return invalid("The feature day_of_week says nothing about weeks. Leave it out.");
    if (auto spec = wordSpec(word))
        return *std::move(spec);
    if (constexpr std::string_view kColumn = "column:"; startsWithNoCase(trim(text), kColumn)) {
        const std::string name(trim(trim(text).substr(kColumn.size())));
        if (name.empty())
            return invalid("Name the column of the file: column:sentiment.");
        return FeatureSpec{.kind = FeatureKind::Column,
                           .text = "column:" + name,
                           .columns = {name},
                           .fileColumn = name};
    }
    auto indicator = registry().parse(word);
    if (!indicator)
        return unknown(text, indicator.error());
    FeatureSpec spec{.kind = FeatureKind::Indicator, .text = indicator->text()};
    spec.columns = indicator->columnNames();
    spec.usesVolume = (indicator->info().inputs & indicators::kVolume) != 0;
    spec.indicator = std::move(*indicator);
    return spec;
}

Result<std::vector<FeatureSpec>> parseFeatures(const std::vector<std::string>& texts,
                                               forecast::Frequency frequency) {
    std::vector<FeatureSpec> out;
    std::vector<std::string> columns;
    for (const auto& text : expandPresets(texts)) {
        auto spec = parseFeature(text, frequency);
        if (!spec)
            return spec.error();
        for (const auto& column : spec->columns) {
            if (std::ranges::find(columns, column) != columns.end())
                return invalid(fmt::format("The feature \"{}\" gives \"{}\", which is there "
                                           "already. Name every feature once (ohlc holds the "
                                           "return).",
                                           text, column));
            columns.push_back(column);
        }
        out.push_back(std::move(*spec));
    }
    return out;
}

std::function<double(double, double)> scaleRule(const indicators::IndicatorInfo& info) {
    if (info.unit == "price" && info.placement == indicators::Placement::Price)
        return [](double v, double close) { return v > 0 ? std::log(v / close) : kMissing; };
    if (info.unit == "price")
        return [](double v, double close) { return v / close; };
    if (info.range)
        return [low = info.range->first, high = info.range->second](double v, double) {
            return (v - low) / (high - low);
        };
    if (info.unit.starts_with("%"))
        return [](double v, double) { return v / 100; };
    if (info.unit == "volume")
        return nullptr;
    return [guide = outermostGuide(info)](double v, double) { return v / guide; };
}

bool isShared(FeatureKind kind) {
    return kind == FeatureKind::TimeOfDay || kind == FeatureKind::DayOfWeek;
}

void computeShared(const FeatureSpec& spec, const ForecastGrid& grid, forecast::Frequency frequency,
                   const SessionClock& clock, FeatureBlock out) {
    if (spec.kind == FeatureKind::TimeOfDay)
        addTimeOfDay(grid, market::intervalSeconds(intervalOf(frequency)), clock, out);
    else
        addDayOfWeek(grid, out);
}

void placeColumn(const AssetColumn& column, const ForecastGrid& grid, FeatureBlock out) {
    std::size_t next = 0;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        while (next < column.times.size() && column.times[next] < grid.times[row])
            ++next;
        const bool there = next < column.times.size() && column.times[next] == grid.times[row];
        out.values[row * out.stride] = there ? column.values[next] : kMissing;
    }
}

void takeChanges(std::size_t rows, std::size_t columns, FeatureBlock block) {
    for (std::size_t row = rows; row-- > 0;)
        for (std::size_t c = 0; c < columns; ++c) {
            double* at = block.values + row * block.stride + c;
            *at = row > 0 ? *at - *(at - block.stride) : kMissing;
        }
}

Status computeFeature(const FeatureSpec& spec, const PlacedAsset& asset, const ForecastGrid& grid,
                      FeatureBlock out) {
    switch (spec.kind) {
    case FeatureKind::Return:
        addLogReturns(asset, asset.bars.close, out, 0);
        break;
    case FeatureKind::Ohlc:
        addLogReturns(asset, asset.bars.open, out, 0);
        addLogReturns(asset, asset.bars.high, out, 1);
        addLogReturns(asset, asset.bars.low, out, 2);
        addLogReturns(asset, asset.bars.close, out, 3);
        break;
    case FeatureKind::Volume:
        addVolume(asset, out);
        break;
    case FeatureKind::Indicator:
        return addIndicator(spec, asset, grid, out);
    case FeatureKind::TimeOfDay:
    case FeatureKind::DayOfWeek:
    case FeatureKind::Column:
        return fail(ErrorCode::Internal, "A feature that is not made of bars was asked of them");
    }
    return {};
}

} // namespace loom::studies
