// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/scenario_figures.h"

#include <algorithm>
#include <cmath>

#include "stats/moments.h"

namespace loom::studies {

namespace {

constexpr std::size_t kMostValues = 5'000'000;
constexpr double kLowShare = 0.01;

AssetFigures figuresOf(std::string asset, const std::vector<double>& returns) {
    const auto m = stats::moments(std::span<const double>(returns));
    const auto sorted = stats::sortedPresent(returns);
    return {.asset = std::move(asset),
            .mean = m.mean,
            .stdev = m.stdev,
            .low = stats::quantileSorted(sorted, kLowShare),
            .worst = sorted.empty() ? std::nan("") : sorted.front()};
}

} // namespace

SetFigures figuresOf(const generate::ScenarioSet& set) {
    const std::size_t n = set.assets();
    SetFigures out;
    out.paths = std::clamp<std::size_t>(kMostValues / (set.length() * n), 1, set.count());
    std::vector<double> returns;
    for (std::size_t a = 0; a < n; ++a) {
        returns.clear();
        for (std::size_t i = 0; i < out.paths; ++i)
            for (std::size_t at = a; at < set.length() * n; at += n)
                returns.push_back(static_cast<double>(set.path(i)[at]));
        out.assets.push_back(figuresOf(set.card().assets[a], returns));
    }
    return out;
}

std::vector<AssetFigures> figuresOf(const generate::TrainingData& panel) {
    const std::size_t n = panel.assetCount();
    std::vector<AssetFigures> out;
    std::vector<double> returns(panel.days());
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t day = 0; day < panel.days(); ++day)
            returns[day] = panel.returns[day * n + a];
        out.push_back(figuresOf(panel.assets.empty() ? std::string() : panel.assets[a], returns));
    }
    return out;
}

std::vector<ShockDay> worstDays(const generate::TrainingData& panel, std::size_t most) {
    const std::size_t n = panel.assetCount();
    std::vector<ShockDay> days;
    for (std::size_t day = 0; day < panel.days() && day < panel.dates.size(); ++day) {
        ShockDay one{.date = Date{panel.dates[day]}};
        double sum = 0;
        std::size_t present = 0;
        for (std::size_t a = 0; a < n; ++a) {
            const double r = panel.returns[day * n + a];
            if (!std::isfinite(r))
                continue;
            sum += r;
            if (++present == 1 || r < one.worst) {
                one.worst = r;
                one.worstAsset = panel.assets.empty() ? std::string() : panel.assets[a];
            }
        }
        if (present == 0 || 2 * present < n)
            continue;
        one.mean = sum / static_cast<double>(present);
        days.push_back(std::move(one));
    }
    std::ranges::stable_sort(days, {}, &ShockDay::mean);
    days.resize(std::min(days.size(), most));
    return days;
}

} // namespace loom::studies
