// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/dataset.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/hash.h"

namespace loom::studies {

namespace {

std::string spanWords(const DataSelection& selection) {
    if (selection.from && selection.to)
        return fmt::format("between {} and {}", toIso(*selection.from), toIso(*selection.to));
    if (selection.from)
        return fmt::format("from {} on", toIso(*selection.from));
    return fmt::format("up to {}", toIso(*selection.to));
}

Error nothingThere(const market::Series& series, const DataSelection& selection) {
    if (series.empty())
        return fail(ErrorCode::NoData,
                    fmt::format("no {} bars of {} are stored; fetch or import them first",
                                market::intervalCode(series.interval), selection.symbol));
    return fail(ErrorCode::NoData,
                fmt::format("{} has no bars {}; stored are {} to {}", selection.symbol,
                            spanWords(selection), toIso(series.bars.front().date()),
                            toIso(series.bars.back().date())));
}

bool isSelected(const market::Bar& bar, const DataSelection& selection) {
    return bar.final && (!selection.from || bar.date() >= *selection.from) &&
           (!selection.to || bar.date() <= *selection.to);
}

Status appendBar(Dataset& out, const market::Bar& bar) {
    if (!std::isfinite(bar.close) || bar.close <= 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the close of {} on {} is {}; returns need positive prices",
                                out.instrument.symbol, toIso(bar.date()), bar.close));
    if (!out.closes.empty()) {
        out.data.returns.push_back(std::log(bar.close / out.closes.back()));
        out.data.dates.push_back(bar.date().days);
    }
    out.dates.push_back(bar.date());
    out.closes.push_back(bar.close);
    return {};
}

Status checkLength(const Dataset& out, const SplitPlan& split, std::size_t minimumReturns) {
    const std::size_t have = out.data.trainEnd;
    if (have >= minimumReturns)
        return {};
    const double share = split.paperTable ? 1.0 : split.trainShare;
    const auto needed =
        static_cast<std::size_t>(std::ceil(static_cast<double>(minimumReturns) / share)) + 1;
    return fail(
        ErrorCode::InvalidInput,
        fmt::format("{} has {} days in this period, {} of them for training; this model needs "
                    "{} training returns, so at least {} days. Choose a longer period or a "
                    "smaller receptive field",
                    out.instrument.symbol, out.closes.size(), have, minimumReturns, needed));
}

std::string hashOf(const Dataset& out) {
    Sha256 hash;
    for (const Date date : out.dates)
        hash.addValues(std::span<const std::int32_t>(&date.days, 1));
    return hash.addValues(std::span<const double>(out.closes)).hex();
}

} // namespace

void applySplit(generate::TrainingData& data, const SplitPlan& split) {
    const std::size_t n = data.days();
    data.wholeWindow = split.paperTable;
    if (split.paperTable) {
        data.trainEnd = data.validationEnd = n;
        return;
    }
    const auto share = [n](double part) {
        return static_cast<std::size_t>(std::floor(part * static_cast<double>(n) + 0.5));
    };
    data.trainEnd = share(split.trainShare);
    data.validationEnd = std::max(data.trainEnd, share(split.trainShare + split.validationShare));
}

std::string Dataset::spanText(std::size_t from, std::size_t to) const {
    if (from >= to)
        return "none";
    return fmt::format("{} to {}, {} returns", toIso(dates[from + 1]), toIso(dates[to]), to - from);
}

Result<Dataset> makeDataset(const market::Series& stored, const DataSelection& selection,
                            const SplitPlan& split, std::size_t minimumReturns) {
    const market::Series series = market::adjusted(stored, selection.adjustment);
    Dataset out;
    out.instrument = series.instrument;
    out.source = series.source;
    for (const market::Bar& bar : series.bars) {
        out.provisionalBars += bar.final ? 0 : 1;
        if (!isSelected(bar, selection))
            continue;
        if (auto good = appendBar(out, bar); !good)
            return std::move(good).error();
    }
    if (out.closes.empty())
        return nothingThere(series, selection);
    applySplit(out.data, split);
    if (auto good = checkLength(out, split, minimumReturns); !good)
        return std::move(good).error();
    const auto [low, high] = std::minmax_element(out.closes.begin(), out.closes.end());
    if (*low == *high)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("every close of {} in this period is {}; a constant series has "
                                "nothing to learn from",
                                selection.symbol, *low));
    out.hash = hashOf(out);
    return out;
}

} // namespace loom::studies
