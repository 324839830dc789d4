// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explain_report.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/date.h"

namespace loom::app {

namespace {

constexpr std::size_t kPrinted = 15;
constexpr double kBarWidth = 24; // characters of the largest share

std::string percent(double logReturn) {
    return std::isfinite(logReturn) ? fmt::format("{:+.4f}", 100 * logReturn) : "–";
}

std::string correlationText(double value) {
    return std::isfinite(value) ? fmt::format("{:+.2f}", value) : "–";
}

std::string bar(double value, double largest) {
    const double length = largest > 0 ? kBarWidth * std::abs(value) / largest : 0;
    std::string out;
    for (int i = 0; i < static_cast<int>(std::lround(length)); ++i)
        out += value < 0 ? "░" : "█";
    return out;
}

/// Places by size, the largest first; all of them when they are few.
std::vector<std::size_t> largest(std::span<const forecast::Share> shares) {
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::size_t i) { return std::abs(shares[i].value); });
    order.resize(std::min(order.size(), kPrinted));
    return order;
}

void printShares(std::string_view what, std::span<const forecast::Share> shares,
                 const Console& console) {
    if (shares.empty())
        return;
    auto order = largest(shares);
    const double most = std::abs(shares[order.front()].value);
    const bool sampled = !std::isnan(shares.front().standardError);
    if (what == "lag")
        std::ranges::sort(order); // in order of time
    std::vector<std::string> header{std::string(what), "log return %"};
    if (sampled)
        header.emplace_back("± error");
    header.emplace_back("");
    std::vector<std::vector<std::string>> rows;
    for (const std::size_t i : order) {
        rows.push_back({shares[i].name, percent(shares[i].value)});
        if (sampled)
            rows.back().push_back(fmt::format("{:.4f}", 100 * shares[i].standardError));
        rows.back().push_back(bar(shares[i].value, most));
    }
    console.table(header, rows, {0, header.size() - 1});
    if (shares.size() > order.size())
        console.print("and {} smaller ones; all of them with --out.", shares.size() - order.size());
}

std::string madeAtText(const forecast::Explanation& explanation) {
    const Timestamp time{explanation.madeAt};
    return forecast::isIntraday(explanation.frequency) ? toIso(time) : toIso(time.utcDate());
}

} // namespace

void print(const forecast::Explanation& explanation, const Console& console) {
    const double difference = explanation.forecast - explanation.base;
    console.print("{}, step {}, made at the close of {}, by {}", explanation.asset,
                  explanation.step, madeAtText(explanation),
                  forecast::methodWord(explanation.method));
    console.print("Forecast {} %, with the {} {} %: {} % to be shared out; missing in the sum "
                  "{:.1e} % ({:.2f} % of it){}",
                  percent(explanation.forecast), forecast::baselineWord(explanation.baseline),
                  percent(explanation.base), percent(difference), 100 * explanation.gap(),
                  difference == 0 ? 0.0 : 100 * std::abs(explanation.gap() / difference),
                  explanation.stopped ? "; stopped early" : "");
    printShares("feature", explanation.features, console);
    printShares("lag", explanation.lags, console);
}

void print(const forecast::AttentionView& view, const Console& console) {
    const auto table = [&](const std::vector<std::string>& names,
                           const std::vector<double>& weights, const char* column) {
        std::vector<forecast::Share> shares;
        for (std::size_t i = 0; i < weights.size(); ++i)
            shares.push_back({.name = names[i], .value = weights[i]});
        const auto order = largest(shares);
        std::vector<std::vector<std::string>> rows;
        for (const std::size_t i : order)
            rows.push_back({shares[i].name, fmt::format("{:.1f}", 100 * shares[i].value),
                            bar(shares[i].value, shares[order.front()].value)});
        console.table({column, "weight %", ""}, rows, {0, 2});
    };
    console.print("Where the answer looked (attention rollout over {} layer(s)):",
                  view.heads.size());
    table(view.labels, view.read, "looked at");
    if (view.features.empty())
        return;
    console.print("Which features it weighed (mean over the window):");
    table(view.features, view.selected, "feature");
}

void print(const forecast::RandomisationReport& report, const Console& console) {
    console.print("With fresh weights ({} draws at {} origins) the shares agree by {} (rank "
                  "correlation; sizes alone {}): {}",
                  report.draws, report.origins, correlationText(report.signedMean.inputs),
                  correlationText(report.sizesMean.inputs), studies::freshWeightsVerdict(report));
}

void print(const forecast::StabilityReport& report, const Console& console) {
    console.print("{} models at {} origins: shares of inputs agree by {} (worst {}), of features "
                  "by {}, of lags by {}; forecasts have the same sign in {:.0f} %.",
                  report.models, report.origins, correlationText(report.mean.inputs),
                  correlationText(report.least.inputs), correlationText(report.mean.features),
                  correlationText(report.mean.lags), 100 * report.sameSign);
}

} // namespace loom::app
