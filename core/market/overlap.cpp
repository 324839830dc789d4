// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/overlap.h"

#include <algorithm>
#include <cmath>

namespace loom::market {

namespace {

constexpr double kCloseTolerance = 1e-4;

bool differs(double a, double b, double tolerance) {
    return std::abs(a - b) > tolerance * std::max(std::abs(a), std::abs(b));
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

std::optional<double> constantRatio(std::span<const double> a, std::span<const double> b,
                                    double tolerance) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (b[i] == 0 || !std::isfinite(a[i] / b[i]))
            return std::nullopt;
        ratios.push_back(a[i] / b[i]);
    }
    if (ratios.empty())
        return std::nullopt;
    const double middle = median(ratios);
    for (const double ratio : ratios)
        if (differs(ratio, middle, tolerance))
            return std::nullopt;
    return middle;
}

Overlap compareOverlap(std::span<const Bar> stored, std::span<const Bar> batch) {
    Overlap out;
    std::vector<double> oldCloses, newCloses;
    auto old = stored.begin();
    for (const Bar& bar : batch) {
        while (old != stored.end() && old->time < bar.time)
            ++old;
        if (old == stored.end() || old->time != bar.time || !bar.final || !old->final)
            continue;
        oldCloses.push_back(old->close);
        newCloses.push_back(bar.close);
        if (differs(old->close, bar.close, kCloseTolerance))
            out.edits.push_back({.time = bar.time, .oldClose = old->close, .newClose = bar.close});
    }
    out.common = oldCloses.size();
    if (out.edits.empty())
        return out;
    const auto ratio = constantRatio(newCloses, oldCloses, kCloseTolerance);
    if (ratio && out.common >= 2) {
        out.kind = OverlapKind::Scaled;
        out.ratio = *ratio;
    } else {
        const bool isolated = out.edits.size() <= std::max<std::size_t>(2, out.common / 2);
        out.kind = isolated ? OverlapKind::Edited : OverlapKind::Rewritten;
    }
    return out;
}

double dividendMismatch(const FetchedSeries& batch) {
    Series series;
    series.bars = batch.bars;
    series.actions = batch.actions;
    std::ranges::sort(series.actions, {}, &CorporateAction::exDate);
    const Series ours = adjusted(series, Adjustment::SplitAndDividend);
    double worst = 0;
    for (std::size_t i = 0; i < std::min(ours.bars.size(), batch.adjustedClose.size()); ++i)
        if (ours.bars[i].final && batch.adjustedClose[i] && *batch.adjustedClose[i] != 0)
            worst = std::max(worst, std::abs(ours.bars[i].close / *batch.adjustedClose[i] - 1));
    return worst;
}

std::vector<CorporateAction> newActions(std::span<const CorporateAction> known,
                                        std::span<const CorporateAction> batch) {
    std::vector<CorporateAction> out;
    for (const CorporateAction& action : batch) {
        const bool there = std::ranges::any_of(known, [&](const CorporateAction& k) {
            return k.kind == action.kind && k.exDate == action.exDate;
        });
        if (!there)
            out.push_back(action);
    }
    return out;
}

} // namespace loom::market
